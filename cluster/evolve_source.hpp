// EvolveSource: the epochs of an archipelago's islands as leases, recorded in a run folder.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "cluster/work_source.hpp"
#include "engine/island/archipelago.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian {

/// The journal holds hashes of every result, a snapshot now and then the islands' states. To resume
/// is to load the snapshot and to compute again what was told after it; each result that the
/// journal knows must then have the recorded hashes.
class EvolveSource final : public WorkSource {
 public:
  /// `model` must outlive the source.
  EvolveSource(const IslandModel& model, std::uint64_t lag, Archipelago::Limits limits);

  /// Records into the folder from now on, which must outlive the source; before that, goes to where
  /// the folder's run stands. To be called before the first next().
  Result<void> attach(RunFolder& folder);
  /// In place of attach(): every result is checked against the journal and nothing is written; the
  /// search ends when all that is recorded has been computed again.
  Result<void> replay(JournalReader reader);
  /// Seconds that earlier sessions of the run took.
  double earlier() const { return earlier_; }

  std::optional<std::uint64_t> next(Encoder& out) override;
  Result<bool> tell(std::uint64_t id, Decoder& in, double elapsed) override;
  bool partial_counts() const override { return true; }
  void tell_partial(Decoder& in, double elapsed) override;
  void give_back(std::uint64_t id) override;
  Result<void> fail(std::uint64_t id, const std::string& why, double elapsed) override;
  Result<void> commit() override { return {}; }
  Result<void> save(double elapsed) override;
  StopReason finished() const override;
  std::uint64_t evaluations() const override;
  std::uint64_t generation() const override { return archipelago_.generation(); }
  std::uint64_t migrants() const override { return migrants_; }
  Board board() const override;
  std::vector<Found> take_found() override { return std::exchange(found_, {}); }

 private:
  struct Hashes {
    std::uint64_t state = 0;
    std::uint64_t report = 0;
    bool operator==(const Hashes&) const = default;
  };
  using Epoch = std::pair<std::uint32_t, std::uint64_t>;  // island, epoch

  std::string place(std::uint64_t id) const;
  Result<void> read(JournalReader reader);
  Result<void> verify(const EvolveResult& result, Hashes hashes);
  Result<void> record(const EvolveResult& result, double elapsed);
  std::vector<Individual> enter(const std::vector<Individual>& offers, double elapsed);

  const std::uint64_t islands_;
  Archipelago archipelago_;
  RunFolder* folder_ = nullptr;
  bool replaying_ = false;
  double earlier_ = 0;
  std::uint64_t migrants_ = 0;
  std::map<Epoch, Hashes> recorded_;  // in the journal, beyond the snapshot
  HallOfFame told_;                   // of everything ever told, in the order of arrival
  std::vector<Individual> partial_;   // offers of leases that the end cut short
  std::vector<Found> found_;
};

}  // namespace cambrian
