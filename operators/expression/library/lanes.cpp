#include "operators/expression/library/lanes.hpp"

#include <cmath>
#include <limits>

// Between scalar code and AVX2, and beyond plain AVX-512, nothing is gained here but compile time.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/expression/library/lanes.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/cache_control.h>
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::CappedTag<double, kLaneGroup>;
using V = hn::Vec<D>;
constexpr D kTag;

HWY_INLINE V nan() { return hn::Set(kTag, std::numeric_limits<double>::quiet_NaN()); }
HWY_INLINE V one() { return hn::Set(kTag, 1.0); }

// The vectorised functions are defined on a part of the line only; elsewhere a lane is NaN.
template <class Mask>
HWY_INLINE V only_where(Mask inside, V value) {
  return hn::IfThenElse(inside, value, nan());
}
HWY_INLINE auto within(V x, double limit) { return hn::Le(hn::Abs(x), hn::Set(kTag, limit)); }

using U = hn::RebindToUnsigned<D>;
constexpr U kBits;

constexpr double kLeastNormal = std::numeric_limits<double>::min();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The logarithm of a positive, normal number; elsewhere it means nothing. Within 2 units in the
// last place: x = 2^e m with m in [sqrt(1/2), sqrt(2)), log m = 2 atanh(s) with s = (m - 1) / (m +
// 1).
HWY_INLINE V log_of_normal(V x) {
  constexpr std::uint64_t kRootOfHalf = 0x3fe6a09e667f3bcd, kOne = 0x3ff0000000000000;
  constexpr std::uint64_t kExponent = 0xfff0000000000000;
  const auto bits = hn::BitCast(kBits, x);
  // x / sqrt(1/2) to the power of two below, and the rest.
  const auto shifted = hn::Add(bits, hn::Set(kBits, kOne - kRootOfHalf));
  const V m = hn::BitCast(kTag, hn::Add(hn::Sub(bits, hn::And(shifted, hn::Set(kBits, kExponent))),
                                        hn::Set(kBits, kOne)));
  // 2^52 + n has the bits of n behind its exponent.
  const auto biased = hn::Or(hn::ShiftRight<52>(shifted), hn::Set(kBits, 0x4330000000000000));
  const V e = hn::Sub(hn::BitCast(kTag, biased), hn::Set(kTag, 0x1p52 + 1023));
  const V s = hn::Div(hn::Sub(m, one()), hn::Add(m, one()));
  const V z = hn::Mul(s, s);
  // 2 atanh(s) = 2 s + s z p(z), p fitted at the Chebyshev nodes of z in [0, 0.0295].
  V p = hn::Set(kTag, 0x1.2b584add1c619p-3);
  p = hn::MulAdd(p, z, hn::Set(kTag, 0x1.39fe60617ce73p-3));
  p = hn::MulAdd(p, z, hn::Set(kTag, 0x1.7462b4ab4c062p-3));
  p = hn::MulAdd(p, z, hn::Set(kTag, 0x1.c71c62e57fa3fp-3));
  p = hn::MulAdd(p, z, hn::Set(kTag, 0x1.2492492df1492p-2));
  p = hn::MulAdd(p, z, hn::Set(kTag, 0x1.99999999952e2p-2));
  p = hn::MulAdd(p, z, hn::Set(kTag, 0x1.5555555555558p-1));
  // log 2 in two parts, the larger one short, so that its multiples are exact.
  const V low = hn::MulAdd(e, hn::Set(kTag, 0x1.ef35793c7673p-45), hn::Mul(hn::Mul(s, z), p));
  return hn::MulAdd(e, hn::Set(kTag, 0x1.62e42fefa38p-1), hn::Add(hn::Add(s, s), low));
}

HWY_INLINE V log_of(V x) {
  const auto normal =
      hn::And(hn::Ge(x, hn::Set(kTag, kLeastNormal)), hn::Lt(x, hn::Set(kTag, kInfinity)));
  return only_where(normal, log_of_normal(x));
}
HWY_INLINE V exp_of(V x) { return only_where(within(x, 700), hn::CallExp(kTag, x)); }
HWY_INLINE V cbrt_of(V x) {
  const V root = hn::CallExp(kTag, hn::Mul(hn::CallLog(kTag, hn::Abs(x)), hn::Set(kTag, 1.0 / 3)));
  return hn::IfThenElse(hn::Eq(x, hn::Zero(kTag)), x, hn::CopySign(root, x));
}

template <class F>
void map(const double* in, double* out, std::size_t lanes, F&& f) {
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(kTag)) {
    hn::StoreU(f(hn::LoadU(kTag, in + i)), kTag, out + i);
  }
}

void scalar_unary(Op op, const double* in, double* out, std::size_t lanes) {
  const auto apply = info(op).unary;
  for (std::size_t i = 0; i < lanes; ++i) out[i] = apply(in[i]);
}

void Unary(Op op, const double* in, double* out, std::size_t lanes) {
  constexpr double kLargestAngle = 30000;
  switch (op) {
    case Op::neg:
      return map(in, out, lanes, [](V x) { return hn::Neg(x); });
    case Op::inv:
      return map(in, out, lanes, [](V x) { return hn::Div(one(), x); });
    case Op::square:
      return map(in, out, lanes, [](V x) { return hn::Mul(x, x); });
    case Op::cube:
      return map(in, out, lanes, [](V x) { return hn::Mul(hn::Mul(x, x), x); });
    case Op::sqrt:
      return map(in, out, lanes, [](V x) { return hn::Sqrt(x); });
    case Op::cbrt:
      return map(in, out, lanes, [](V x) { return cbrt_of(x); });
    case Op::abs:
      return map(in, out, lanes, [](V x) { return hn::Abs(x); });
    case Op::exp:
      return map(in, out, lanes, [](V x) { return exp_of(x); });
    case Op::log:
      return map(in, out, lanes, [](V x) { return log_of(x); });
    case Op::log1p:
      return map(in, out, lanes, [](V x) { return log_of(hn::Add(one(), x)); });
    case Op::sin:
      return map(in, out, lanes,
                 [](V x) { return only_where(within(x, kLargestAngle), hn::CallSin(kTag, x)); });
    case Op::cos:
      return map(in, out, lanes,
                 [](V x) { return only_where(within(x, kLargestAngle), hn::CallCos(kTag, x)); });
    case Op::tan:
      return map(in, out, lanes, [](V x) {
        return only_where(within(x, kLargestAngle),
                          hn::Div(hn::CallSin(kTag, x), hn::CallCos(kTag, x)));
      });
    case Op::asin:
      return map(in, out, lanes,
                 [](V x) { return only_where(within(x, 1), hn::CallAsin(kTag, x)); });
    case Op::acos:
      return map(in, out, lanes,
                 [](V x) { return only_where(within(x, 1), hn::CallAcos(kTag, x)); });
    case Op::atan:
      return map(in, out, lanes, [](V x) { return hn::CallAtan(kTag, x); });
    case Op::tanh:
      return map(in, out, lanes, [](V x) { return hn::CallTanh(kTag, x); });
    case Op::sinh:
      return map(in, out, lanes,
                 [](V x) { return only_where(within(x, 700), hn::CallSinh(kTag, x)); });
    case Op::cosh:
      return map(in, out, lanes, [](V x) {
        const V e = exp_of(x);
        return hn::Mul(hn::Set(kTag, 0.5), hn::Add(e, hn::Div(one(), e)));
      });
    case Op::acosh:
      return map(in, out, lanes,
                 [](V x) { return only_where(hn::Ge(x, one()), hn::CallAcosh(kTag, x)); });
    case Op::atanh:
      return map(in, out, lanes,
                 [](V x) { return only_where(within(x, 1), hn::CallAtanh(kTag, x)); });
    default:
      return scalar_unary(op, in, out, lanes);
  }
}

// Either side may be one value for all lanes.
struct Lane {
  const double* at;
  HWY_INLINE V load(std::size_t i) const { return hn::LoadU(kTag, at + i); }
};
struct Same {
  V value;
  HWY_INLINE V load(std::size_t) const { return value; }
};

template <class A, class B, class F>
void map2(A a, B b, double* out, std::size_t lanes, F&& f) {
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(kTag)) {
    hn::StoreU(f(a.load(i), b.load(i)), kTag, out + i);
  }
}

template <class A, class B>
void binary(Op op, A a, B b, double* out, std::size_t lanes) {
  switch (op) {
    case Op::add:
      return map2(a, b, out, lanes, [](V x, V y) { return hn::Add(x, y); });
    case Op::sub:
      return map2(a, b, out, lanes, [](V x, V y) { return hn::Sub(x, y); });
    case Op::mul:
      return map2(a, b, out, lanes, [](V x, V y) { return hn::Mul(x, y); });
    case Op::div:
      return map2(a, b, out, lanes, [](V x, V y) { return hn::Div(x, y); });
    default:
      break;
  }
  const auto apply = info(op).binary;
  double x[kLaneGroup], y[kLaneGroup];
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(kTag)) {
    hn::StoreU(a.load(i), kTag, x);
    hn::StoreU(b.load(i), kTag, y);
    for (std::size_t k = 0; k < hn::Lanes(kTag); ++k) out[i + k] = apply(x[k], y[k]);
  }
}

void Binary(Op op, const double* a, const double* b, double* out, std::size_t lanes) {
  binary(op, Lane{a}, Lane{b}, out, lanes);
}
void BinaryLeft(Op op, double a, const double* b, double* out, std::size_t lanes) {
  binary(op, Same{hn::Set(kTag, a)}, Lane{b}, out, lanes);
}
void BinaryRight(Op op, const double* a, double b, double* out, std::size_t lanes) {
  binary(op, Lane{a}, Same{hn::Set(kTag, b)}, out, lanes);
}

void Affine(const double* in, double offset, double scale, double* out, std::size_t lanes) {
  const V c = hn::Set(kTag, offset), s = hn::Set(kTag, scale);
  map(in, out, lanes, [c, s](V x) { return hn::Add(c, hn::Mul(s, x)); });
}

void Log(const double* in, double* out, std::size_t lanes) {
  map(in, out, lanes, [](V x) { return log_of(hn::Abs(x)); });
}

void Project(Projection map, ConstLaneBlock in, LaneBlock out, double* magnitude,
             std::size_t lanes) {
  constexpr std::size_t kMost = kKeyCoordinates + 1;
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(kTag)) {
    V sums[kMost];
    for (V& sum : sums) sum = hn::Zero(kTag);
    V largest = hn::Zero(kTag);
    for (std::size_t r = 0; r < map.rows; ++r) {
      const V x = hn::LoadU(kTag, in.row(r) + i);
      // x - x is NaN for infinities and NaN, which a maximum would swallow.
      largest = hn::Add(hn::Max(largest, hn::Abs(x)), hn::Sub(x, x));
      for (std::size_t k = 0; k < map.coordinates; ++k) {
        sums[k] = hn::MulAdd(hn::Set(kTag, map.weights[k * map.rows + r]), x, sums[k]);
      }
    }
    for (std::size_t k = 0; k < map.coordinates; ++k) hn::StoreU(sums[k], kTag, out.row(k) + i);
    hn::StoreU(largest, kTag, magnitude + i);
  }
}

void Eliminate(ConstLaneBlock in, const double* direction, std::size_t coordinates, LaneBlock out,
               std::size_t lanes) {
  for (std::size_t k = 1; k < coordinates; ++k) {
    const V ratio = hn::Set(kTag, direction[k] / direction[0]);
    const double* first = in.row(0);
    const double* from = in.row(k);
    double* to = out.row(k - 1);
    for (std::size_t i = 0; i < lanes; i += hn::Lanes(kTag)) {
      const V value = hn::NegMulAdd(ratio, hn::LoadU(kTag, first + i), hn::LoadU(kTag, from + i));
      hn::StoreU(value, kTag, to + i);
    }
  }
}

// Product of the low halves of 64-bit words.
HWY_INLINE hn::Vec<U> times(hn::Vec<U> words, std::uint64_t factor) {
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(kBits, (hn::GetLane(words) & 0xffffffff) * factor);
#else
  constexpr hn::Repartition<std::uint32_t, U> kHalves;
  return hn::MulEven(hn::BitCast(kHalves, words), hn::BitCast(kHalves, hn::Set(kBits, factor)));
#endif
}

// The key of each lane, from kKeyCoordinates coordinates and their magnitude.
HWY_INLINE hn::Vec<U> key_of(const V* coordinates, V magnitude) {
  const auto word = [](V ratio) {
    // The upper half of a double: sign, exponent and 20 bits of mantissa, rounded to nearest.
    // Ratios near zero are all alike, since cancellation leaves nothing else of them.
    const V kept = hn::IfThenZeroElse(within(ratio, 0x1p-40), ratio);
    return hn::ShiftRight<32>(
        hn::Add(hn::BitCast(kBits, kept), hn::Set(kBits, std::uint64_t{0x80000000})));
  };
  const V scale = hn::Div(one(), coordinates[0]);
  V norm = hn::Abs(coordinates[0]);
  hn::Vec<U> words[kKeyCoordinates - 1];
  for (std::size_t k = 1; k < kKeyCoordinates; ++k) {
    norm = hn::Add(norm, hn::Abs(coordinates[k]));
    words[k - 1] = word(hn::Mul(coordinates[k], scale));
  }
  // Multilinear hash of three 32-bit words; the factors are digits of pi and e, made odd.
  const auto low = hn::Add(times(words[0], 0x243f6a89), times(words[1], 0x885a308d));
  const auto high = hn::Add(times(words[1], 0x2b7e1517), times(words[2], 0x628aed2b));
  const auto sum = hn::Xor(low, hn::Or(hn::ShiftLeft<32>(high), hn::ShiftRight<32>(high)));
  const auto mixed = hn::Xor(times(hn::Xor(sum, hn::ShiftRight<32>(sum)), 0x9e3779b1),
                             hn::Or(hn::ShiftLeft<41>(sum), hn::ShiftRight<23>(sum)));
  auto key = hn::Or(mixed, hn::Set(kBits, std::uint64_t{2}));
  const auto zero = hn::Le(norm, hn::Mul(magnitude, hn::Set(kTag, 1e-10)));
  key = hn::IfThenElse(hn::RebindMask(kBits, zero), hn::Set(kBits, kZeroKey), key);
  // A NaN compares false with everything.
  const auto finite = hn::Le(norm, hn::Set(kTag, 1e280));
  const auto sized =
      hn::And(hn::Le(magnitude, hn::Set(kTag, 1e200)), hn::Ge(magnitude, hn::Set(kTag, 1e-200)));
  return hn::IfThenElseZero(hn::RebindMask(kBits, hn::And(finite, sized)), key);
}

void Key(ConstLaneBlock coordinates, const double* magnitude, std::uint64_t* keys,
         std::size_t lanes) {
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(kTag)) {
    V x[kKeyCoordinates];
    for (std::size_t k = 0; k < kKeyCoordinates; ++k) {
      x[k] = hn::LoadU(kTag, coordinates.row(k) + i);
    }
    hn::StoreU(key_of(x, hn::LoadU(kTag, magnitude + i)), kBits, keys + i);
  }
}

// Adds one row of lanes to the coordinates of a key.
HWY_INLINE void add_row(const Projection& map, std::size_t r, V x, V* sums) {
  for (std::size_t k = 0; k < kKeyCoordinates; ++k) {
    sums[k] = hn::MulAdd(hn::Set(kTag, map.weights[k * map.rows + r]), x, sums[k]);
  }
}

HWY_INLINE void prefetch(KeyPlaces places, const std::uint64_t* keys) {
  if (places.words == nullptr) return;
  for (std::size_t k = 0; k < hn::Lanes(kTag); ++k) {
    hwy::Prefetch(places.words + (keys[k] >> places.shift));
  }
}

void ClassKey(Projection map, ConstLaneBlock in, std::uint64_t* keys, std::size_t lanes,
              KeyPlaces places) {
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(kTag)) {
    V sums[kKeyCoordinates];
    for (V& sum : sums) sum = hn::Zero(kTag);
    V largest = hn::Zero(kTag);
    for (std::size_t r = 0; r < map.rows; ++r) {
      const V x = hn::LoadU(kTag, in.row(r) + i);
      // What is not finite makes the sums so.
      largest = hn::Max(largest, hn::Abs(x));
      add_row(map, r, x, sums);
    }
    hn::StoreU(key_of(sums, largest), kBits, keys + i);
    prefetch(places, keys + i);
  }
}

void LogKey(Projection map, ConstLaneBlock in, LogForm form, std::uint64_t* keys, std::size_t lanes,
            KeyPlaces places) {
  const V c = hn::Set(kTag, form.offset), f = hn::Set(kTag, form.scale);
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(kTag)) {
    V sums[kKeyCoordinates];
    for (V& sum : sums) sum = hn::Zero(kTag);
    V largest = hn::Zero(kTag);
    auto normal = hn::Eq(largest, largest);
    for (std::size_t r = 0; r < map.rows; ++r) {
      const V x = hn::Abs(hn::MulAdd(f, hn::LoadU(kTag, in.row(r) + i), c));
      normal = hn::And(normal, hn::Ge(x, hn::Set(kTag, kLeastNormal)));
      const V log = log_of_normal(x);
      largest = hn::Max(largest, hn::Abs(log));
      add_row(map, r, log, sums);
    }
    // Of infinity it is 1024 log 2.
    normal = hn::And(normal, hn::Le(largest, hn::Set(kTag, 709.7)));
    const auto key = key_of(sums, largest);
    hn::StoreU(hn::IfThenElseZero(hn::RebindMask(kBits, normal), key), kBits, keys + i);
    prefetch(places, keys + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace cambrian::expression
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::expression {

HWY_EXPORT(Unary);
HWY_EXPORT(Binary);
HWY_EXPORT(BinaryLeft);
HWY_EXPORT(BinaryRight);
HWY_EXPORT(Affine);
HWY_EXPORT(Log);
HWY_EXPORT(Project);
HWY_EXPORT(Eliminate);
HWY_EXPORT(Key);
HWY_EXPORT(ClassKey);
HWY_EXPORT(LogKey);

void apply_lanes(Op op, const double* in, double* out, std::size_t lanes) {
  HWY_DYNAMIC_DISPATCH(Unary)(op, in, out, lanes);
}
void apply_lanes(Op op, const double* a, const double* b, double* out, std::size_t lanes) {
  HWY_DYNAMIC_DISPATCH(Binary)(op, a, b, out, lanes);
}
void apply_lanes(Op op, double a, const double* b, double* out, std::size_t lanes) {
  HWY_DYNAMIC_DISPATCH(BinaryLeft)(op, a, b, out, lanes);
}
void apply_lanes(Op op, const double* a, double b, double* out, std::size_t lanes) {
  HWY_DYNAMIC_DISPATCH(BinaryRight)(op, a, b, out, lanes);
}
void affine_lanes(const double* in, double offset, double scale, double* out, std::size_t lanes) {
  HWY_DYNAMIC_DISPATCH(Affine)(in, offset, scale, out, lanes);
}
void log_lanes(const double* in, double* out, std::size_t lanes) {
  HWY_DYNAMIC_DISPATCH(Log)(in, out, lanes);
}
void project_lanes(Projection map, ConstLaneBlock in, LaneBlock out, double* magnitude,
                   std::size_t lanes) {
  HWY_DYNAMIC_DISPATCH(Project)(map, in, out, magnitude, lanes);
}
void eliminate_lanes(ConstLaneBlock in, const double* direction, std::size_t coordinates,
                     LaneBlock out, std::size_t lanes) {
  HWY_DYNAMIC_DISPATCH(Eliminate)(in, direction, coordinates, out, lanes);
}
void key_lanes(ConstLaneBlock coordinates, const double* magnitude, std::uint64_t* keys,
               std::size_t lanes) {
  HWY_DYNAMIC_DISPATCH(Key)(coordinates, magnitude, keys, lanes);
}
void class_key_lanes(Projection map, ConstLaneBlock in, std::uint64_t* keys, std::size_t lanes,
                     KeyPlaces places) {
  HWY_DYNAMIC_DISPATCH(ClassKey)(map, in, keys, lanes, places);
}
void log_key_lanes(Projection map, ConstLaneBlock in, LogForm form, std::uint64_t* keys,
                   std::size_t lanes, KeyPlaces places) {
  HWY_DYNAMIC_DISPATCH(LogKey)(map, in, form, keys, lanes, places);
}

}  // namespace cambrian::expression
#endif  // HWY_ONCE
