// to_highway() of operators/program/print.hpp.
#include <string_view>

#include "engine/core/replaced.hpp"
#include "operators/program/jump_code.hpp"
#include "operators/program/print.hpp"

namespace cambrian::program {
namespace {

// $0 $1 $2 are the operands, @ the function's name.
std::string_view spelling(Op op) {
  switch (op) {
    case Op::add:
      return "hn::Add($0, $1)";
    case Op::sub:
      return "hn::Sub($0, $1)";
    case Op::mul:
      return "hn::Mul($0, $1)";
    case Op::div:
      return "hn::Div($0, $1)";
    case Op::sqrt:
      return "hn::Sqrt($0)";
    case Op::fma:
      return "hn::MulAdd($0, $1, $2)";
    case Op::min:
      return "hn::IfThenElse(hn::Lt($1, $0), $1, $0)";
    case Op::max:
      return "hn::IfThenElse(hn::Gt($1, $0), $1, $0)";
    case Op::round:
      return "hn::Round($0)";
    case Op::scale:
      return "@_scale2(d, $0, $1)";
    case Op::exponent:
      return "@_exponent(d, $0)";
    case Op::significand:
      return "@_significand(d, $0)";
  }
  return {};
}

std::string body(const Program& program, const ConstantTexts& constants) {
  const auto operand = [&](Operand o) -> std::string {
    if (o.is_input()) return "x";
    if (o.is_value()) return "v" + std::to_string(o.index);
    return "hn::Set(d, " + floating_literal(constants[o.index]) + ")";
  };
  std::string out;
  for (std::size_t k = 0; k < program.code.size(); ++k) {
    std::string text(spelling(program.code[k].op));
    for (std::size_t n = 0; n < program.code[k].arguments().size(); ++n) {
      text = replaced(text, "$" + std::to_string(n), operand(program.code[k].operands[n]));
    }
    out += "  const auto v" + std::to_string(k) + " = " + text + ";\n";
  }
  return out + "  return " + operand(program.result) + ";\n";
}

constexpr std::string_view kArray = R"(
/// y[k] = @(x[k]) for all k < count. x and y may be the same.
HWY_INLINE void @_array(const double* x, double* y, size_t count) {
  const hn::ScalableTag<double> d;
  const size_t lanes = hn::Lanes(d);
  size_t k = 0;
  for (; k + lanes <= count; k += lanes) hn::StoreU(@(d, hn::LoadU(d, x + k)), d, y + k);
  if (k == count) return;
  HWY_ALIGN double rest[HWY_MAX_BYTES / sizeof(double)] = {};
  memcpy(rest, x + k, (count - k) * sizeof(double));
  hn::Store(@(d, hn::Load(d, rest)), d, rest);
  memcpy(y + k, rest, (count - k) * sizeof(double));
}
)";

}  // namespace

std::string to_highway(const Program& program, const ConstantTexts& constants,
                       const Signature& signature) {
  std::string out =
      "#pragma once\n\n#include <hwy/highway.h>\n#include <math.h>\n#include <string.h>\n\n"
      "HWY_BEFORE_NAMESPACE();\nnamespace HWY_NAMESPACE {\nnamespace hn = hwy::HWY_NAMESPACE;\n";
  out += highway_helpers(program, "@");
  out += "\n" + comment_lines(signature.comment, "// ");
  out += "template <class D, class V = hn::Vec<D>>\nHWY_INLINE V @(D d, V x) {\n" +
         body(program, constants) + "}\n";
  out += std::string(kArray) + "\n}  // namespace HWY_NAMESPACE\nHWY_AFTER_NAMESPACE();\n";
  return replaced(out, "@", signature.name);
}

}  // namespace cambrian::program
