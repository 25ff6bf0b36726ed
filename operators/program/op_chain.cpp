#include "operators/program/op_chain.hpp"

#include "engine/core/assert.hpp"

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4)

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/program/op_chain.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace cambrian::program::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, 8>;
using V = hn::Vec<D>;

constexpr std::size_t kRounds = 50;
constexpr std::size_t kSteps = 64;
constexpr std::size_t kMany = 10;  // fewer than there are registers

// A chain's next value, of the size of the one before or its root. The compiler cannot know `c`.
template <Op op>
HWY_ATTR HWY_INLINE V next(V x, V c) {
  if constexpr (op == Op::add) return hn::Add(x, c);
  if constexpr (op == Op::sub) return hn::Sub(x, c);
  if constexpr (op == Op::mul) return hn::Mul(x, c);
  if constexpr (op == Op::div) return hn::Div(x, c);
  if constexpr (op == Op::sqrt) return hn::Sqrt(x);
  if constexpr (op == Op::fma) return hn::MulAdd(x, c, c);
  return x;
}

template <Op op, std::size_t kChains>
HWY_ATTR ChainWork chains_of() {
  const D d;
  const volatile double constant = 1.0009765625;
  const V c = hn::Set(d, constant);
  V last = hn::Zero(d);
  for (std::size_t round = 0; round < kRounds; ++round) {
    V x[kChains];
    // What the round before left keeps rounds of one chain apart.
    for (std::size_t k = 0; k < kChains; ++k) {
      x[k] = hn::Add(hn::Mul(last, hn::Set(d, 1e-9)), hn::Set(d, 1.7 + static_cast<double>(k)));
    }
    for (std::size_t step = 0; step < kSteps; ++step) {
      for (std::size_t k = 0; k < kChains; ++k) x[k] = next<op>(x[k], c);
    }
    V sum = x[0];
    for (std::size_t k = 1; k < kChains; ++k) sum = hn::Add(sum, x[k]);
    last = sum;
  }
  return {kRounds * kSteps, kRounds * kSteps * kChains * hn::Lanes(d), hn::GetLane(last)};
}

template <std::size_t kChains>
ChainWork chains_of(Op op) {
  switch (op) {
    case Op::add:
      return chains_of<Op::add, kChains>();
    case Op::sub:
      return chains_of<Op::sub, kChains>();
    case Op::mul:
      return chains_of<Op::mul, kChains>();
    case Op::div:
      return chains_of<Op::div, kChains>();
    case Op::sqrt:
      return chains_of<Op::sqrt, kChains>();
    default:
      return chains_of<Op::fma, kChains>();
  }
}

ChainWork run(Op op, Chains chains) {
  return chains == Chains::one ? chains_of<1>(op) : chains_of<kMany>(op);
}

}  // namespace cambrian::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::program {
namespace {

HWY_EXPORT(run);

}  // namespace

ChainWork run_chains(Op op, Chains chains) {
  CAMBRIAN_ASSERT(info(op).smooth);
  return HWY_DYNAMIC_DISPATCH(run)(op, chains);
}

}  // namespace cambrian::program
#endif
