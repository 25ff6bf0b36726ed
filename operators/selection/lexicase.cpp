#include "operators/selection/lexicase.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/core/assert.hpp"

namespace cambrian::selection {
namespace {

double as_error(double value) {
  return std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
}

// Requires a non-empty range; of an even number the lower of the two middle values.
double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double median_absolute_deviation(Points errors, std::size_t column) {
  std::vector<double> finite;
  for (std::size_t row = 0; row < errors.size(); ++row)
    if (std::isfinite(errors[row][column])) finite.push_back(errors[row][column]);
  if (finite.empty()) return 0;
  const double center = median(finite);
  for (double& value : finite) value = std::abs(value - center);
  return median(std::move(finite));
}

}  // namespace

Lexicase Lexicase::exact(Points errors) {
  return {errors, std::vector<double>(errors.columns, 0.0)};
}

Lexicase Lexicase::with_tolerance(Points errors) {
  std::vector<double> epsilons(errors.columns);
  for (std::size_t column = 0; column < errors.columns; ++column)
    epsilons[column] = median_absolute_deviation(errors, column);
  return {errors, std::move(epsilons)};
}

std::size_t Lexicase::select(Random& random) const {
  CAMBRIAN_ASSERT(errors_.size() >= 1);
  std::vector<std::size_t> left(errors_.size());
  std::iota(left.begin(), left.end(), std::size_t{0});
  std::vector<std::size_t> cases(errors_.columns);
  std::iota(cases.begin(), cases.end(), std::size_t{0});
  // Cases are drawn as they are needed: few of many decide.
  for (std::size_t undrawn = cases.size(); undrawn > 0 && left.size() > 1; --undrawn) {
    std::swap(cases[random.below(static_cast<std::uint32_t>(undrawn))], cases[undrawn - 1]);
    const std::size_t column = cases[undrawn - 1];
    const auto error = [&](std::size_t row) { return as_error(errors_[row][column]); };
    double best = error(left.front());
    for (std::size_t row : left) best = std::min(best, error(row));
    const double limit = best + epsilons_[column];
    std::erase_if(left, [&](std::size_t row) { return error(row) > limit; });
  }
  return left[random.below(static_cast<std::uint32_t>(left.size()))];
}

}  // namespace cambrian::selection
