// EvaluateSource: the candidates of an algorithm as leases, every evaluation of which is
// journalled.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cluster/journal_records.hpp"
#include "cluster/work_source.hpp"
#include "engine/algorithm/algorithm.hpp"
#include "engine/space/search_space.hpp"
#include "engine/space/tally.hpp"
#include "engine/state/run_folder.hpp"
#include "engine/state/state_store.hpp"

namespace cambrian {

/// What becomes of a candidate whose evaluation failed or timed out, after its retries.
enum class FailurePolicy : std::uint8_t {
  skip,   ///< the algorithm is told that it failed, and does without it
  worst,  ///< it counts as evaluated, with infinite objectives
  abort,  ///< the run ends with an error
};

struct EvaluateOptions {
  std::uint64_t evaluations = 0;  ///< limit of the whole run; 0: none
  std::uint64_t work = 0;         ///< limit of all evaluations' work together; 0: none
  std::uint64_t stagnation = 0;   ///< so many evaluations in a row without a better one end the
                                  ///< run; 0: never. Better: a lower first objective, or with
                                  ///< several objectives a new member of the front
  double target = 0;              ///< with `has_target`: solved at this first objective
  bool has_target = false;
  std::uint64_t batch = 1;  ///< candidates in one lease
  /// 0: free-running, results are told as they come. Else candidate t is bred from the results of
  /// 0 .. t - lag, told in order: the same search for any number of workers.
  std::uint64_t lag = 0;
  std::uint32_t retries = 0;
  FailurePolicy on_failure = FailurePolicy::skip;
  std::uint64_t hopeless = 100;  ///< so many failures in a row end the run; 0: never
  std::size_t objectives = 1;    ///< of the evaluator
  /// Candidates with a budget below this are preliminary: the algorithm is told of them, but they
  /// never reach the target, and leave the board when the first other one is told. A budget of 0 is
  /// the full one.
  std::uint64_t full_budget = 0;
  Tally* tally = nullptr;  ///< is told of every evaluation; null: none
};

/// The journal holds every ask and every evaluation in their order, so that a resumed run (and a
/// replay) breeds every candidate again, checks it against the record, and evaluates nothing twice.
///
/// Of an algorithm that continues from states, the algorithm and the journal hold references; the
/// states are in a StateStore, which saves them below states/ of the run folder, and travel with
/// the leases. States that other algorithms' evaluations have are dropped.
class EvaluateSource final : public WorkSource {
 public:
  /// Both must outlive the source. `algorithm` is a new one.
  EvaluateSource(Algorithm& algorithm, const SearchSpace& space, EvaluateOptions options);

  /// Goes to where the folder's run stands and records into it from now on.
  Result<void> attach(RunFolder& folder);
  /// Only goes through the journal: an error names the first candidate that was bred otherwise.
  Result<void> replay(JournalReader reader);
  /// Seconds that earlier sessions of the run took.
  double earlier() const { return earlier_; }

  std::optional<std::uint64_t> next(Encoder& out) override;
  std::size_t spare() const override;
  Result<bool> tell(std::uint64_t id, Decoder& in, double elapsed) override;
  bool partial_counts() const override { return false; }
  void tell_partial(Decoder&, double) override {}
  void give_back(std::uint64_t id) override;
  Result<void> fail(std::uint64_t id, const std::string& why, double elapsed) override;
  Result<void> commit() override;
  Result<void> save(double) override { return commit(); }
  StopReason finished() const override { return reason_; }
  std::uint64_t evaluations() const override { return told_; }
  std::uint64_t generation() const override { return 0; }
  /// After their retries.
  std::uint64_t failures() const override { return failures_; }
  Board board() const override { return board_; }
  std::vector<Found> take_found() override { return std::exchange(found_, {}); }

 private:
  struct Pending {
    Candidate candidate;
    std::uint32_t attempts = 0;
  };

  void ask(std::uint64_t room);
  void ask_as_lagged();
  bool has_waiting() const;
  Result<void> take(Evaluation evaluation, double elapsed);
  Result<void> settle(Evaluation evaluation, double elapsed);
  void enter(Individual individual, double elapsed);
  bool counts(const Candidate& candidate) const;
  StopReason over(const Evaluation& told, bool counted) const;
  void deliver(const Evaluation& evaluation, double elapsed);
  Result<void> commit_asks();
  Result<void> record(RecordKind kind, Bytes payload);
  Candidate with_state(const Candidate& candidate);
  void renew_holds();

  Algorithm& algorithm_;
  const SearchSpace& space_;
  const EvaluateOptions options_;
  RunFolder* folder_ = nullptr;
  StateStore states_;
  std::vector<Bytes> held_;                            // what algorithm_.states() was
  std::vector<std::pair<RecordKind, Bytes>> records_;  // wait for the states that they refer to
  double earlier_ = 0;

  std::map<CandidateId, Pending> pending_;                    // asked, not told to the algorithm
  std::deque<CandidateId> waiting_;                           // asked, not leased
  std::map<std::uint64_t, std::vector<CandidateId>> leases_;  // by lease id, not answered
  std::deque<std::uint64_t> returned_;                        // leases to be given again
  std::uint64_t next_lease_ = 0;
  std::map<CandidateId, std::pair<Evaluation, double>> early_;  // arrived, not yet their turn
  std::deque<AskedRecord> asks_;  // made, not yet in (while replaying: not yet met in) the journal
  std::uint64_t asked_ = 0;
  std::uint64_t told_ = 0;
  std::uint64_t improved_at_ = 0;  // what told_ was then
  std::uint64_t work_ = 0;
  std::uint64_t failures_ = 0;
  std::uint64_t failed_in_a_row_ = 0;
  bool dry_ = false;  // the last ask gave nothing
  Board board_;
  bool confirmed_ = false;  // the board holds no preliminary ones
  std::vector<Found> found_;
  StopReason reason_ = StopReason::none;
};

}  // namespace cambrian
