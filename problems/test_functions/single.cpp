#include <cmath>
#include <numbers>

#include "problems/test_functions/families.hpp"

namespace cambrian::test_functions {
namespace {

constexpr double kPi = std::numbers::pi;
using Vector = std::span<const double>;

double sphere(Vector x) {
  double sum = 0;
  for (double value : x) sum += value * value;
  return sum;
}

/// Axes of lengths 1 to 1000.
double ellipsoid(Vector x) {
  double sum = 0;
  const double last = x.size() > 1 ? static_cast<double>(x.size() - 1) : 1;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += std::pow(10, 6 * static_cast<double>(i) / last) * x[i] * x[i];
  return sum;
}

double rosenbrock(Vector x) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const double bend = x[i + 1] - x[i] * x[i];
    sum += 100 * bend * bend + (1 - x[i]) * (1 - x[i]);
  }
  return sum;
}

double rastrigin(Vector x) {
  double sum = 0;
  for (double value : x) sum += value * value + 10 * (1 - std::cos(2 * kPi * value));
  return sum;
}

double ackley(Vector x) {
  double squares = 0;
  double waves = 0;
  for (double value : x) {
    squares += value * value;
    waves += std::cos(2 * kPi * value);
  }
  const auto n = static_cast<double>(x.size());
  return 20 * (1 - std::exp(-0.2 * std::sqrt(squares / n))) + std::exp(1.0) - std::exp(waves / n);
}

double griewank(Vector x) {
  double squares = 0;
  double waves = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    squares += x[i] * x[i];
    waves *= std::cos(x[i] / std::sqrt(static_cast<double>(i + 1)));
  }
  return squares / 4000 + 1 - waves;
}

template <double (*f)(Vector)>
TestFunction make(Size size, double low, double high, double best) {
  TestFunction function;
  function.bounds = box(size.variables, low, high);
  function.evaluate = [](Vector x, std::span<double> y) { y[0] = f(x); };
  function.best.assign(size.variables, best);
  return function;
}

}  // namespace

std::vector<Family> single_families() {
  return {
      {"sphere", 10, 1, 1, false, [](Size s) { return make<sphere>(s, -5.12, 5.12, 0); }},
      {"ellipsoid", 10, 1, 1, false, [](Size s) { return make<ellipsoid>(s, -5, 5, 0); }},
      {"rosenbrock", 10, 2, 1, false, [](Size s) { return make<rosenbrock>(s, -5, 10, 1); }},
      {"rastrigin", 10, 1, 1, false, [](Size s) { return make<rastrigin>(s, -5.12, 5.12, 0); }},
      {"ackley", 10, 1, 1, false, [](Size s) { return make<ackley>(s, -32.768, 32.768, 0); }},
      {"griewank", 10, 1, 1, false, [](Size s) { return make<griewank>(s, -600, 600, 0); }},
  };
}

}  // namespace cambrian::test_functions
