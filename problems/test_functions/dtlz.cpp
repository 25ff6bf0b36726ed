#include <cmath>
#include <numbers>

#include "problems/test_functions/families.hpp"

namespace cambrian::test_functions {
namespace {

constexpr double kPi = std::numbers::pi;
using Vector = std::span<const double>;

/// 11^k local fronts for k variables.
double rugged(Vector distance) {
  double sum = 0;
  for (double value : distance)
    sum += 1 + (value - 0.5) * (value - 0.5) - std::cos(20 * kPi * (value - 0.5));
  return 100 * sum;
}

double smooth(Vector distance) {
  double sum = 0;
  for (double value : distance) sum += (value - 0.5) * (value - 0.5);
  return sum;
}

/// The front is the plane on which the objectives sum to 0.5.
void plane(Vector x, std::span<double> f) {
  const std::size_t own = f.size() - 1;
  double product = 0.5 * (1 + rugged(x.subspan(own)));
  for (std::size_t i = 0; i < own; ++i) {
    f[own - i] = product * (1 - x[i]);
    product *= x[i];
  }
  f[0] = product;
}

/// The front is the part of the unit sphere on which no objective is negative.
template <double (*g)(Vector), int power>
void sphere(Vector x, std::span<double> f) {
  const std::size_t own = f.size() - 1;
  double product = 1 + g(x.subspan(own));
  for (std::size_t i = 0; i < own; ++i) {
    const double angle = std::pow(x[i], power) * kPi / 2;
    f[own - i] = product * std::sin(angle);
    product *= std::cos(angle);
  }
  f[0] = product;
}

TestFunction make(Size size, void (*evaluate)(Vector, std::span<double>)) {
  TestFunction function;
  function.bounds = box(size.variables, 0, 1);
  function.evaluate = evaluate;
  return function;
}

TestFunction make_plane(Size size) {
  TestFunction function = make(size, plane);
  const auto n = static_cast<double>(size.objectives);
  function.reference.assign(size.objectives, 0.55);
  function.hypervolume = std::pow(0.55, n) - std::pow(0.5, n) / std::tgamma(n + 1);
  return function;
}

template <double (*g)(Vector), int power>
TestFunction make_sphere(Size size) {
  TestFunction function = make(size, sphere<g, power>);
  const auto n = static_cast<double>(size.objectives);
  const double ball = std::pow(kPi, n / 2) / std::tgamma(n / 2 + 1);
  function.reference.assign(size.objectives, 1.1);
  function.hypervolume = std::pow(1.1, n) - ball / std::pow(2, n);
  return function;
}

}  // namespace

std::vector<Family> dtlz_families() {
  return {
      {"dtlz1", 5, 1, 3, true, make_plane},
      {"dtlz2", 10, 1, 3, true, make_sphere<smooth, 1>},
      {"dtlz3", 10, 1, 3, true, make_sphere<rugged, 1>},
      {"dtlz4", 10, 1, 3, true, make_sphere<smooth, 100>},
  };
}

}  // namespace cambrian::test_functions
