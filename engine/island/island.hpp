// Island: a search that lives in epochs; state in, budget and immigrants in, new state and
// emigrants out.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"
#include "engine/state/hall_of_fame.hpp"
#include "engine/state/pareto_archive.hpp"

namespace cambrian {

void encode_individuals(Encoder& out, const std::vector<Individual>& individuals);
std::vector<Individual> decode_individuals(Decoder& in);

/// What all islands share: merged from the islands' reports, epoch by epoch and in island order, so
/// that it is the same for any number of workers.
struct Board {
  HallOfFame hall;
  std::vector<double> statistics;  ///< meaning is the model's (e.g. a histogram of sizes)
  ParetoArchive front{};           ///< of searches with several objectives; else empty

  void encode(Encoder& out) const;
  static Board decode(Decoder& in);
};

/// What an island is given for one epoch. Island i in epoch e sees the emigrants and the board as
/// they stood after epoch e - 1 - lag of all islands.
struct EpochInput {
  std::uint64_t epoch = 0;   ///< counts from 0
  std::uint64_t budget = 0;  ///< in the island's own units (evaluations, look-ups), > 0
  const Board* board = nullptr;
  std::vector<Individual> immigrants;       ///< of all its neighbours, in island order
  const std::atomic<bool>* stop = nullptr;  ///< once true, advance() should return soon; its result
                                            ///< is then discarded
};

/// What an island answers after one epoch.
struct EpochReport {
  std::vector<Individual> emigrants;  ///< copies offered to the neighbours
  std::vector<Individual> offers;     ///< candidates for the hall of fame
  std::vector<double> statistics;     ///< merged into Board::statistics by IslandModel::merge
  std::uint64_t evaluations = 0;      ///< work done, in the island's own units
  bool exhausted = false;             ///< nothing is left to do for this island in later epochs

  void encode(Encoder& out) const;
  static EpochReport decode(Decoder& in);
};

/// A deterministic state machine: the report and the next state depend on the state and the input
/// alone. No clock, I/O or global generator. Used by one thread at a time.
class Island {
 public:
  virtual ~Island() = default;
  virtual EpochReport advance(const EpochInput& input) = 0;
  /// Everything that the next epoch depends on.
  virtual void save(Encoder& out) const = 0;
  virtual void load(Decoder& in) = 0;
};

/// All that is common to a run's islands: the problem, its data, the configuration. Built once per
/// process from the manifest alone, immutable (but for lazy caches that are functions of the
/// manifest), safe for many threads.
class IslandModel {
 public:
  virtual ~IslandModel() = default;

  virtual std::uint32_t islands() const = 0;
  /// A new island before its first epoch; all its randomness is addressed by (run seed, index).
  virtual std::unique_ptr<Island> make(std::uint32_t index) const = 0;
  /// Budget of one epoch; 0 skips it (the island keeps its state and reports nothing).
  virtual std::uint64_t budget(std::uint32_t index, std::uint64_t epoch) const = 0;
  /// Whose emigrants the island receives. Default: a ring, its predecessor.
  virtual std::vector<std::uint32_t> neighbours(std::uint32_t index) const;
  /// Folds the reports of all islands for one epoch (in island order; skipped ones are empty) into
  /// the board. Default: offers enter the hall of fame, statistics are added up.
  virtual void merge(Board& board, const std::vector<EpochReport>& reports) const;
  /// True when the board shows that nothing better can be found (e.g. the target loss is reached).
  virtual bool solved(const Board& board) const = 0;
  /// One line that shows a member of the hall of fame to a person.
  virtual std::string describe(const Individual& individual) const = 0;
};

}  // namespace cambrian
