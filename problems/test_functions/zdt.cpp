#include <cmath>
#include <numbers>

#include "problems/test_functions/families.hpp"

namespace cambrian::test_functions {
namespace {

constexpr double kPi = std::numbers::pi;
using Vector = std::span<const double>;

/// 1 plus 9 times the mean of all variables but the first.
double linear_distance(Vector x) {
  double sum = 0;
  for (double value : x.subspan(1)) sum += value;
  return 1 + 9 * sum / static_cast<double>(x.size() - 1);
}

void zdt1(Vector x, std::span<double> f) {
  const double g = linear_distance(x);
  f[0] = x[0];
  f[1] = g * (1 - std::sqrt(f[0] / g));
}

void zdt2(Vector x, std::span<double> f) {
  const double g = linear_distance(x);
  f[0] = x[0];
  f[1] = g * (1 - (f[0] / g) * (f[0] / g));
}

void zdt3(Vector x, std::span<double> f) {
  const double g = linear_distance(x);
  f[0] = x[0];
  f[1] = g * (1 - std::sqrt(f[0] / g) - f[0] / g * std::sin(10 * kPi * f[0]));
}

/// 21^9 local fronts with ten variables.
void zdt4(Vector x, std::span<double> f) {
  double g = 1;
  for (double value : x.subspan(1)) g += 10 + value * value - 10 * std::cos(4 * kPi * value);
  f[0] = x[0];
  f[1] = g * (1 - std::sqrt(f[0] / g));
}

void zdt6(Vector x, std::span<double> f) {
  const double g = 1 + 9 * std::pow((linear_distance(x) - 1) / 9, 0.25);
  f[0] = 1 - std::exp(-4 * x[0]) * std::pow(std::sin(6 * kPi * x[0]), 6);
  f[1] = g * (1 - (f[0] / g) * (f[0] / g));
}

/// `hypervolume` of the front with g = 1 up to (1.1, 1.1).
TestFunction make(Size size, void (*evaluate)(Vector, std::span<double>), double hypervolume) {
  TestFunction function;
  function.bounds = box(size.variables, 0, 1);
  function.evaluate = evaluate;
  function.reference = {1.1, 1.1};
  function.hypervolume = hypervolume;
  return function;
}

TestFunction make_zdt4(Size size) {
  TestFunction function = make(size, zdt4, 0.1 + 2.0 / 3 + 0.11);
  for (std::size_t i = 1; i < size.variables; ++i) function.bounds[i] = {-5, 5};
  return function;
}

TestFunction make_zdt6(Size size) {
  const double least = 0.28077531881536977;  // of the first objective
  return make(size, zdt6, 0.1 * (1 - least) + (1 - least * least * least) / 3 + 0.11);
}

}  // namespace

std::vector<Family> zdt_families() {
  return {
      {"zdt1", 30, 2, 2, false, [](Size s) { return make(s, zdt1, 0.1 + 2.0 / 3 + 0.11); }},
      {"zdt2", 30, 2, 2, false, [](Size s) { return make(s, zdt2, 0.1 + 1.0 / 3 + 0.11); }},
      // The front has five pieces; integrated numerically.
      {"zdt3", 30, 2, 2, false, [](Size s) { return make(s, zdt3, 1.331763); }},
      {"zdt4", 10, 2, 2, false, make_zdt4},
      {"zdt6", 10, 2, 2, false, make_zdt6},
  };
}

}  // namespace cambrian::test_functions
