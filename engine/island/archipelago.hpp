// Archipelago: who may run next, on what, and what all islands together have found so far.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/island/island.hpp"
#include "engine/island/lease.hpp"

namespace cambrian {

/// Why a run ended. The values are part of the run folder's format: append only.
enum class StopReason : std::uint8_t {
  none = 0,
  solved = 1,       ///< IslandModel::solved
  exhausted = 2,    ///< nothing is left to do
  evaluations = 3,  ///< the limit of evaluations is reached
  epochs = 4,       ///< the limit of epochs is reached
  time = 5,         ///< the time limit is reached
  interrupted = 6,  ///< a signal
  work = 7,         ///< the limit of work is reached
  stagnation = 8,   ///< nothing better was found for too long
};
/// "solved", "exhausted", ...
std::string_view name(StopReason reason);

/// Pure bookkeeping: no clock, threads or I/O. Epoch e of island i needs the island's own epoch e-1
/// and generation e-1-lag, a generation being one epoch of all islands. Its Board and the
/// neighbours' emigrants are those of that generation. Generations are merged one after the other,
/// in island order, and the rules for stopping are looked at only between two of them. So leases,
/// board and end are the same for any number of workers and any order of tell().
class Archipelago {
 public:
  struct Limits {
    std::uint64_t evaluations = 0;  ///< 0: none. Budgets of the last epochs are cut to meet it
    std::uint64_t epochs = 0;       ///< 0: none
  };

  /// The model must outlive the archipelago.
  Archipelago(const IslandModel& model, std::uint64_t lag, Limits limits);

  /// Work for an island that is free to run: the lowest epoch first, then the lowest index. None
  /// while all such islands are leased, and after the end.
  std::optional<EvolveLease> next();
  /// Takes a result. False when it is not that of the island's next epoch (a duplicate, or late):
  /// then it is dropped. A result counts whether or not its lease is outstanding.
  bool tell(EvolveResult result);
  /// Whether tell() would take it.
  bool expects(const EvolveResult& result) const;
  /// Gives the island's lease back, so that next() offers it again.
  void give_back(std::uint32_t island);

  /// Not none from the end of the last generation on.
  StopReason finished() const { return reason_; }
  /// After the last merged generation.
  const Board& board() const { return *boards_.back(); }
  /// As board(), with everything told since merged into it. Once finished: board() itself, because
  /// what some islands did beyond the end depends on the timing.
  Board preview() const;
  /// Merged generations.
  std::uint64_t generation() const { return merged_; }
  /// In merged generations.
  std::uint64_t evaluations() const { return evaluations_; }
  /// In all results told.
  std::uint64_t evaluations_told() const { return evaluations_told_; }
  /// Epochs that the island has finished or skipped.
  std::uint64_t epochs(std::uint32_t island) const { return islands_.at(island).epochs; }

  /// Everything but the limits and what is leased.
  void save(Encoder& out) const;
  /// Replaces the content by a saved one, then applies this archipelago's limits. Throws
  /// DecodeError when it was saved with another lag or number of islands.
  void load(Decoder& in);

 private:
  struct IslandRecord {
    std::uint64_t epochs = 0;                 // done or skipped
    std::uint64_t exhausted_in = UINT64_MAX;  // the epoch that reported it
    std::shared_ptr<const Bytes> state;
  };
  struct Generation {
    std::vector<std::uint64_t> budgets;
    std::vector<EpochReport> reports;
  };
  using PerIsland = std::vector<std::vector<Individual>>;

  bool open(std::uint64_t epoch) const { return epoch < merged_ + generations_.size(); }
  bool has_work(std::uint32_t island) const;
  std::uint64_t unplanned() const;
  void open_generation();
  void skip(std::uint32_t island);
  void settle();
  void merge_first();
  void restart();
  StopReason judge() const;

  const IslandModel& model_;
  const std::uint64_t lag_;
  const Limits limits_;
  std::vector<std::vector<std::uint32_t>> neighbours_;

  std::vector<IslandRecord> islands_;
  std::uint64_t merged_ = 0;
  std::uint64_t evaluations_ = 0;
  std::uint64_t evaluations_told_ = 0;
  std::uint64_t idle_ = 0;              // merged generations in a row without an evaluation
  std::size_t behind_ = 0;              // islands whose epoch merged_ is not done
  std::deque<Generation> generations_;  // epochs merged_ .. merged_ + lag
  // After generations merged_ - 1 - lag .. merged_ - 1, the oldest first; the first is what epoch
  // merged_ reads. Those before the beginning are empty.
  std::deque<std::shared_ptr<const Board>> boards_;
  std::deque<std::shared_ptr<const PerIsland>> emigrants_;
  std::set<std::pair<std::uint64_t, std::uint32_t>> ready_;  // (epoch, island), not leased
  StopReason reason_ = StopReason::none;
};

}  // namespace cambrian
