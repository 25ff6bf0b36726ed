#include "operators/program/single/float_code.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "engine/core/replaced.hpp"

namespace cambrian::program {
namespace {

std::string literal(float value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  std::string out(text.data(), end);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out + "f";
}

std::string comment_lines(const std::string& comment) {
  return comment.empty() ? "" : "// " + replaced(comment, "\n", "\n// ") + "\n";
}

bool uses(const Program& program, std::initializer_list<Op> ops) {
  return std::any_of(program.code.begin(), program.code.end(), [&](const Instruction& i) {
    return std::find(ops.begin(), ops.end(), i.op) != ops.end();
  });
}

// How each operator is written: $0 $1 $2 are its operands, @ the function's name.
struct Spelling {
  std::string_view general, fast;
};

Spelling scalar_spelling(Op op) {
  switch (op) {
    case Op::add:
      return {"$0 + $1", {}};
    case Op::sub:
      return {"$0 - $1", {}};
    case Op::mul:
      return {"$0 * $1", {}};
    case Op::div:
      return {"$0 / $1", {}};
    case Op::sqrt:
      return {"sqrtf($0)", {}};
    case Op::fma:
      return {"fmaf($0, $1, $2)", {}};
    case Op::min:
      return {"$1 < $0 ? $1 : $0", "$0"};
    case Op::max:
      return {"$1 > $0 ? $1 : $0", "$0"};
    case Op::round:
      return {"rintf($0)", {}};
    case Op::scale:
      return {"@_scale($0, $1)", "@_float(@_bits($0) + ((uint32_t)(int32_t)$1 << 23))"};
    case Op::exponent:
      return {"@_exponent($0)", "(float)@_steps($0)"};
    case Op::significand:
      return {"@_significand($0)", "@_float(@_bits($0) - ((uint32_t)@_steps($0) << 23))"};
  }
  return {};
}

Spelling vector_spelling(Op op) {
  switch (op) {
    case Op::add:
      return {"hn::Add($0, $1)", {}};
    case Op::sub:
      return {"hn::Sub($0, $1)", {}};
    case Op::mul:
      return {"hn::Mul($0, $1)", {}};
    case Op::div:
      return {"hn::Div($0, $1)", {}};
    case Op::sqrt:
      return {"hn::Sqrt($0)", {}};
    case Op::fma:
      return {"hn::MulAdd($0, $1, $2)", {}};
    case Op::min:
      return {"hn::IfThenElse(hn::Lt($1, $0), $1, $0)", "$0"};
    case Op::max:
      return {"hn::IfThenElse(hn::Gt($1, $0), $1, $0)", "$0"};
    case Op::round:
      return {"hn::Round($0)", {}};
    case Op::scale:
      return {"@_scale(d, $0, $1)",
              "hn::BitCast(d, hn::Add(hn::BitCast(i, $0), "
              "hn::ShiftLeft<23>(hn::ConvertTo(i, $1))))"};
    case Op::exponent:
      return {"@_exponent(d, $0)", "hn::ConvertTo(d, @_steps(d, $0))"};
    case Op::significand:
      return {"@_significand(d, $0)",
              "hn::BitCast(d, hn::Sub(hn::BitCast(i, $0), "
              "hn::ShiftLeft<23>(@_steps(d, $0))))"};
  }
  return {};
}

struct Dialect {
  Spelling (*spelling)(Op);
  std::string declare;        // before the name of a value
  std::string before, after;  // around a constant
  // Small numbers are rounded by adding 1.5 * 2^23, whose last bits are then the integer: cheaper
  // than rounding and converting.
  bool rounds_by_sum;
};

const Dialect kScalar{scalar_spelling, "const float ", "", "", false};
const Dialect kVector{vector_spelling, "const auto ", "hn::Set(d, ", ")", true};

bool is_round(const Program& program, Operand o) {
  return o.is_value() && program.code[o.index].op == Op::round;
}
// Whether the value is by how much another one is scaled, so that it is small.
bool scales(const Program& program, std::size_t index) {
  return std::any_of(program.code.begin(), program.code.end(), [&](const Instruction& i) {
    return i.op == Op::scale && i.operands[1] == Operand::value(index);
  });
}

std::string body(const Program& program, const Dialect& dialect, bool fast) {
  std::vector<std::string> names;
  const auto operand = [&](Operand o) -> std::string {
    if (o.is_value()) return names[o.index];
    if (o.is_input()) return "x";
    const float value = static_cast<float>(program.constants[o.index]);
    return dialect.before + literal(value) + dialect.after;
  };
  std::string out;
  for (std::size_t k = 0; k < program.code.size(); ++k) {
    const Instruction& i = program.code[k];
    const Spelling spelling = dialect.spelling(i.op);
    std::string text(fast && !spelling.fast.empty() ? spelling.fast : spelling.general);
    if (text == "$0") {  // a clamp that changes nothing
      names.push_back(operand(i.operands[0]));
      continue;
    }
    const bool by_sum = fast && dialect.rounds_by_sum;
    if (by_sum && i.op == Op::round && scales(program, k)) {
      const std::string sum = "sum" + std::to_string(k);
      out += "  " + dialect.declare + sum + " = hn::Add(" + operand(i.operands[0]) +
             ", hn::Set(d, 12582912.0f));\n";
      text = "hn::Sub(" + sum + ", hn::Set(d, 12582912.0f))";
    }
    if (by_sum && i.op == Op::scale && is_round(program, i.operands[1])) {
      text = replaced(text, "hn::ConvertTo(i, $1)",
                      "hn::BitCast(i, sum" + std::to_string(i.operands[1].index) + ")");
    }
    for (std::size_t n = 0; n < i.arguments().size(); ++n) {
      text = replaced(text, "$" + std::to_string(n), operand(i.operands[n]));
    }
    names.push_back("v" + std::to_string(k));
    out += "  " + dialect.declare + names.back() + " = " + text + ";\n";
  }
  return out + "  return " + operand(program.result) + ";\n";
}

constexpr std::string_view kScalarBits = R"(static inline uint32_t @_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  return bits;
}
static inline float @_float(uint32_t bits) {
  float x;
  memcpy(&x, &bits, 4);
  return x;
}
)";

// The product is exact until the last multiplication, which rounds subnormal results once.
constexpr std::string_view kScalarScale = R"(static inline float @_scale(float a, float n) {
  n = n < 252 ? n : 252;
  n = n > -252 ? n : -252;
  const int32_t e = (int32_t)rintf(n), half = (e + 1024) / 2 - 512;
  return a * @_float((uint32_t)(half + 127) << 23) * @_float((uint32_t)(e - half + 127) << 23);
}
)";

constexpr std::string_view kScalarExponent =
    R"(// x = significand * 2^steps, significand in [sqrt(1/2), sqrt(2)).
static inline int32_t @_steps(float x) {
  return (int32_t)((@_bits(x) - 0x3F3504F3u + (256u << 23)) >> 23) - 256;
}
static inline float @_exponent(float x) {
  if (!(x > 0)) return x == 0 ? -INFINITY : NAN;
  if (x == INFINITY) return x;
  return x < 1.17549435e-38f ? (float)(@_steps(x * 8388608.0f) - 23) : (float)@_steps(x);
}
static inline float @_significand(float x) {
  if (!(x > 0) || x == INFINITY) return 1;
  if (x < 1.17549435e-38f) x *= 8388608.0f;
  return @_float(@_bits(x) - ((uint32_t)@_steps(x) << 23));
}
)";

constexpr std::string_view kVectorScale = R"(
// The product is exact until the last multiplication, which rounds subnormal results once.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V @_scale(D d, V a, V n) {
  const hn::RebindToSigned<D> i;
  const auto power = [&](auto e) {
    return hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(e, hn::Set(i, 127))));
  };
  const auto most = hn::Set(d, 252.0f);
  n = hn::IfThenElse(hn::Lt(n, most), n, most);
  n = hn::IfThenElse(hn::Gt(n, hn::Neg(most)), n, hn::Neg(most));
  const auto e = hn::NearestInt(n), half = hn::ShiftRight<1>(e);
  return hn::Mul(hn::Mul(a, power(half)), power(hn::Sub(e, half)));
}
)";

constexpr std::string_view kVectorExponent = R"(
// x = significand * 2^steps, significand in [sqrt(1/2), sqrt(2)).
template <class D, class V = hn::Vec<D>>
HWY_INLINE auto @_steps(D d, V x) {
  const hn::RebindToSigned<D> i;
  return hn::ShiftRight<23>(hn::Sub(hn::BitCast(i, x), hn::Set(i, 0x3F3504F3)));
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V @_exponent(D d, V x) {
  const auto infinity = hn::Set(d, INFINITY);
  const auto subnormal = hn::Lt(x, hn::Set(d, 1.17549435e-38f));
  const auto normal = hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, 8388608.0f)), x);
  const auto e = hn::Sub(hn::ConvertTo(d, @_steps(d, normal)),
                         hn::IfThenElseZero(subnormal, hn::Set(d, 23.0f)));
  const auto other = hn::IfThenElse(hn::Eq(x, infinity), x, hn::Set(d, NAN));
  const auto special = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(infinity), other);
  const auto regular = hn::And(hn::Gt(x, hn::Zero(d)), hn::Lt(x, infinity));
  return hn::IfThenElse(regular, e, special);
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V @_significand(D d, V x) {
  const hn::RebindToSigned<D> i;
  const auto subnormal = hn::Lt(x, hn::Set(d, 1.17549435e-38f));
  const auto normal = hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, 8388608.0f)), x);
  const auto steps = hn::ShiftLeft<23>(@_steps(d, normal));
  const auto m = hn::BitCast(d, hn::Sub(hn::BitCast(i, normal), steps));
  const auto regular = hn::And(hn::Gt(x, hn::Zero(d)), hn::Lt(x, hn::Set(d, INFINITY)));
  return hn::IfThenElse(regular, m, hn::Set(d, 1.0f));
}
)";

constexpr std::string_view kVectorLibrary = R"(
// One by one: such arguments are rare.
template <class D, class V = hn::Vec<D>>
HWY_NOINLINE V @_slow(D d, V x) {
  HWY_ALIGN float values[HWY_MAX_BYTES / sizeof(float)];
  hn::Store(x, d, values);
  for (size_t k = 0; k < hn::Lanes(d); ++k) values[k] = @(values[k]);
  return hn::Load(d, values);
}
)";

constexpr std::string_view kVectorArray = R"(
/// y[k] = @(x[k]) for all k < count. x and y may be the same.
HWY_INLINE void @_array(const float* x, float* y, size_t count) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  size_t k = 0;
  for (; k + lanes <= count; k += lanes) hn::StoreU(@(d, hn::LoadU(d, x + k)), d, y + k);
  if (k == count) return;
  HWY_ALIGN float rest[HWY_MAX_BYTES / sizeof(float)] = {};
  memcpy(rest, x + k, (count - k) * sizeof(float));
  hn::Store(@(d, hn::Load(d, rest)), d, rest);
  memcpy(y + k, rest, (count - k) * sizeof(float));
}
)";

}  // namespace

std::string scalar_code(const FloatFunction& f) {
  std::string out = "#include <math.h>\n#include <stdint.h>\n#include <string.h>\n\n";
  if (uses(f.program, {Op::scale, Op::exponent, Op::significand})) out += kScalarBits;
  if (uses(f.program, {Op::scale})) out += kScalarScale;
  if (uses(f.program, {Op::exponent, Op::significand})) out += kScalarExponent;
  std::string check;
  if (f.has_branch()) {
    const std::string slow = f.library_beyond ? "  return (float)" + f.library + "((double)x);\n"
                                              : body(f.program, kScalar, false);
    out += "static float @_slow(float x) {\n" + slow + "}\n\n";
    check = "  if (!(x >= " + literal(f.fast_low) + " && x <= " + literal(f.fast_high) +
            ")) return @_slow(x);\n";
  }
  out += comment_lines(f.comment) + "static inline float @(float x) {\n" + check +
         body(f.program, kScalar, f.has_branch()) + "}\n";
  return replaced(out, "@", f.name);
}

std::string vector_code(const FloatFunction& f) {
  std::string out = "#include <hwy/highway.h>\n#include <string.h>\n";
  if (f.library_beyond) out += "\n" + scalar_code(f);
  out +=
      "\nHWY_BEFORE_NAMESPACE();\nnamespace HWY_NAMESPACE {\nnamespace hn = hwy::HWY_NAMESPACE;\n";
  if (uses(f.program, {Op::scale})) out += kVectorScale;
  if (uses(f.program, {Op::exponent, Op::significand})) out += kVectorExponent;
  std::string check;
  if (f.has_branch()) {
    out += f.library_beyond
               ? std::string(kVectorLibrary)
               : "\ntemplate <class D, class V = hn::Vec<D>>\nHWY_NOINLINE V @_slow(D d, V x) {\n" +
                     body(f.program, kVector, false) + "}\n";
    const std::string inside = f.fast_low == -f.fast_high
                                   ? "hn::Le(hn::Abs(x), hn::Set(d, " + literal(f.fast_high) + "))"
                                   : "hn::And(hn::Ge(x, hn::Set(d, " + literal(f.fast_low) +
                                         ")), hn::Le(x, hn::Set(d, " + literal(f.fast_high) + ")))";
    check = "  if (HWY_UNLIKELY(!hn::AllTrue(d, " + inside + "))) return @_slow(d, x);\n";
  }
  std::string fast = body(f.program, kVector, f.has_branch());
  if (fast.find("(i,") != std::string::npos) fast = "  const hn::RebindToSigned<D> i;\n" + fast;
  out += "\n" + comment_lines(f.comment) +
         "template <class D, class V = hn::Vec<D>>\nHWY_INLINE V @(D d, V x) {\n" + check + fast +
         "}\n";
  out += std::string(kVectorArray) + "\n}  // namespace HWY_NAMESPACE\nHWY_AFTER_NAMESPACE();\n";
  return replaced(out, "@", f.name).insert(0, "#pragma once\n\n");
}

}  // namespace cambrian::program
