// PopulationBasedTraining: members that train on and on, of which the weak take over the states of
// the strong, with changed settings.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/algorithm/algorithm.hpp"
#include "engine/algorithm/exploit.hpp"
#include "engine/algorithm/improvement_model.hpp"
#include "engine/algorithm/in_flight.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "engine/space/hyperparameters.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian {

/// Jaderberg et al. 2017. A candidate is the next part of a member's training: it continues from a
/// state, with settings (its genome), for `interval` units of work. A member's record (score,
/// state, settings, steps) is replaced as a whole when that is told; so there is no score without a
/// state to take over. Then the member decides, by the records as they stand: it goes on, or
/// exploits (takes another's record over) and explores (changes the settings).
///
/// Asynchronous, by default: nobody waits. Synchronous: all members train for one interval, then
/// all decide, in the order of their numbers, so that the result does not depend on the workers
/// even without a lag; with a quorum below 1 those who are late decide a generation later. A member
/// whose part failed takes over from one of the first (or begins anew while there is none) and
/// blocks nobody. Whoever was told longest ago comes first, so any number of workers serves any
/// population. Every member does `length` work itself, from whichever states (Jaderberg et al.
/// 2017): counted by its state, a population that gets worse by training might never come to an
/// end, since the last take over from those that have trained least.
///
/// Exploring by a model (PB2: Parker-Holder et al. 2020) makes many proposals, half of them drawn
/// anew, and takes the one of which an ImprovementModel of what was told so far promises most.
class PopulationBasedTraining final : public Algorithm {
 public:
  enum class Explore { perturb, model };
  struct Params {
    std::uint32_t population = 20;
    std::uint64_t interval = 100;  ///< work of one candidate
    std::uint64_t length = 0;      ///< work that a member does itself, failures included; 0: no end
    std::uint32_t ready = 1;       ///< decides after so many intervals
    std::uint64_t burn_in = 0;     ///< not before so much work
    ExploitRule exploit = ExploitRule::truncation;
    double quantile = 0.2;
    double significance = 0.05;
    std::uint32_t window = 10;  ///< scores for the t-test
    double resample = 0.25;
    std::vector<double> perturb = {0.8, 1.2};
    Explore explore = Explore::perturb;
    bool synchronous = false;
    double quorum = 1;
    std::vector<JsonText> start;  ///< settings of the first members; others draw theirs
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// `space` must outlive this; the params pass check(). A space without Hyperparameters is
  /// explored by its vary().
  PopulationBasedTraining(const SearchSpace& space, Params params);
  static Result<void> check(const Params& params, const SearchSpace& space);

  std::vector<Candidate> ask(std::size_t room) override;
  void tell(const Evaluation& evaluation) override;
  bool continues() const override { return true; }
  std::vector<Bytes> states() const override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

  /// What a member has reached.
  struct Record {
    CandidateId id{};  ///< the candidate that reached it
    Genome genome;
    double score = 0;
    std::vector<double> recent = {};  ///< the last scores on the way to this state
    std::uint64_t steps = 0;          ///< work in this state, by whichever members
    Bytes state;

    void encode(Encoder& out) const;
    static Record decode(Decoder& in);
  };
  struct Member {
    std::optional<Record> record;    ///< none before the first part is told
    std::optional<Genome> settings;  ///< of the next part; none: to be drawn
    std::uint32_t parts = 0;         ///< since it decided
    std::uint64_t worked = 0;        ///< by itself
    bool busy = false;
    bool waits = false;  ///< for the end of the generation
    bool failed = false;
    CandidateId told{};  ///< last

    void encode(Encoder& out) const;
    static Member decode(Decoder& in);
  };
  const std::vector<Member>& members() const { return members_; }

 private:
  struct Note {
    std::uint64_t member = 0;
    Genome genome;

    void encode(Encoder& out) const;
    static Note decode(Decoder& in);
  };
  bool is_done(const Member& member) const;
  std::optional<std::size_t> next_member() const;
  Candidate next_part(std::size_t index);
  void note_result(Member& member, Genome genome, const Evaluation& evaluation);
  std::vector<Standing> standings() const;
  void decide(std::size_t index, const std::vector<Standing>& standings,
              const std::vector<Member>& then);
  void end_generation();
  Genome explored(const Record& record, Random& random) const;
  Genome proposed(const Record& record, Random& random) const;
  void learn(const Member& member, const Genome& genome, const Evaluation& evaluation);
  double time(std::uint64_t steps) const;
  Random stream(CandidateId id, Purpose purpose) const;

  const SearchSpace& space_;
  const Hyperparameters* const hyperparameters_;
  const Params params_;
  const Exploit exploit_;
  std::vector<Member> members_;
  InFlight<Note> in_flight_;
  ImprovementModel model_;      // knows nothing unless it is asked
  std::uint64_t reported_ = 0;  // members that wait for the end of the generation
};

/// Seed and island belong to the run.
template <class Visitor>
void fields(Visitor& v, PopulationBasedTraining::Params& p) {
  v("population", p.population, Range{1, 1e6}, "Members that train");
  v("interval", p.interval, Range{1, 1e15}, "Work between two looks at a member's score");
  v("length", p.length, "Work that each member does, 0: until the run ends");
  v("ready", p.ready, Range{1, 1e9}, "Intervals after which a member may take over from another");
  v("burn_in", p.burn_in, "Work before a member may take over from another");
  v("exploit", p.exploit,
    Named<ExploitRule>{{ExploitRule::none, "none"},
                       {ExploitRule::truncation, "truncation"},
                       {ExploitRule::t_test, "t_test"},
                       {ExploitRule::tournament, "tournament"}},
    "Who takes over: nobody (a random search), the last from any of the first, or each from a "
    "random other one that is better, by Welch's t-test or by the score alone");
  v("quantile", p.quantile, Range{.low = 0, .high = 0.5, .above_low = true},
    "Part of the members that are the first, and the last");
  v("significance", p.significance, Range{.low = 0, .high = 1, .above_low = true}, "Of the t-test");
  v("window", p.window, Range{2, 1e6}, "Last scores that the t-test compares");
  v("resample", p.resample, Range{0, 1}, "Probability that a taken-over setting is drawn anew");
  v("perturb", p.perturb, Range{.low = 0, .high = 1e9, .above_low = true},
    "Else it is multiplied by one of these; choices stay as they are");
  v("explore", p.explore,
    Named<PopulationBasedTraining::Explore>{{PopulationBasedTraining::Explore::perturb, "perturb"},
                                            {PopulationBasedTraining::Explore::model, "model"}},
    "Perturb or draw anew by chance, or of many such changes the one of which a model of gains so "
    "far promises most (PB2)");
  v("synchronous", p.synchronous, "All members train for one interval, then all decide");
  v("quorum", p.quorum, Range{.low = 0, .high = 1, .above_low = true},
    "Synchronous: part of the members that need not wait for the others");
  v("start", p.start, "Settings of the first members; the others draw theirs");
}

}  // namespace cambrian
