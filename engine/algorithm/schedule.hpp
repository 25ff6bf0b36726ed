// ScheduledTraining: members that train by given settings, which change after given work.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/algorithm/algorithm.hpp"
#include "engine/algorithm/in_flight.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian {

/// A schedule that population-based training has found, or anybody has written, on fresh members:
/// no search. Part i trains with settings[i] until until[i] units of work are done, all told. A
/// member whose part failed trains no more.
class ScheduledTraining final : public Algorithm {
 public:
  struct Params {
    std::uint32_t members = 1;
    std::vector<std::int64_t> until;
    std::vector<JsonText> settings;
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// The params pass check().
  ScheduledTraining(const SearchSpace& space, Params params);
  static Result<void> check(const Params& params, const SearchSpace& space);

  std::vector<Candidate> ask(std::size_t room) override;
  void tell(const Evaluation& evaluation) override;
  bool continues() const override { return true; }
  std::vector<Bytes> states() const override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  struct Member {
    CandidateId last{};      ///< of part - 1
    std::uint64_t part = 0;  ///< that comes next
    bool waits = false;      ///< for an evaluation, or for ever
    Bytes state;
  };
  struct Note {
    std::uint64_t member = 0;

    void encode(Encoder& out) const;
    static Note decode(Decoder& in);
  };
  Candidate next_part(std::size_t index);

  const Params params_;
  std::vector<Genome> settings_;
  std::vector<Member> members_;
  InFlight<Note> in_flight_;
};

/// Seed and island belong to the run.
template <class Visitor>
void fields(Visitor& v, ScheduledTraining::Params& p) {
  v("members", p.members, Range{1, 1e6}, "Members that train, each from a start of its own");
  v("until", p.until, Range{1, 1e15}, "For each part, the work after which it ends, all told");
  v("settings", p.settings, "For each part, the settings that it trains with");
}

}  // namespace cambrian
