#include "operators/program/single/float_batch.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "operators/program/single/float_bits.hpp"

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4)

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/program/single/float_batch.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"

#ifndef CAMBRIAN_FLOAT_BATCH_ONCE
#define CAMBRIAN_FLOAT_BATCH_ONCE
namespace cambrian::program {

// Floats that pass through an instruction together; a multiple of all vectors' sizes.
inline constexpr std::size_t kFloatBlock = 256;

}  // namespace cambrian::program
#endif

HWY_BEFORE_NAMESPACE();
namespace cambrian::program::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::CappedTag<float, 16>;
using I = hn::RebindToSigned<F>;
using D = hn::CappedTag<double, 8>;
using L = hn::RebindToUnsigned<D>;
using H = hn::Rebind<float, D>;  // as many floats as a vector holds doubles
using V = hn::Vec<F>;

#if HWY_TARGET == HWY_SSE2 || HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
constexpr bool kFused = false;
#else
constexpr bool kFused = true;
#endif

struct Runner {
  const F f{};
  const I i{};

  HWY_ATTR V set(float value) const { return hn::Set(f, value); }

  // Where the processor does not fuse, the C library does.
  HWY_ATTR V fused(V a, V b, V c) const {
    if (kFused) return hn::MulAdd(a, b, c);
    HWY_ALIGN float x[16], y[16], z[16];
    hn::Store(a, f, x);
    hn::Store(b, f, y);
    hn::Store(c, f, z);
    for (std::size_t k = 0; k < hn::Lanes(f); ++k) x[k] = std::fma(x[k], y[k], z[k]);
    return hn::Load(f, x);
  }

  HWY_ATTR V power_of_two(hn::Vec<I> exponent) const {
    return hn::BitCast(f, hn::ShiftLeft<23>(hn::Add(exponent, hn::Set(i, 127))));
  }

  HWY_ATTR V scaled(V a, V b) const {
    const V most = set(kMostScale);
    b = hn::IfThenElse(hn::Lt(b, most), b, most);
    b = hn::IfThenElse(hn::Gt(b, hn::Neg(most)), b, hn::Neg(most));
    const auto exponent = hn::NearestInt(b);
    const auto half = hn::ShiftRight<1>(exponent);
    return hn::Mul(hn::Mul(a, power_of_two(half)), power_of_two(hn::Sub(exponent, half)));
  }

  HWY_ATTR V exponent_or_significand(V a, bool exponent) const {
    const V zero = hn::Zero(f);
    const V infinity = set(std::numeric_limits<float>::infinity());
    const auto subnormal = hn::Lt(a, set(std::numeric_limits<float>::min()));
    const auto bits =
        hn::BitCast(i, hn::IfThenElse(subnormal, hn::Mul(a, set(kSubnormalScale)), a));
    const auto e = hn::ShiftRight<23>(hn::Sub(bits, hn::Set(i, kRootHalfBits)));
    const auto regular = hn::And(hn::Gt(a, zero), hn::Lt(a, infinity));
    if (!exponent) {
      return hn::IfThenElse(regular, hn::BitCast(f, hn::Sub(bits, hn::ShiftLeft<23>(e))), set(1));
    }
    const V found = hn::Sub(hn::ConvertTo(f, e), hn::IfThenElseZero(subnormal, set(23)));
    const V special = hn::IfThenElse(hn::Eq(a, zero), hn::Neg(infinity),
                                     hn::IfThenElse(hn::Eq(a, infinity), infinity,
                                                    set(std::numeric_limits<float>::quiet_NaN())));
    return hn::IfThenElse(regular, found, special);
  }

  // Calls `loop` with what the operator does.
  template <class Loop>
  HWY_ATTR void with(Op op, Loop loop) const {
    switch (op) {
      case Op::add:
        return loop([](V a, V b, V) HWY_ATTR { return hn::Add(a, b); });
      case Op::sub:
        return loop([](V a, V b, V) HWY_ATTR { return hn::Sub(a, b); });
      case Op::mul:
        return loop([](V a, V b, V) HWY_ATTR { return hn::Mul(a, b); });
      case Op::div:
        return loop([](V a, V b, V) HWY_ATTR { return hn::Div(a, b); });
      case Op::sqrt:
        return loop([](V a, V, V) HWY_ATTR { return hn::Sqrt(a); });
      case Op::fma:
        return loop([this](V a, V b, V c) HWY_ATTR { return fused(a, b, c); });
      case Op::min:
        return loop([](V a, V b, V) HWY_ATTR { return hn::IfThenElse(hn::Lt(b, a), b, a); });
      case Op::max:
        return loop([](V a, V b, V) HWY_ATTR { return hn::IfThenElse(hn::Gt(b, a), b, a); });
      case Op::round:
        return loop([](V a, V, V) HWY_ATTR { return hn::Round(a); });
      case Op::scale:
        return loop([this](V a, V b, V) HWY_ATTR { return scaled(a, b); });
      case Op::exponent:
        return loop([this](V a, V, V) HWY_ATTR { return exponent_or_significand(a, true); });
      case Op::significand:
        return loop([this](V a, V, V) HWY_ATTR { return exponent_or_significand(a, false); });
    }
  }
};

// Slots: one block per instruction.
HWY_ATTR void Values(const Program& program, const float* constants, const float* x, float* slots,
                     std::size_t count) {
  const Runner run;
  const std::size_t lanes = hn::Lanes(run.f);
  HWY_ALIGN float fixed[kMaxArity][16];
  for (std::size_t k = 0; k < program.code.size(); ++k) {
    const Instruction& step = program.code[k];
    float* HWY_RESTRICT const to = slots + k * kFloatBlock;
    // A constant is a vector that is read again and again.
    const float* from[kMaxArity];
    std::size_t stride[kMaxArity];
    for (std::size_t n = 0; n < kMaxArity; ++n) {
      const Operand o = step.operands[n];
      if (o.is_constant()) std::fill_n(fixed[n], lanes, constants[o.index]);
      from[n] = o.is_constant() ? fixed[n] : o.is_value() ? slots + o.index * kFloatBlock : x;
      stride[n] = o.is_constant() ? 0 : 1;
    }
    run.with(step.op, [&](auto apply) HWY_ATTR {
      for (std::size_t at = 0; at < count; at += lanes) {
        const V a = hn::LoadU(run.f, from[0] + at * stride[0]);
        const V b = hn::LoadU(run.f, from[1] + at * stride[1]);
        const V c = hn::LoadU(run.f, from[2] + at * stride[2]);
        hn::StoreU(apply(a, b, c), run.f, to + at);
      }
    });
  }
}

HWY_ATTR void Truth(const FloatPiece& piece, const float* x, double* y, std::size_t count) {
  const D d;
  const H half;
  if (piece.scale == 0) return void(std::fill_n(y, count, piece.coefficients[0]));
  const auto middle = hn::Set(d, piece.middle), scale = hn::Set(d, piece.scale);
  for (std::size_t at = 0; at < count; at += hn::Lanes(d)) {
    const auto t = hn::Mul(hn::Sub(hn::PromoteTo(d, hn::LoadU(half, x + at)), middle), scale);
    auto sum = hn::Set(d, piece.coefficients[FloatPiece::kTerms - 1]);
    for (std::size_t k = FloatPiece::kTerms - 1; k-- > 0;) {
      sum = hn::MulAdd(sum, t, hn::Set(d, piece.coefficients[k]));
    }
    hn::StoreU(sum, d, y + at);
  }
}

// Errors beyond `errors` are looked at one by one, which is rare.
HWY_ATTR void Compare(const float* x, const float* v, const double* y, std::size_t count,
                      FloatErrors& errors) {
  const D d;
  const H half;
  const L l;
  const auto exponents = hn::Set(l, 0x7FF0000000000000ULL);
  const auto least = hn::Set(l, 897ULL << 52);            // 2^-126
  const auto inverse = hn::Set(l, (2046ULL + 23) << 52);  // 2^23 over the size
  const auto normal = hn::Set(d, 0x1p-126);
  for (std::size_t at = 0; at < count; at += hn::Lanes(d)) {
    const auto truth = hn::LoadU(d, y + at);
    const auto off = hn::Abs(hn::Sub(hn::PromoteTo(d, hn::LoadU(half, v + at)), truth));
    const auto size = hn::Max(hn::And(hn::BitCast(l, truth), exponents), least);
    const auto ulps = hn::Mul(off, hn::BitCast(d, hn::Sub(inverse, size)));
    const auto allowed = hn::Mul(hn::Set(d, errors.relative), hn::Abs(truth));
    const auto small = hn::And(hn::Le(ulps, hn::Set(d, errors.ulp)),
                               hn::Or(hn::Le(off, allowed), hn::Lt(hn::Abs(truth), normal)));
    // Equal infinities and two NaN differ by NaN.
    const auto value = hn::PromoteTo(d, hn::LoadU(half, v + at));
    const auto fine =
        hn::Or(small, hn::Or(hn::Eq(value, truth), hn::And(hn::IsNaN(value), hn::IsNaN(truth))));
    if (HWY_LIKELY(hn::AllTrue(d, fine))) continue;
    for (std::size_t k = at; k < std::min(at + hn::Lanes(d), count); ++k) {
      const double ulp = error_in_ulp(v[k], y[k]);
      if (ulp > errors.ulp) errors.ulp = ulp, errors.ulp_at = x[k];
      if (!(std::fabs(y[k]) >= 0x1p-126) || ulp == 0) continue;
      const double relative = std::fabs((v[k] - y[k]) / y[k]);
      if (relative > errors.relative) errors.relative = relative, errors.relative_at = x[k];
    }
  }
}

}  // namespace cambrian::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::program {

HWY_EXPORT(Values);
HWY_EXPORT(Truth);
HWY_EXPORT(Compare);

double FloatPiece::operator()(double x) const {
  if (scale == 0) return coefficients[0];
  const double t = (x - middle) * scale;
  double sum = coefficients[kTerms - 1];
  for (std::size_t k = kTerms - 1; k-- > 0;) sum = std::fma(sum, t, coefficients[k]);
  return sum;
}

void FloatErrors::add(const FloatErrors& other) {
  if (other.ulp > ulp) ulp = other.ulp, ulp_at = other.ulp_at;
  if (other.relative > relative) relative = other.relative, relative_at = other.relative_at;
  inputs += other.inputs;
}

FloatBatch::FloatBatch(const Program& program)
    : program_(program),
      slots_(std::max<std::size_t>(program.code.size(), 1) * kFloatBlock),
      x_(kFloatBlock),
      out_(kFloatBlock),
      truth_(kFloatBlock) {}

void FloatBatch::values(std::span<const float> constants, std::span<const float> x,
                        std::span<float> out) {
  const Operand result = program_.result;
  for (std::size_t at = 0; at < x.size(); at += kFloatBlock) {
    const std::size_t count = std::min(kFloatBlock, x.size() - at);
    std::copy_n(x.data() + at, count, x_.data());
    HWY_DYNAMIC_DISPATCH(Values)(program_, constants.data(), x_.data(), slots_.data(), count);
    if (result.is_constant()) {
      std::fill_n(out.data() + at, count, constants[result.index]);
    } else {
      const float* from =
          result.is_value() ? slots_.data() + result.index * kFloatBlock : x_.data();
      std::copy_n(from, count, out.data() + at);
    }
  }
}

void FloatBatch::judge(std::span<const float> constants, std::span<const float> x,
                       std::span<const double> truth, FloatErrors& errors) {
  std::vector<float> inputs(kFloatBlock);
  for (std::size_t at = 0; at < x.size(); at += kFloatBlock) {
    const std::size_t count = std::min(kFloatBlock, x.size() - at);
    // Whole blocks, so that vectors may read beyond the last.
    std::copy_n(x.data() + at, count, inputs.data());
    std::copy_n(truth.data() + at, count, truth_.data());
    std::fill(inputs.begin() + static_cast<std::ptrdiff_t>(count), inputs.end(), inputs[0]);
    values(constants, inputs, out_);
    HWY_DYNAMIC_DISPATCH(Compare)(inputs.data(), out_.data(), truth_.data(), count, errors);
  }
  errors.inputs += x.size();
}

double FloatBatch::worst(std::span<const float> constants, std::span<const float> x,
                         std::span<const double> truth, double limit) {
  FloatErrors errors;
  errors.relative = std::numeric_limits<double>::infinity();
  for (std::size_t at = 0; at < x.size() && errors.ulp <= limit; at += kFloatBlock) {
    const std::size_t count = std::min(kFloatBlock, x.size() - at);
    judge(constants, x.subspan(at, count), truth.subspan(at, count), errors);
  }
  return errors.ulp;
}

// Every `stride`-th float from one on, as long as the sign stays; what comes then is not used.
static void fill(std::span<float> x, std::int64_t first, std::int64_t stride) {
  const auto start = std::bit_cast<std::uint32_t>(float_at(first));
  const auto step = static_cast<std::uint32_t>(first < 0 ? -stride : stride);
  for (std::size_t k = 0; k < x.size(); ++k) {
    x[k] = std::bit_cast<float>(start + step * static_cast<std::uint32_t>(k));
  }
}

void FloatBatch::judge(std::span<const float> constants, const FloatPiece& piece,
                       std::int64_t stride, FloatErrors& errors) {
  std::vector<float> inputs(kFloatBlock);
  const std::int64_t total = (piece.count + stride - 1) / stride;
  for (std::int64_t at = 0; at < total; at += static_cast<std::int64_t>(kFloatBlock)) {
    const auto count = static_cast<std::size_t>(std::min<std::int64_t>(kFloatBlock, total - at));
    fill(inputs, piece.first + at * stride, stride);
    std::fill(inputs.begin() + static_cast<std::ptrdiff_t>(count), inputs.end(), inputs[0]);
    values(constants, inputs, out_);
    HWY_DYNAMIC_DISPATCH(Truth)(piece, inputs.data(), truth_.data(), kFloatBlock);
    HWY_DYNAMIC_DISPATCH(Compare)(inputs.data(), out_.data(), truth_.data(), count, errors);
  }
  errors.inputs += static_cast<std::uint64_t>(total);
}

}  // namespace cambrian::program
#endif  // HWY_ONCE
