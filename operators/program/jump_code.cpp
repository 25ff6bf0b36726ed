#include "operators/program/jump_code.hpp"

#include <algorithm>
#include <string_view>

#include "engine/core/replaced.hpp"

namespace cambrian::program {
namespace {

bool uses(const Program& program, Op op) {
  return std::any_of(program.code.begin(), program.code.end(),
                     [op](const Instruction& i) { return i.op == op; });
}
bool takes_apart(const Program& program) {
  return uses(program, Op::exponent) || uses(program, Op::significand);
}

// @ is the function's name.
constexpr std::string_view kBits = R"(static inline uint64_t @_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  return bits;
}
static inline double @_double(uint64_t bits) {
  double x;
  memcpy(&x, &bits, 8);
  return x;
}
)";

constexpr std::string_view kScale = R"(// 2^e: the last bits of the sum are the biased exponent.
static inline double @_power(double e) { return @_double(@_bits(e + 4503599627371519.0) << 52); }
// a * 2^n, n = b rounded to the nearest integer.
static inline double @_scale2(double a, double b) {
  b = b < 2044 ? b : 2044;
  b = b > -2044 ? b : -2044;
  const double n = rint(b), half = rint(n * 0.5);
  return a * @_power(half) * @_power(n - half);
}
)";

constexpr std::string_view kApart =
    R"(// x = significand * 2^exponent, significand in [sqrt(1/2), sqrt(2)).
static inline int64_t @_steps(double x) {
  return (int64_t)((@_bits(x) - 0x3FE6A09E667F3BCCu + (2048ull << 52)) >> 52) - 2048;
}
)";

constexpr std::string_view kExponent = R"(static inline double @_exponent(double x) {
  if (!(x > 0)) return x == 0 ? -INFINITY : NAN;
  if (x == INFINITY) return x;
  return x < 0x1p-1022 ? (double)(@_steps(x * 0x1p54) - 54) : (double)@_steps(x);
}
)";

constexpr std::string_view kSignificand = R"(static inline double @_significand(double x) {
  if (!(x > 0) || x == INFINITY) return 1;
  if (x < 0x1p-1022) x *= 0x1p54;
  return @_double(@_bits(x) - ((uint64_t)@_steps(x) << 52));
}
)";

constexpr std::string_view kPythonScale = R"(
def @_scale2(a, b):
    """a * 2^n, n = b rounded to the nearest integer."""
    return math.ldexp(a, round(b))

)";

constexpr std::string_view kPythonApart = R"(
def @_apart(x):
    """x = significand * 2^exponent, significand in [sqrt(1/2), sqrt(2))."""
    significand, exponent = math.frexp(x)
    return (2 * significand, exponent - 1) if significand < 0.70710678118654746 else (significand, exponent)


def @_exponent(x):
    if not x > 0:
        return -math.inf if x == 0 else math.nan
    return float(@_apart(x)[1]) if x < math.inf else x


def @_significand(x):
    return @_apart(x)[0] if 0 < x < math.inf else 1.0

)";

constexpr std::string_view kVectorScale = R"(
// 2^e: the last bits of the sum are the biased exponent.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V @_power(D d, V e) {
  const hn::RebindToUnsigned<D> u;
  const auto sum = hn::Add(e, hn::Set(d, 4503599627371519.0));
  return hn::BitCast(d, hn::ShiftLeft<52>(hn::BitCast(u, sum)));
}
// a * 2^n, n = b rounded to the nearest integer.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V @_scale2(D d, V a, V b) {
  const auto most = hn::Set(d, 2044.0);
  b = hn::IfThenElse(hn::Lt(b, most), b, most);
  b = hn::IfThenElse(hn::Gt(b, hn::Neg(most)), b, hn::Neg(most));
  const auto n = hn::Round(b), half = hn::Round(hn::Mul(n, hn::Set(d, 0.5)));
  return hn::Mul(hn::Mul(a, @_power(d, half)), @_power(d, hn::Sub(n, half)));
}
)";

constexpr std::string_view kVectorApart = R"(
// x = significand * 2^exponent, significand in [sqrt(1/2), sqrt(2)).
template <class D, class V = hn::Vec<D>>
HWY_INLINE auto @_steps(D d, V x) {
  const hn::RebindToSigned<D> i;
  const auto root = hn::BitCast(i, hn::Set(d, 0.70710678118654746));
  return hn::ShiftRight<52>(hn::Sub(hn::BitCast(i, x), root));
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V @_exponent(D d, V x) {
  const hn::RebindToSigned<D> i;
  const auto infinity = hn::Set(d, INFINITY);
  const auto subnormal = hn::Lt(x, hn::Set(d, 0x1p-1022));
  const auto normal = hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, 0x1p54)), x);
  // An integer as a double: by the last bits of a sum.
  const auto shift = hn::Set(d, 0x1.8p52);
  const auto sum = hn::BitCast(d, hn::Add(@_steps(d, normal), hn::BitCast(i, shift)));
  const auto e = hn::Sub(hn::Sub(sum, shift), hn::IfThenElseZero(subnormal, hn::Set(d, 54.0)));
  const auto other = hn::IfThenElse(hn::Eq(x, infinity), x, hn::Set(d, NAN));
  const auto special = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(infinity), other);
  const auto regular = hn::And(hn::Gt(x, hn::Zero(d)), hn::Lt(x, infinity));
  return hn::IfThenElse(regular, e, special);
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V @_significand(D d, V x) {
  const hn::RebindToSigned<D> i;
  const auto subnormal = hn::Lt(x, hn::Set(d, 0x1p-1022));
  const auto normal = hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, 0x1p54)), x);
  const auto steps = hn::ShiftLeft<52>(@_steps(d, normal));
  const auto m = hn::BitCast(d, hn::Sub(hn::BitCast(i, normal), steps));
  const auto regular = hn::And(hn::Gt(x, hn::Zero(d)), hn::Lt(x, hn::Set(d, INFINITY)));
  return hn::IfThenElse(regular, m, hn::Set(d, 1.0));
}
)";

}  // namespace

std::string c_helpers(const Program& program, const std::string& name) {
  std::string out;
  if (uses(program, Op::scale) || takes_apart(program)) out += kBits;
  if (uses(program, Op::scale)) out += kScale;
  if (takes_apart(program)) out += kApart;
  if (uses(program, Op::exponent)) out += kExponent;
  if (uses(program, Op::significand)) out += kSignificand;
  return replaced(out, "@", name);
}

std::string python_helpers(const Program& program, const std::string& name) {
  std::string out;
  if (uses(program, Op::scale)) out += kPythonScale;
  if (takes_apart(program)) out += kPythonApart;
  return replaced(out, "@", name);
}

std::string highway_helpers(const Program& program, const std::string& name) {
  std::string out;
  if (uses(program, Op::scale)) out += kVectorScale;
  if (takes_apart(program)) out += kVectorApart;
  return replaced(out, "@", name);
}

}  // namespace cambrian::program
