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

// Sets without fused operations would have to make them of others: there the reference is as good.
#undef CAMBRIAN_NOISE_HAS_KERNEL
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SSE2
#define CAMBRIAN_NOISE_HAS_KERNEL
HWY_BEFORE_NAMESPACE();
namespace cambrian::seeds::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using hn::Vec;
using F = hn::CappedTag<float, 16>;
using I = hn::RebindToSigned<F>;
using I16 = hn::Repartition<std::int16_t, F>;
using U8 = hn::Repartition<std::uint8_t, F>;
// A block of ARS. Few processors have rounds of AES for longer vectors, and with these the normals
// take longer than the blocks.
using Block = hn::Full128<std::uint8_t>;
constexpr std::size_t kBytes = hn::MaxLanes(Block());
constexpr std::size_t kValues = kBytes / sizeof(float);

/// Counters of a block of noise.
alignas(64) constexpr std::uint64_t kCounters[kNoiseBlock / 4][2] = {
    {0, 0}, {1, 0}, {2, 0},  {3, 0},  {4, 0},  {5, 0},  {6, 0},  {7, 0},
    {8, 0}, {9, 0}, {10, 0}, {11, 0}, {12, 0}, {13, 0}, {14, 0}, {15, 0}};

/// Blocks in one vector.
template <class D>
HWY_INLINE Vec<D> joined(D d, const Vec<Block>* blocks) {
  if constexpr (hn::MaxLanes(d) == kBytes) {
    return *blocks;
  } else {
    const hn::Half<D> half;
    return hn::Combine(d, joined(half, blocks + hn::MaxLanes(half) / kBytes), joined(half, blocks));
  }
}

/// The sums of the two halves of each word.
HWY_INLINE Vec<I> sums_of_halves(Vec<I16> words) {
#if HWY_ARCH_X86
  auto none = hn::Zero(I());
  return hn::ReorderWidenMulAccumulate(I(), words, hn::Set(I16(), 1), hn::Zero(I()), none);
#else
  const auto whole = hn::BitCast(I(), words);
  return hn::Add(hn::ShiftRight<16>(whole), hn::ShiftRight<16>(hn::ShiftLeft<16>(whole)));
#endif
}

struct Constants {
  Vec<F> scale, shift, c[5];
};

HWY_INLINE Vec<F> with_normals(const Constants& constants, Vec<U8> bytes, Vec<F> values) {
  const F d;
  const auto words = hn::BitCast(I16(), bytes);
  const auto bytes_sum = hn::Add(sums_of_halves(words), sums_of_halves(hn::ShiftLeft<8>(words)));
  const auto x = hn::MulAdd(hn::ConvertTo(d, bytes_sum), constants.scale, constants.shift);
  const auto z = hn::Mul(x, x);
  auto p = constants.c[0];
  for (std::size_t k = 1; k < 5; ++k) p = hn::MulAdd(p, z, constants.c[k]);
  return hn::MulAdd(x, p, values);
}

/// So many values are made at a time, so that rounds of AES follow each other without waiting.
constexpr std::size_t kTogether = 8 * kValues;

void sum(const Noise& noise, std::uint64_t first, const float* from, std::span<float> to) {
  const F d;
  const Block b;
  const hn::Repartition<std::uint64_t, Block> b64;
  const RoundKeys round = round_keys(noise.seed);
  Vec<Block> keys[kRounds + 1];
  for (std::size_t r = 0; r <= kRounds; ++r)
    keys[r] = hn::BitCast(b, hn::LoadU(b64, round[r].data()));
  const auto c = polynomial(noise.sigma);
  Constants constants = {hn::Set(d, kScale), hn::Set(d, kShift), {}};
  for (std::size_t k = 0; k < c.size(); ++k) constants.c[k] = hn::Set(d, c[k]);
  const std::uint64_t start_counter[2] = {first * (kNoiseBlock / 4), 0};
  const std::uint64_t one_block[2] = {kNoiseBlock / 4, 0};
  auto counter = hn::LoadU(b64, start_counter);
  const auto next = hn::LoadU(b64, one_block);
  for (std::size_t start = 0; start < to.size(); start += kNoiseBlock) {
    // The lowest bits are free for the counters within the block.
    const auto base = hn::Xor(keys[0], hn::BitCast(b, counter));
    counter = hn::Add(counter, next);
    for (std::size_t i = 0; i < kNoiseBlock; i += kTogether) {
      constexpr std::size_t kVectors = kTogether / kValues;
      Vec<Block> x[kVectors];
      for (std::size_t v = 0; v < kVectors; ++v) {
        const auto* at = &kCounters[i / 4 + v * kValues / 4][0];
        x[v] = hn::Xor(base, hn::BitCast(b, hn::Load(b64, at)));
      }
      for (std::size_t r = 1; r < kRounds; ++r)
        for (std::size_t v = 0; v < kVectors; ++v) x[v] = hn::AESRound(x[v], keys[r]);
      for (std::size_t v = 0; v < kVectors; ++v) x[v] = hn::AESLastRound(x[v], keys[kRounds]);
      for (std::size_t k = 0; k < kTogether; k += hn::MaxLanes(d)) {
        const std::size_t at = start + i + k;
        const auto values = hn::LoadU(d, from + at);
        hn::StoreU(with_normals(constants, joined(U8(), x + k / kValues), values), d, &to[at]);
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
  const auto sets = hwy::SupportedTargets();
  if ((sets & HWY_AVX3) != 0) kernels.push_back({"AVX-512", N_AVX3::sum});
  if ((sets & HWY_AVX2) != 0) kernels.push_back({"AVX2", N_AVX2::sum});
#elif defined(CAMBRIAN_NOISE_HAS_KERNEL)
  kernels.push_back({"baseline", HWY_STATIC_DISPATCH(sum)});
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
