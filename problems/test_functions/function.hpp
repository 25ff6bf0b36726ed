// TestFunction: a function of real variables of which the optimum, or the best front, is known.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/result.hpp"
#include "operators/vector/real_variation.hpp"

namespace cambrian::test_functions {

struct TestFunction {
  std::string name;
  std::vector<vectors::Interval> bounds;  ///< of each variable
  std::size_t objectives = 1;
  /// Writes `objectives` numbers, all to be minimised, for a point within the bounds.
  std::function<void(std::span<const double>, std::span<double>)> evaluate;
  /// With one objective: where its least value, 0, is.
  std::vector<double> best = {};
  /// With several: the hypervolume of the best front, up to the reference point.
  std::vector<double> reference = {};
  std::optional<double> hypervolume = {};
};

struct Size {
  std::size_t variables = 0;   ///< 0: as usual for the function
  std::size_t objectives = 0;  ///< 0: as usual
};

/// sphere, ellipsoid, rosenbrock, rastrigin, ackley, griewank; zdt1 to zdt4, zdt6 (Zitzler, Deb,
/// Thiele 2000); dtlz1 to dtlz4 (Deb, Thiele, Laumanns, Zitzler 2002).
std::vector<std::string> test_function_names();

/// An error names the setting: `function`, `variables` or `objectives`.
Result<TestFunction> test_function(const std::string& name, Size size);

}  // namespace cambrian::test_functions
