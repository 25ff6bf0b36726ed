// Problem: all facts of one regression that follow from its settings and data alone.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/candidate.hpp"
#include "engine/core/result.hpp"
#include "operators/expression/constraints.hpp"
#include "operators/expression/evaluation/loss.hpp"
#include "operators/expression/evaluation/table.hpp"
#include "operators/expression/expression.hpp"
#include "operators/expression/random_tree.hpp"
#include "operators/expression/units.hpp"
#include "operators/expression/vocabulary.hpp"
#include "problems/symbolic_regression/config.hpp"
#include "problems/symbolic_regression/data/dataset.hpp"

namespace cambrian::regression {

/// The rows of a regression. `validation` has the columns of `training`.
struct RegressionData {
  Dataset training;
  std::optional<Dataset> validation;
  std::size_t target = 0;  ///< which of the targets
};

/// Immutable and shared by all islands and threads.
struct Problem {
  RegressionConfig config;
  std::string target;  ///< its name
  expression::Vocabulary vocabulary;
  expression::Constraints constraints;
  expression::Loss loss;
  expression::LeafOptions leaves;
  std::optional<expression::UnitsChecker> units;  ///< none when no column has a unit
  std::vector<expression::Expression> guesses;

  /// Training rows in a random order fixed by the seed, so that a run of them is a random sample.
  expression::Samples<double> training;
  expression::Samples<double> validation;  ///< no rows when there is none
  /// The training rows for the search; none when their magnitudes need double precision.
  expression::Samples<float> training_float;

  double best_constant = 0;             ///< the constant of the lowest loss on the training rows
  double baseline = 1;                  ///< that loss, > 0: losses are normalised by it
  double target_mean = 0;               ///< weighted, of the training rows
  double target_variance = 1;           ///< weighted, of the training rows
  std::size_t batch_rows = 0;           ///< rows that one search evaluation looks at
  std::uint64_t epoch_evaluations = 0;  ///< of an evolution island
  /// A formula of at most this normalised loss is exact up to rounding.
  double law_tolerance = 0;

  expression::IndexLimits limits() const {
    return {vocabulary.variables.size(), vocabulary.definitions.size()};
  }
  bool fits_constants() const { return leaves.constants == expression::ConstantKind::real; }
  /// True when each candidate is judged after the best linear scaling.
  bool scales_linearly() const {
    return config.linear_scaling && fits_constants() && loss.kind == expression::LossKind::mse &&
           vocabulary.allows(expression::Op::add) && vocabulary.allows(expression::Op::mul);
  }
  /// Whether the search may hold the formula: limits and kinds of constants, not units.
  bool permits(const expression::Expression& e) const;
  /// Whether it may be offered: hard units are right too.
  bool allows(const expression::Expression& e) const;
  /// What wrong units add to the normalised loss in the search. In the hard mode too: formulas on
  /// the way to right ones may be wrong, but none of them is ever offered.
  double units_cost(const expression::Expression& e) const;
  expression::Expression decode(const Genome& genome) const {
    return expression::from_genome(genome, limits());
  }
};

/// Checks settings and data against each other; the error names the field and the cure.
Result<std::shared_ptr<const Problem>> make_problem(RegressionConfig config, RegressionData data);

}  // namespace cambrian::regression
