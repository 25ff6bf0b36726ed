// Character: what the updates of a program are like, whatever its text says.
#pragma once

#include <cstddef>

#include "operators/optimizer/program.hpp"

namespace cambrian::optimizer {

/// Measured on fixed streams of gradients, whose magnitudes go from 1e-3 to 1 by parameter, with
/// weights so small that a decay does not show.
struct Character {
  /// Standard deviation over mean of the updates' magnitudes, over parameters: 0 when all have the
  /// same, as signs have.
  double spread = 0;
  /// States that updates depend on: 0 to 2.
  std::size_t states = 0;
  /// Share of updates with the sign of interp(g, m, b1), where m = interp(g, m, b2): at the b1 and
  /// b2 of 0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1 (b2 below 1) that it is
  /// highest for.
  double agreement = 0;
  double b1 = 0;
  double b2 = 0;

  /// Like Lion: the sign of an interpolated momentum, times a rate.
  bool signed_momentum() const {
    return spread < 0.01 && states == 1 && agreement > 0.9 && b1 > 0 && b2 > 0;
  }
};

/// Requires a valid program with a fingerprint.
Character characterize(const Program& program);

}  // namespace cambrian::optimizer
