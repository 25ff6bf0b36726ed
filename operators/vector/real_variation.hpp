// Crossover and mutation of real vectors within bounds.
#pragma once

#include <span>
#include <vector>

#include "engine/core/random.hpp"

namespace cambrian::vectors {

/// low < high; both ends belong to it.
struct Interval {
  double low = 0;
  double high = 1;
};

/// Vectors and bounds are of one length; what goes in lies within the bounds, and so does what
/// comes out.
using Reals = std::vector<double>;
using Bounds = std::span<const Interval>;

/// Uniform in the bounds.
Reals sample_reals(Bounds bounds, Random& random);

/// Simulated binary crossover (Deb and Agrawal 1995, in the bounded form of the authors' program):
/// one child. Each variable is the first parent's or, one time in two, near one of both parents'
/// values: the larger eta >= 0, the nearer.
Reals simulated_binary_crossover(std::span<const double> first, std::span<const double> second,
                                 Bounds bounds, double eta, Random& random);

/// Each variable from either parent.
Reals uniform_crossover(std::span<const double> first, std::span<const double> second,
                        Random& random);

/// Moves one variable by polynomial mutation (Deb and Goyal 1996, bounded): by a part of its
/// interval that is about 1/eta, eta >= 0.
double polynomial_mutation(double value, Interval bounds, double eta, Random& random);

/// Moves one variable by a normal step of deviation sigma > 0 times its interval, reflected at the
/// bounds.
double gaussian_mutation(double value, Interval bounds, double sigma, Random& random);

}  // namespace cambrian::vectors
