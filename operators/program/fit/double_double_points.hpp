// DoubleDoublePoints: what a program is to approximate, in double-doubles, and how fitters keep it.
#pragma once

#include <cstddef>
#include <vector>

#include "operators/program/fit/double_double.hpp"

namespace cambrian::program {

/// As FitPoints. An x of a double, with y true for it, loses nothing.
struct DoubleDoublePoints {
  std::vector<double> x;
  std::vector<DoubleDouble> y;
  std::vector<double> weight;

  std::size_t size() const { return x.size(); }
};

/// Lanes of a vector over points at most.
inline constexpr std::size_t kPointLanes = 4;

/// Every other point first, and points of no weight at the end, so that they are whole vectors.
struct PaddedPoints {
  std::vector<double> x, high, low, weight;

  std::size_t size() const { return x.size(); }
};

/// Numbers at all points: the first halves, then the second.
struct Column {
  double* hi;
  double* lo;
};

}  // namespace cambrian::program
