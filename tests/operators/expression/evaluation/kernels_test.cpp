#include "operators/expression/evaluation/kernels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/expression/evaluation/interpreter.hpp"
#include "operators/expression/evaluation/table.hpp"

namespace cambrian::expression {
namespace {

template <class Real>
std::vector<Real> special_values() {
  using Limits = std::numeric_limits<Real>;
  std::vector<Real> values = {0,
                              Limits::quiet_NaN(),
                              Limits::infinity(),
                              Limits::denorm_min(),
                              Limits::min(),
                              Limits::min() / 3,
                              Limits::max(),
                              Limits::epsilon(),
                              Real(1e-20),
                              Real(0.5),
                              1,
                              Real(1) + Limits::epsilon(),
                              Real(1) - Limits::epsilon() / 2,
                              Real(1.5),
                              2,
                              3,
                              Real(3.14159265358979323846),
                              Real(1.57079632679489661923),
                              10,
                              22,
                              88,
                              104,
                              170.5,
                              171.5,
                              700,
                              745,
                              1e5,
                              Real(1e9),
                              Real(3e10),
                              Real(1e20),
                              Real(2.5),
                              Real(1e300),
                              Real(4503599627370497)};
  for (std::size_t k = 0, n = values.size(); k < n; ++k) values.push_back(-values[k]);
  return values;
}

/// Numbers of all sizes, and many near 1.
template <class Real>
std::vector<Real> ordinary_values(std::size_t count) {
  Random random({.seed = 11});
  std::vector<Real> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double sign = random.chance(0.5) ? 1 : -1;
    const double scale = i % 4 == 0 ? 30 : i % 4 == 1 ? 8 : 2;
    values[i] = static_cast<Real>(sign * std::exp(random.uniform(-scale, scale)));
  }
  return values;
}

/// Distance in units of the last place of `expected`; 0 when both are NaN or equal.
template <class Real>
double ulps(Real actual, double expected) {
  const Real rounded = static_cast<Real>(expected);
  if (std::isnan(actual) && std::isnan(rounded)) return 0;
  if (actual == rounded) return 0;
  if (!std::isfinite(actual) || !std::isfinite(rounded)) {
    // Just below overflow, a result an ULP too large is infinite.
    const bool edge = std::fabs(expected) > 0.999999 * std::numeric_limits<Real>::max() &&
                      !std::isnan(actual) && std::isinf(actual) != std::isinf(rounded);
    return edge ? 1 : std::numeric_limits<double>::infinity();
  }
  const Real size = std::max(std::fabs(rounded), std::numeric_limits<Real>::min());
  const Real unit = std::nextafter(size, std::numeric_limits<Real>::infinity()) - size;
  return std::fabs(static_cast<double>(actual) - expected) / static_cast<double>(unit);
}

/// Largest error allowed, in ULP (docs/benchmarks/evaluation.md).
template <class Real>
double bound(Op op) {
  const bool wide = sizeof(Real) == 8;
  switch (op) {
    case Op::gamma:
      return wide ? 12 : 1;
    case Op::pow:
      return wide ? 2 : 1;
    case Op::tan:
    case Op::sinh:
    case Op::tanh:
    case Op::asinh:
    case Op::acosh:
    case Op::atanh:
    case Op::cube:
      return wide ? 4 : 2;
    case Op::cbrt:  // of which the C library makes up to 4
      return wide ? 4 : 2;
    case Op::exp:
      return wide ? 1.5 : 2.5;
    case Op::sigmoid:
      return 3;
    default:
      return 2;
  }
}

template <class Real>
class Kernels : public testing::Test {};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(Kernels, Reals);

TYPED_TEST(Kernels, OfUnaryOperatorsAreAccurateForOrdinaryAndSpecialValues) {
  std::vector<TypeParam> x = ordinary_values<TypeParam>(40000);
  for (TypeParam value : special_values<TypeParam>()) x.push_back(value);
  std::vector<TypeParam> y(x.size());
  for (const OpInfo& op : all_ops()) {
    if (op.arity != 1) continue;
    apply<TypeParam>(op.op, x.data(), nullptr, y);
    double worst = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      // Near its zeros a float sine keeps an absolute error instead.
      const double expected = op.unary(x[i]);
      double error = ulps(y[i], expected);
      if (sizeof(TypeParam) == 4 && (op.op == Op::sin || op.op == Op::cos) &&
          std::fabs(y[i] - expected) < 1e-9) {
        error = 0;
      }
      if (op.op == Op::sigmoid && expected < std::numeric_limits<TypeParam>::min()) error = 0;
      if (!(error <= worst)) worst = error, at = i;
    }
    EXPECT_LE(worst, bound<TypeParam>(op.op))
        << op.name << "(" << x[at] << ") = " << y[at] << ", not " << op.unary(x[at]);
  }
}

TYPED_TEST(Kernels, OfSineAndCosineAreAccurateForAnglesOfAnySize) {
  Random random({.seed = 12});
  const double most = sizeof(TypeParam) == 4 ? 127 : 1000;
  std::vector<TypeParam> x(20000);
  for (TypeParam& value : x) {
    value = static_cast<TypeParam>(random.uniform(-1, 1) * std::exp2(random.uniform(5, most)));
  }
  std::vector<TypeParam> y(x.size());
  for (const Op op : {Op::sin, Op::cos}) {
    apply<TypeParam>(op, x.data(), nullptr, y);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double expected = info(op).unary(x[i]);
      ASSERT_NEAR(y[i], expected, 2 * std::numeric_limits<TypeParam>::epsilon()) << x[i];
    }
  }
}

TYPED_TEST(Kernels, OfBinaryOperatorsAreAccurateForOrdinaryAndSpecialValues) {
  std::vector<TypeParam> a;
  std::vector<TypeParam> b;
  for (TypeParam x : special_values<TypeParam>()) {
    for (TypeParam y : special_values<TypeParam>()) a.push_back(x), b.push_back(y);
  }
  const auto ordinary = ordinary_values<TypeParam>(40000);
  a.insert(a.end(), ordinary.begin(), ordinary.end());
  b.insert(b.end(), ordinary.rbegin(), ordinary.rend());
  std::vector<TypeParam> y(a.size());
  for (const OpInfo& op : all_ops()) {
    if (op.arity != 2) continue;
    apply<TypeParam>(op.op, a.data(), b.data(), y);
    double worst = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      // The definition of mod in this precision: a large quotient loses the remainder.
      const double expected =
          op.op == Op::mod ? a[i] - b[i] * std::floor(a[i] / b[i]) : op.binary(a[i], b[i]);
      const double error = ulps(y[i], expected);
      if (!(error <= worst)) worst = error, at = i;
    }
    EXPECT_LE(worst, bound<TypeParam>(op.op))
        << op.name << "(" << a[at] << ", " << b[at] << ") = " << y[at] << ", not "
        << op.binary(a[at], b[at]);
  }
}

TYPED_TEST(Kernels, GiveTheSameValueWhereverAnElementStands) {
  const auto x = ordinary_values<TypeParam>(1000);
  for (const OpInfo& op : all_ops()) {
    std::vector<TypeParam> whole(x.size());
    apply<TypeParam>(op.op, x.data(), x.data(), whole);
    for (std::size_t length = 1; length <= 130; ++length) {
      for (std::size_t begin : {0u, 1u, 7u, 501u}) {
        std::vector<TypeParam> part(length);
        apply<TypeParam>(op.op, x.data() + begin, x.data() + begin, part);
        ASSERT_EQ(std::memcmp(part.data(), whole.data() + begin, length * sizeof(TypeParam)), 0)
            << op.name << " length " << length << " from " << begin;
      }
    }
  }
}

TYPED_TEST(Kernels, GiveTheSameBitsOnEveryInstructionSet) {
  std::vector<TypeParam> x = ordinary_values<TypeParam>(4096 - 66);
  for (TypeParam value : special_values<TypeParam>()) x.push_back(value);
  const Column<TypeParam> a{std::span<const TypeParam>(x)};
  const Column<TypeParam> b{std::span<const TypeParam>(ordinary_values<TypeParam>(4096))};
  const auto rows = static_cast<std::uint32_t>(a.size());
  const auto run = [&](Kernel<TypeParam> kernel) {
    Column<TypeParam> out(rows);
    kernel({kernel,
            out.data(),
            Operand<TypeParam>::buffer(a.data()),
            Operand<TypeParam>::buffer(b.data()),
            {}},
           0, rows);
    return out;
  };
  const auto& best = kernels<TypeParam>();
  for (const InstructionSet set : instruction_sets()) {
    const auto& other = kernels<TypeParam>(set);
    for (const OpInfo& op : all_ops()) {
      const auto get = [&](const KernelTable<TypeParam>& table) {
        return op.arity == 1 ? table.unary[unary_index(op.op)]
                             : table.binary[binary_index(op.op)][0];
      };
      const auto expected = run(get(best));
      const auto actual = run(get(other));
      for (std::size_t i = 0; i < rows; ++i) {
        // The baseline may differ in the sign of zero.
        const bool equal = std::memcmp(&expected[i], &actual[i], sizeof(TypeParam)) == 0 ||
                           (set == InstructionSet::baseline && expected[i] == actual[i]);
        ASSERT_TRUE(equal || (std::isnan(expected[i]) && std::isnan(actual[i])))
            << op.name << "(" << x[i] << ", " << b[i] << ") on " << name_of(set) << ": "
            << actual[i] << " instead of " << expected[i];
      }
    }
  }
}

}  // namespace
}  // namespace cambrian::expression
