#include "problems/function_approximation/target.hpp"

#include <array>
#include <limits>
#include <numbers>
#include <span>
#include <string_view>

#include "engine/core/suggest.hpp"
#include "operators/expression/parse.hpp"

namespace cambrian::approximation {
namespace {

using expression::Expression;
using expression::Node;
using expression::Op;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Functions beyond those of expressions. Those without a meaning of their own are computed here.
struct Named {
  std::string_view definition;
  Quad (*compute)(Quad);
};
const std::array kNamed = {
    Named{"exp2(x) = 2^x", nullptr},
    Named{"exp10(x) = 10^x", nullptr},
    Named{"expm1(x) = 2*exp(x/2)*sinh(x/2)", nullptr},
    Named{"rsqrt(x) = 1/sqrt(x)", nullptr},
    Named{"silu(x) = x/(1 + exp(-x))", nullptr},
    Named{"softplus(x) = log1p(exp(x))", nullptr},
    Named{"bessel_i_half(x) = sqrt(2/(pi*x))*sinh(x)", nullptr},
    Named{"erfc(x) = x", [](Quad x) { return program::erfc(x); }},
    Named{"gelu(x) = x*erfc(-x/sqrt(2))/2", nullptr},
    Named{"airy(x) = x", airy},
};

std::string_view name_of(const Named& named) {
  return named.definition.substr(0, named.definition.find('('));
}

Quad unary(Op op, Quad x) {
  switch (op) {
    case Op::neg:
      return -x;
    case Op::inv:
      return 1 / x;
    case Op::square:
      return x * x;
    case Op::cube:
      return x * x * x;
    case Op::sqrt:
      return program::sqrt(x);
    case Op::cbrt:
      return program::cbrt(x);
    case Op::abs:
      return program::fabs(x);
    case Op::sign:
      return x > 0 ? Quad(1) : x < 0 ? Quad(-1) : x;
    case Op::exp:
      return program::exp(x);
    case Op::log:
      return program::log(x);
    case Op::log2:
      return program::log2(x);
    case Op::log10:
      return program::log(x) / program::log(Quad(10));
    case Op::log1p:
      return program::log1p(x);
    case Op::sin:
      return program::sin(x);
    case Op::cos:
      return program::cos(x);
    case Op::tan:
      return program::tan(x);
    case Op::asin:
      return program::asin(x);
    case Op::acos:
      return program::acos(x);
    case Op::atan:
      return program::atan(x);
    case Op::sinh:
      return program::sinh(x);
    case Op::cosh:
      return program::cosh(x);
    case Op::tanh:
      return program::tanh(x);
    case Op::asinh:
      return program::asinh(x);
    case Op::acosh:
      return program::acosh(x);
    case Op::atanh:
      return program::atanh(x);
    case Op::erf:
      return program::erf(x);
    case Op::gamma:
      return program::tgamma(x);
    case Op::relu:
      return x > 0 ? x : x != x ? x : Quad(0);
    case Op::sigmoid:
      return 1 / (1 + program::exp(-x));
    case Op::floor:
      return program::floor(x);
    case Op::ceil:
      return program::ceil(x);
    case Op::round:
      return program::rint(x);
    default:
      return kNan;
  }
}

Quad binary(Op op, Quad a, Quad b) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::sub:
      return a - b;
    case Op::mul:
      return a * b;
    case Op::div:
      return a / b;
    case Op::pow:
      return program::pow(a, b);
    case Op::min:
      return b < a ? b : a;
    case Op::max:
      return a < b ? b : a;
    case Op::mod:
      return a - b * program::floor(a / b);
    case Op::greater:
      return a > b ? 1 : 0;
    case Op::greater_equal:
      return a >= b ? 1 : 0;
    case Op::less:
      return a < b ? 1 : 0;
    case Op::less_equal:
      return a <= b ? 1 : 0;
    case Op::cond:
      return a > 0 ? b : Quad(0);
    default:
      return kNan;
  }
}

Quad value_of(std::span<const Node> nodes, const expression::Vocabulary& words, Quad x) {
  std::vector<Quad> stack;
  for (const Node& node : nodes) {
    if (node.op == Op::constant) {
      stack.push_back(literal(node.value));
    } else if (node.op == Op::variable) {
      stack.push_back(x);
    } else if (node.op == Op::user) {
      const Named& named = kNamed[node.index];
      stack.back() = named.compute != nullptr
                         ? named.compute(stack.back())
                         : value_of(words.definitions[node.index].body.nodes, words, stack.back());
    } else if (node.arity == 1) {
      stack.back() = unary(node.op, stack.back());
    } else {
      const Quad b = stack.back();
      stack.pop_back();
      stack.back() = binary(node.op, stack.back(), b);
    }
  }
  return stack.back();
}

Result<expression::Vocabulary> words_for(const std::string& variable) {
  expression::VocabularyRequest request;
  request.variables = {variable};
  for (const Named& named : kNamed) request.definitions.emplace_back(named.definition);
  return expression::make_vocabulary(request);
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const Named& named : kNamed) names.emplace_back(name_of(named));
  for (const expression::OpInfo& op : expression::all_ops()) {
    if (op.arity == 1) names.emplace_back(op.name);
  }
  return names;
}

bool is_function(const std::string& word) {
  for (const std::string& name : function_names()) {
    if (name == word) return true;
  }
  const auto op = expression::find_op(word);
  return op && expression::info(*op).arity == 1;
}

}  // namespace

Quad literal(double value) {
  if (value == std::numbers::pi) return 4 * program::atan(Quad(1));
  if (value == -std::numbers::pi) return -4 * program::atan(Quad(1));
  if (value == std::numbers::e) return program::exp(Quad(1));
  return value;
}

Quad airy(Quad x) {
  if (!(program::fabs(x) <= 10)) return kNan;
  // Ai = c1 f - c2 g, with the series of the two solutions of y'' = x y around 0.
  static const Quad c1 = program::quad_of("0.355028053887817239260063186004183176397979");
  static const Quad c2 = program::quad_of("0.258819403792806798405183560189203963479091");
  const Quad cube = x * x * x;
  Quad f_term = 1, g_term = x, f = 1, g = x;
  for (int k = 1; k < 200; ++k) {
    f_term *= cube / (Quad(3 * k) * (3 * k - 1));
    g_term *= cube / (Quad(3 * k + 1) * (3 * k));
    f += f_term;
    g += g_term;
    if (program::fabs(f_term) + program::fabs(g_term) < Quad(1e-40L)) break;
  }
  return c1 * f - c2 * g;
}

Result<Target> Target::parse(const std::string& text) {
  const std::vector<std::string> names = expression::free_names(text);
  Target target;
  target.text_ = text;
  std::string variable = names.size() == 1 ? names.front() : "x";
  if (names.size() == 1 && names.front() == text) {
    // One word: the name of a function, or the variable alone.
    if (is_function(text)) {
      target.text_ = text + "(x)";
      variable = "x";
    } else if (text.size() > 1) {
      return Error{text, "unknown function",
                   did_you_mean(text, function_names(),
                                "write an expression of x, or one of: exp2, exp, log2, log, sin, "
                                "cos, tan, atan, tanh, erf, erfc, sigmoid, gelu, gamma, airy")};
    }
  }
  if (names.size() > 1) {
    return Error{"function", "has more than one variable: " + names[0] + " and " + names[1],
                 "programs have one input; write numbers for the others"};
  }
  auto words = words_for(variable);
  if (!words) return words.error();
  auto parsed = expression::parse(target.text_, *words);
  if (!parsed) {
    return Error{"function, " + parsed.error().where, parsed.error().what, parsed.error().hint};
  }
  target.expression_ = std::move(*parsed);
  bool varies = false;
  for (const Node& node : target.expression_.nodes) varies = varies || node.is_variable();
  if (!varies) return Error{"function", "does not depend on a variable", "for example: \"2^x\""};
  target.vocabulary_ = std::make_shared<const expression::Vocabulary>(std::move(*words));
  return target;
}

Quad Target::operator()(Quad x) const { return value_of(expression_.nodes, *vocabulary_, x); }

Result<Quad> constant_of(const std::string& text, const std::string& where) {
  auto words = words_for("x");
  if (!words) return words.error();
  const auto parsed = expression::parse(text, *words);
  if (!parsed) return Error{where, parsed.error().what, "write a number, or an expression: pi/4"};
  for (const Node& node : parsed->nodes) {
    if (node.is_variable()) return Error{where, text + " is no number", "for example: -pi/4"};
  }
  // A number alone is meant as it is written, not as the nearest double.
  const Quad written = program::quad_of(text);
  return written == written ? written : value_of(parsed->nodes, *words, 0);
}

}  // namespace cambrian::approximation
