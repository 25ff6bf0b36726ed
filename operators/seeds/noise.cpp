#include "operators/seeds/noise.hpp"

#include <algorithm>

#include "operators/seeds/noise_constants.hpp"

// What is compiled for each set takes long, so there are as few as are of use.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/seeds/noise.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"

// One lane at a time the reference is as good.
#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace cambrian::seeds::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::CappedTag<float, 16>;
using U = hn::CappedTag<std::uint32_t, 16>;
using I = hn::CappedTag<std::int32_t, 16>;
using U64 = hn::Repartition<std::uint64_t, U>;
using VF = hn::Vec<F>;
using VU = hn::Vec<U>;

struct Words {
  VU w[4];
};

/// The high words of a * b, whose every lane is the same constant.
HWY_INLINE VU multiply_high(VU a, VU b) {
  const auto even = hn::MulEven(a, b);
  const auto odd = hn::MulEven(hn::BitCast(U(), hn::ShiftRight<32>(hn::BitCast(U64(), a))), b);
  return hn::OddEven(hn::BitCast(U(), odd), hn::BitCast(U(), hn::ShiftRight<32>(even)));
}

HWY_INLINE Words philox(std::uint64_t seed, std::uint64_t counter) {
  const U d;
  const auto m0 = hn::Set(d, kMultiplier0);
  const auto m1 = hn::Set(d, kMultiplier1);
  auto x0 = hn::Iota(d, static_cast<std::uint32_t>(counter));
  auto x1 = hn::Set(d, static_cast<std::uint32_t>(counter >> 32));
  auto x2 = hn::Zero(d);
  auto x3 = hn::Zero(d);
  auto key0 = static_cast<std::uint32_t>(seed);
  auto key1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < kRounds; ++round) {
    const auto a_high = multiply_high(x0, m0);
    const auto a_low = hn::Mul(x0, m0);
    const auto b_high = multiply_high(x2, m1);
    const auto b_low = hn::Mul(x2, m1);
    x0 = hn::Xor(hn::Xor(b_high, x1), hn::Set(d, key0));
    x1 = b_low;
    x2 = hn::Xor(hn::Xor(a_high, x3), hn::Set(d, key1));
    x3 = a_low;
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  return {{x0, x1, x2, x3}};
}

HWY_INLINE VF logarithm(VF u) {
  const F d;
  const I di;
  const auto bits = hn::BitCast(di, u);
  const auto exponent = hn::ShiftRight<23>(hn::Sub(bits, hn::Set(di, kHalfRoot)));
  const auto f =
      hn::Sub(hn::BitCast(d, hn::Sub(bits, hn::ShiftLeft<23>(exponent))), hn::Set(d, 1.0f));
  const auto e = hn::ConvertTo(d, exponent);
  const auto z = hn::Mul(f, f);
  auto y = hn::Set(d, kLog[0]);
  for (std::size_t i = 1; i < kLog.size(); ++i) y = hn::Add(hn::Mul(y, f), hn::Set(d, kLog[i]));
  y = hn::Add(hn::Mul(hn::Mul(y, f), z), hn::Mul(e, hn::Set(d, kLn2Low)));
  y = hn::Sub(y, hn::Mul(hn::Set(d, 0.5f), z));
  return hn::Add(hn::Add(f, y), hn::Mul(e, hn::Set(d, kLn2High)));
}

HWY_INLINE void normals(VU radius, VU angle, VF& first, VF& second) {
  const F d;
  const U du;
  const I di;
  const auto whole = hn::Add(hn::ShiftRight<8>(radius), hn::Set(du, 1));
  const auto u = hn::Mul(hn::ConvertTo(d, hn::BitCast(di, whole)), hn::Set(d, kUnit));
  auto r = hn::Sqrt(hn::Max(hn::Mul(hn::Set(d, -2.0f), logarithm(u)), hn::Zero(d)));
  r = hn::Xor(r, hn::BitCast(d, hn::And(angle, hn::Set(du, 0x80000000u))));
  const auto phi =
      hn::Mul(hn::ConvertTo(d, hn::BitCast(di, hn::ShiftLeft<2>(angle))), hn::Set(d, kAngle));
  const auto z = hn::Mul(phi, phi);
  auto sine = hn::Add(hn::Mul(hn::Set(d, kSin[0]), z), hn::Set(d, kSin[1]));
  sine = hn::Add(hn::Mul(sine, z), hn::Set(d, kSin[2]));
  sine = hn::Add(hn::Mul(hn::Mul(sine, z), phi), phi);
  auto cosine = hn::Add(hn::Mul(hn::Set(d, kCos[0]), z), hn::Set(d, kCos[1]));
  cosine = hn::Add(hn::Mul(cosine, z), hn::Set(d, kCos[2]));
  cosine = hn::Sub(hn::Mul(cosine, z), hn::Set(d, 0.5f));
  cosine = hn::Add(hn::Mul(cosine, z), hn::Set(d, 1.0f));
  const auto swapped = hn::MaskFromVec(
      hn::BitCast(d, hn::BroadcastSignBit(hn::BitCast(di, hn::ShiftLeft<1>(angle)))));
  first = hn::Mul(r, hn::IfThenElse(swapped, sine, cosine));
  second = hn::Mul(r, hn::IfThenElse(swapped, cosine, sine));
}

void add_noise(const Noise& noise, std::uint64_t first, std::span<float> values) {
  const F d;
  const std::size_t lanes = hn::Lanes(d);
  const auto sigma = hn::Set(d, noise.sigma);
  for (std::size_t start = 0; start < values.size(); start += kNoiseBlock) {
    for (std::size_t i = 0; i < 16; i += lanes) {
      const Words words = philox(noise.seed, (first + start / kNoiseBlock) * 16 + i);
      VF n[4];
      normals(words.w[0], words.w[1], n[0], n[1]);
      normals(words.w[2], words.w[3], n[2], n[3]);
      float* value = &values[start + i];
      for (std::size_t w = 0; w < 4; ++w) {
        const auto sum = hn::Add(hn::LoadU(d, value + 16 * w), hn::Mul(sigma, n[w]));
        hn::StoreU(sum, d, value + 16 * w);
      }
    }
  }
}

}  // namespace cambrian::seeds::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#if HWY_ONCE
namespace cambrian::seeds {

std::vector<NoiseKernel> noise_kernels() {
  std::vector<NoiseKernel> kernels;
#if defined(__x86_64__)
  if ((hwy::SupportedTargets() & HWY_AVX3) != 0) kernels.push_back({"AVX-512", N_AVX3::add_noise});
  if ((hwy::SupportedTargets() & HWY_AVX2) != 0) kernels.push_back({"AVX2", N_AVX2::add_noise});
#endif
#if HWY_STATIC_TARGET != HWY_SCALAR
  kernels.push_back({"baseline", HWY_STATIC_DISPATCH(add_noise)});
#endif
  kernels.push_back(noise_reference());
  return kernels;
}

const NoiseKernel& noise_kernel() {
  static const NoiseKernel fastest = noise_kernels().front();
  return fastest;
}

}  // namespace cambrian::seeds
#endif
