// Lexicase selection: parents by one training case after the other.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/core/random.hpp"
#include "engine/pareto/ranks.hpp"

namespace cambrian::selection {

using pareto::Points;

/// Chooses parents from errors per case (rows: individuals, columns: cases; at least one row). Goes
/// through the cases in random order and keeps each time only those within epsilon of the case's
/// best among those still there; one of the rest wins. A NaN error is the worst. The view must
/// outlive the object. Const methods are safe for many threads.
class Lexicase {
 public:
  /// Lexicase (Spector 2012): epsilon is 0.
  static Lexicase exact(Points errors);
  /// Epsilon-lexicase, semi-dynamic (La Cava et al. 2016): epsilon of a case is the median absolute
  /// deviation of its errors over all individuals.
  static Lexicase with_tolerance(Points errors);

  std::size_t select(Random& random) const;

 private:
  Lexicase(Points errors, std::vector<double> epsilons)
      : errors_(errors), epsilons_(std::move(epsilons)) {}
  Points errors_;
  std::vector<double> epsilons_;
};

}  // namespace cambrian::selection
