#include "operators/optimizer/executor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/optimizer/known.hpp"
#include "operators/optimizer/parse.hpp"

namespace cambrian::optimizer {
namespace {

using Floats = std::vector<float>;

Program parsed(std::string_view text) { return parse(text).value(); }

Floats random_floats(std::size_t count, std::uint64_t step, double scale = 1) {
  Random random({.seed = 7, .step = step});
  Floats values(count);
  for (float& value : values) value = static_cast<float>(scale * random.normal());
  return values;
}

/// The update of one step from w, g, and m = v = 0.
Floats update_of(const Program& program, std::vector<std::size_t> tensors, const Floats& w,
                 const Floats& g, float rate = 1) {
  Executor executor(program, tensors);
  Floats update(executor.size());
  executor.propose(w, g, rate, update);
  return update;
}

/// How an optimizer moves one weight, written by hand; keeps its own state.
using ByHand = std::function<double(double w, double g, double rate)>;

void expect_equal_paths(std::string_view text, const std::function<ByHand()>& by_hand) {
  const std::size_t size = 2 * Executor::kBlock + 37;
  Executor executor(parsed(text), std::vector<std::size_t>{size - 37, 37});
  Floats w = random_floats(size, 1);
  std::vector<double> expected(w.begin(), w.end());
  std::vector<ByHand> hands;
  for (std::size_t i = 0; i < size; ++i) hands.push_back(by_hand());
  for (std::uint64_t step = 0; step < 20; ++step) {
    const Floats g = random_floats(size, 100 + step);
    const float rate = 1 - 0.03F * static_cast<float>(step);
    executor.step(w, g, rate);
    for (std::size_t i = 0; i < size; ++i) expected[i] -= hands[i](expected[i], g[i], rate);
  }
  for (std::size_t i = 0; i < size; ++i) ASSERT_NEAR(w[i], expected[i], 2e-5) << i;
}

TEST(OptimizerExecutor, AdamWInTheLanguageIsAdamW) {
  expect_equal_paths(kKnownOptimizers[0].text, [] {
    return [m = 0.0, v = 0.0](double w, double g, double rate) mutable {
      m += 0.1 * (g - m);
      v += 0.001 * (g * g - v);
      return rate * 0.001 * (m / (std::sqrt(v) + 1e-8) + 0.01 * w);
    };
  });
}

TEST(OptimizerExecutor, SgdWithMomentumInTheLanguageIsSgdWithMomentum) {
  expect_equal_paths(kKnownOptimizers[1].text, [] {
    return [momentum = 0.0](double w, double g, double rate) mutable {
      momentum = 0.9 * momentum + g;
      return rate * 0.1 * (momentum + 0.0001 * w);
    };
  });
}

TEST(OptimizerExecutor, LionInTheLanguageIsLion) {
  // By the pseudo-code of the paper, in which the weights of the averages stand the other way.
  expect_equal_paths(kKnownOptimizers[2].text, [] {
    return [m = 0.0](double w, double g, double rate) mutable {
      const double c = 0.1 * g + 0.9 * m;
      m = 0.01 * g + 0.99 * m;
      return rate * 0.0001 * ((c > 0 ? 1.0 : -1.0) + 0.1 * w);
    };
  });
}

double reference(Function function, double a, double b, double c) {
  switch (function) {
    case Function::add:
      return a + b;
    case Function::sub:
      return a - b;
    case Function::mul:
      return a * b;
    case Function::div:
      return a / (b + 1e-8);
    case Function::max:
      return std::isnan(a) || std::isnan(b) ? NAN : std::max(a, b);
    case Function::min:
      return std::isnan(a) || std::isnan(b) ? NAN : std::min(a, b);
    case Function::power:
      return std::pow(std::abs(a), b);
    case Function::interp:
      return (1 - c) * a + c * b;
    case Function::abs:
      return std::abs(a);
    case Function::negative:
      return -a;
    case Function::reciprocal:
      return 1 / (a + 1e-8);
    case Function::square:
      return a * a;
    case Function::cube:
      return a * a * a;
    case Function::sqrt:
      return std::sqrt(std::abs(a));
    case Function::cbrt:
      return std::cbrt(a);
    case Function::sign:
      return std::isnan(a) ? a : (a > 0) - (a < 0);
    case Function::exp:
      return std::exp(a);
    case Function::exp2:
      return std::exp2(a);
    case Function::exp10:
      return std::pow(10, a);
    case Function::expm1:
      return std::expm1(a);
    case Function::log:
      return std::log(std::abs(a));
    case Function::log2:
      return std::log2(std::abs(a));
    case Function::log10:
      return std::log10(std::abs(a));
    case Function::log1p:
      return std::log(std::abs(1 + a));
    case Function::sin:
      return std::sin(a);
    case Function::cos:
      return std::cos(a);
    case Function::tan:
      return std::tan(a);
    case Function::arcsin:
      return std::asin(a);
    case Function::arccos:
      return std::acos(a);
    case Function::arctan:
      return std::atan(a);
    case Function::sinh:
      return std::sinh(a);
    case Function::cosh:
      return std::cosh(a);
    case Function::tanh:
      return std::tanh(a);
    case Function::arcsinh:
      return std::asinh(a);
    case Function::arccosh:
      return std::acosh(a);
    case Function::arctanh:
      return std::atanh(a);
    default:
      return 0;
  }
}

/// Near in relative terms, and infinite or NaN alike; denormals are as good as 0, and what is near
/// the limits of floats may be on either side.
bool alike(double got, double wanted) {
  constexpr double kMost = std::numeric_limits<float>::max();
  if (std::isnan(wanted)) return std::isnan(got);
  if (std::abs(wanted) > 0.9 * kMost) return got * wanted > 0 && std::abs(got) > 0.8 * kMost;
  return std::abs(got - wanted) <= 1e-5 * std::abs(wanted) + 1e-6;
}

TEST(OptimizerExecutor, FunctionsAreAsTheStandardLibraryHasThem) {
  Floats inputs = {0,      -0.0F, 1,        -1,        0.5F,  -0.5F, 1e-3F, -1e-3F, 1e-8F,
                   3,      -3,    20,       -20,       88.5F, -90,   100,   -110,   1e10F,
                   -1e10F, 1e30F, INFINITY, -INFINITY, NAN,   0.2F,  0.25F, 0.99F};
  for (const float x : random_floats(500, 3, 1)) inputs.push_back(x);
  for (const float x : random_floats(500, 4, 10)) inputs.push_back(x);
  const std::size_t count = inputs.size() / kGrain * kGrain;
  Floats out(count);
  Floats other(count);
  for (std::size_t i = 0; i < count; ++i) other[i] = inputs[(i * 7 + 3) % count];
  for (const FunctionInfo& facts : all_functions()) {
    const auto kernel = kernels().elementwise[static_cast<std::size_t>(facts.function)];
    if (kernel == nullptr) continue;
    kernel(out.data(), inputs.data(), other.data(), inputs.data(), count);
    const bool angle = facts.name == "sin" || facts.name == "cos" || facts.name == "tan";
    for (std::size_t i = 0; i < count; ++i) {
      const double a = inputs[i];
      if (angle && std::abs(a) > 1000) continue;  // a float that large has no angle
      const double b = other[i];
      const double wanted = static_cast<float>(reference(facts.function, a, b, a));
      // Far from 1, a power of floats is as exact as its exponent.
      const double slack = facts.name == "power" || facts.name.substr(0, 3) == "exp" ? 20 : 1;
      const double near = wanted + (out[i] - wanted) / slack;
      EXPECT_TRUE(alike(std::isfinite(out[i]) && std::isfinite(wanted) ? near : out[i], wanted))
          << facts.name << "(" << a << ", " << b << ") is " << out[i] << ", not " << wanted;
    }
  }
}

TEST(OptimizerExecutor, NormsAndMeansAreOfEachTensor) {
  const Floats w(5, 0.0F);
  const Floats g = {3, 4, 1, 2, 2};
  const std::vector<std::size_t> tensors = {2, 3};
  const auto of = [&](std::string_view text) { return update_of(parsed(text), tensors, w, g); };
  EXPECT_EQ(of("update = norm(g) + g * 0"), (Floats{5, 5, 3, 3, 3}));
  const Floats means = of("update = mean(g) + g * 0");
  EXPECT_FLOAT_EQ(means[0], 3.5F);
  EXPECT_FLOAT_EQ(means[4], 5.0F / 3);
  const Floats deviations = of("update = std(g) + g * 0");
  EXPECT_FLOAT_EQ(deviations[0], 0.5F);
  EXPECT_NEAR(deviations[4], std::sqrt(2.0 / 9), 1e-6);
  EXPECT_EQ(of("update = dot(g, g + 1) + g * 0"), (Floats{32, 32, 14, 14, 14}));
  EXPECT_NEAR(of("update = cosine_sim(g, 2) + g * 0")[0], 7 / (5 * std::sqrt(2)), 1e-6);
}

TEST(OptimizerExecutor, GlobalNormsAreOverAllTensors) {
  const Floats w(4, 0.0F);
  const Floats g = {2, 4, 5, 2};
  const std::vector<std::size_t> tensors = {1, 3};
  const auto of = [&](std::string_view text) { return update_of(parsed(text), tensors, w, g); };
  EXPECT_EQ(of("update = global_norm(g) + g * 0"), Floats(4, 7));
  EXPECT_EQ(of("update = global_norm(norm(g)) + g * 0"), Floats(4, 7));
  EXPECT_EQ(of("update = clip(g, 14)"), g);
  const Floats clipped = of("update = clip(g, 3.5)");
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(clipped[i], g[i] / 2, 1e-6);
}

TEST(OptimizerExecutor, ResultsDoNotDependOnHowParametersAreCutIntoTensors) {
  const std::size_t size = 3 * Executor::kBlock + 5;
  const Floats w = random_floats(size, 1);
  const Floats g = random_floats(size, 2);
  const Program program = parsed("update = tanh(g) * w + clip(g, lr) + exp(g)");
  const Floats whole = update_of(program, {size}, w, g, 0.5F);
  const Floats parts = update_of(program, {7, size - 8, 1}, w, g, 0.5F);
  for (std::size_t i = 0; i < size; ++i)
    ASSERT_NEAR(whole[i], parts[i], 1e-6F + 1e-6F * std::abs(whole[i]));
}

TEST(OptimizerExecutor, StateIsReadBeforeItIsWritten) {
  // m and v change places: the update is the gradient of two steps ago.
  Executor executor(parsed("update = v * 1\nv = m * 1\nm = g * 1"), std::vector<std::size_t>{3});
  Floats update(3);
  for (std::uint64_t step = 0; step < 4; ++step) {
    executor.propose(Floats(3), random_floats(3, step), 1, update);
    EXPECT_EQ(update, step < 2 ? Floats(3) : random_floats(3, step - 2));
  }
  executor.restart();
  executor.propose(Floats(3), Floats(3, 1.0F), 1, update);
  EXPECT_EQ(update, Floats(3));
}

}  // namespace
}  // namespace cambrian::optimizer
