// ReducedIsland: evolution in the dimensionless groups of the columns instead of the columns.
#pragma once

#include <memory>
#include <mutex>

#include "engine/island/island.hpp"
#include "problems/symbolic_regression/evolution_island.hpp"
#include "problems/symbolic_regression/law_scribe.hpp"
#include "problems/symbolic_regression/library_island.hpp"

namespace cambrian::regression {

/// The problem in reduced columns, made when first asked for. Thread-safe.
class ReducedProblem {
 public:
  explicit ReducedProblem(std::shared_ptr<LibraryShare> share) : share_(std::move(share)) {}

  /// Null when nothing can be reduced.
  std::shared_ptr<const Problem> get();
  const LibraryShare& share() const { return *share_; }

 private:
  std::shared_ptr<LibraryShare> share_;
  std::once_flag once_;
  std::shared_ptr<const Problem> problem_;
};

/// An EvolutionIsland on the reduced problem; its champions are told in the original columns.
/// Exhausted at once when there is no such problem.
class ReducedIsland final : public Island {
 public:
  /// `index` addresses the island's random streams.
  ReducedIsland(std::shared_ptr<ReducedProblem> reduced, std::uint32_t index);

  EpochReport advance(const EpochInput& input) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  EvolutionIsland* inner();
  std::vector<Individual> restored(const Individual& champion);

  std::shared_ptr<ReducedProblem> reduced_;
  std::uint32_t index_;
  LawScribe scribe_;
  std::unique_ptr<EvolutionIsland> inner_;
};

}  // namespace cambrian::regression
