// LawScribe: turns expressions that were found by other means than evolution into individuals.
#pragma once

#include <optional>
#include <vector>

#include "engine/state/hall_of_fame.hpp"
#include "operators/expression/simplify.hpp"
#include "problems/symbolic_regression/scorer.hpp"

namespace cambrian::regression {

/// Simplifies, fits the constants in double precision on all training rows, and judges. For one
/// thread; the problem must outlive it.
class LawScribe {
 public:
  explicit LawScribe(const Problem& problem)
      : problem_(problem), simplifier_(problem.vocabulary), scorer_(problem) {}

  /// A formula that explains part of the target: with its constants as fitted and, where chance
  /// allows it, with simple ones. Nothing when the problem does not allow it, or it is far worse
  /// than what is known of its complexity.
  std::vector<Individual> approximations(const expression::Expression& e, const HallOfFame& known);
  /// A formula that is exact or nearly so: in its shortest form, with simple constants.
  std::optional<Individual> law(const expression::Expression& e);

 private:
  void shorten(expression::Expression& law, double limit);
  std::optional<Individual> judged(const expression::Expression& e);

  const Problem& problem_;
  expression::Simplifier simplifier_;
  Scorer scorer_;
};

}  // namespace cambrian::regression
