#include "operators/expression/op.hpp"

#include <array>
#include <cmath>

#include "engine/core/assert.hpp"

namespace cambrian::expression {
namespace {

double gamma_of(double x) {
  // Poles and overflow have no value; tgamma would give infinities of either sign.
  const double value = std::tgamma(x);
  return std::isfinite(value) ? value : std::nan("");
}

constexpr OpInfo binary(Op op, std::string_view name, std::string_view symbol, bool commutative,
                        double (*apply)(double, double), std::string_view help) {
  return {op, name, symbol, 2, commutative, nullptr, apply, help};
}
constexpr OpInfo unary(Op op, std::string_view name, double (*apply)(double),
                       std::string_view help) {
  return {op, name, "", 1, false, apply, nullptr, help};
}

const std::array kOps = {
    binary(
        Op::add, "add", "+", true, [](double a, double b) { return a + b; }, "sum"),
    binary(
        Op::sub, "sub", "-", false, [](double a, double b) { return a - b; }, "difference"),
    binary(
        Op::mul, "mul", "*", true, [](double a, double b) { return a * b; }, "product"),
    binary(
        Op::div, "div", "/", false, [](double a, double b) { return a / b; }, "quotient"),
    binary(
        Op::pow, "pow", "^", false, [](double a, double b) { return std::pow(a, b); },
        "power; NaN for a negative base with a non-integer exponent"),
    binary(
        Op::min, "min", "", true,
        [](double a, double b) { return a != a || b != b ? a + b : (b < a ? b : a); },
        "smaller of two; NaN if either is"),
    binary(
        Op::max, "max", "", true,
        [](double a, double b) { return a != a || b != b ? a + b : (a < b ? b : a); },
        "larger of two; NaN if either is"),
    binary(
        Op::mod, "mod", "", false, [](double a, double b) { return a - b * std::floor(a / b); },
        "remainder with the sign of the divisor"),
    binary(
        Op::greater, "greater", ">", false, [](double a, double b) { return a > b ? 1.0 : 0.0; },
        "1 if a > b, else 0"),
    binary(
        Op::greater_equal, "greater_equal", ">=", false,
        [](double a, double b) { return a >= b ? 1.0 : 0.0; }, "1 if a >= b, else 0"),
    binary(
        Op::less, "less", "<", false, [](double a, double b) { return a < b ? 1.0 : 0.0; },
        "1 if a < b, else 0"),
    binary(
        Op::less_equal, "less_equal", "<=", false,
        [](double a, double b) { return a <= b ? 1.0 : 0.0; }, "1 if a <= b, else 0"),
    binary(
        Op::cond, "cond", "", false, [](double a, double b) { return a > 0 ? b : 0.0; },
        "b if a > 0, else 0"),
    unary(
        Op::neg, "neg", [](double x) { return -x; }, "negation"),
    unary(
        Op::inv, "inv", [](double x) { return 1 / x; }, "reciprocal"),
    unary(
        Op::square, "square", [](double x) { return x * x; }, "second power"),
    unary(
        Op::cube, "cube", [](double x) { return x * x * x; }, "third power"),
    unary(
        Op::sqrt, "sqrt", [](double x) { return std::sqrt(x); }, "square root"),
    unary(
        Op::cbrt, "cbrt", [](double x) { return std::cbrt(x); },
        "cube root, also of negative numbers"),
    unary(
        Op::abs, "abs", [](double x) { return std::fabs(x); }, "absolute value"),
    unary(
        Op::sign, "sign", [](double x) { return x > 0   ? 1.0
                                                : x < 0 ? -1.0
                                                        : x; }, "-1, 0 or 1"),
    unary(
        Op::exp, "exp", [](double x) { return std::exp(x); }, "exponential"),
    unary(
        Op::log, "log", [](double x) { return std::log(x); }, "natural logarithm"),
    unary(
        Op::log2, "log2", [](double x) { return std::log2(x); }, "logarithm to base 2"),
    unary(
        Op::log10, "log10", [](double x) { return std::log10(x); }, "logarithm to base 10"),
    unary(
        Op::log1p, "log1p", [](double x) { return std::log1p(x); }, "log(1 + x)"),
    unary(
        Op::sin, "sin", [](double x) { return std::sin(x); }, "sine"),
    unary(
        Op::cos, "cos", [](double x) { return std::cos(x); }, "cosine"),
    unary(
        Op::tan, "tan", [](double x) { return std::tan(x); }, "tangent"),
    unary(
        Op::asin, "asin", [](double x) { return std::asin(x); }, "inverse sine"),
    unary(
        Op::acos, "acos", [](double x) { return std::acos(x); }, "inverse cosine"),
    unary(
        Op::atan, "atan", [](double x) { return std::atan(x); }, "inverse tangent"),
    unary(
        Op::sinh, "sinh", [](double x) { return std::sinh(x); }, "hyperbolic sine"),
    unary(
        Op::cosh, "cosh", [](double x) { return std::cosh(x); }, "hyperbolic cosine"),
    unary(
        Op::tanh, "tanh", [](double x) { return std::tanh(x); }, "hyperbolic tangent"),
    unary(
        Op::asinh, "asinh", [](double x) { return std::asinh(x); }, "inverse hyperbolic sine"),
    unary(
        Op::acosh, "acosh", [](double x) { return std::acosh(x); }, "inverse hyperbolic cosine"),
    unary(
        Op::atanh, "atanh", [](double x) { return std::atanh(x); }, "inverse hyperbolic tangent"),
    unary(
        Op::erf, "erf", [](double x) { return std::erf(x); }, "error function"),
    unary(Op::gamma, "gamma", gamma_of, "gamma function"),
    unary(
        Op::relu, "relu", [](double x) { return x > 0    ? x
                                                : x != x ? x
                                                         : 0.0; }, "max(x, 0)"),
    unary(
        Op::sigmoid, "sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); },
        "1 / (1 + exp(-x))"),
    unary(
        Op::floor, "floor", [](double x) { return std::floor(x); }, "largest integer not above"),
    unary(
        Op::ceil, "ceil", [](double x) { return std::ceil(x); }, "smallest integer not below"),
    unary(
        Op::round, "round", [](double x) { return std::nearbyint(x); },
        "nearest integer, halves to even"),
};

struct Alias {
  std::string_view name;
  Op op;
};
/// Names of other languages: Python, C, Julia, textbooks.
constexpr std::array kAliases = {
    Alias{"plus", Op::add},       Alias{"minus", Op::sub},     Alias{"times", Op::mul},
    Alias{"divide", Op::div},     Alias{"power", Op::pow},     Alias{"**", Op::pow},
    Alias{"minimum", Op::min},    Alias{"maximum", Op::max},   Alias{"fmin", Op::min},
    Alias{"fmax", Op::max},       Alias{"%", Op::mod},         Alias{"ln", Op::log},
    Alias{"arcsin", Op::asin},    Alias{"arccos", Op::acos},   Alias{"arctan", Op::atan},
    Alias{"arcsinh", Op::asinh},  Alias{"arccosh", Op::acosh}, Alias{"arctanh", Op::atanh},
    Alias{"fabs", Op::abs},       Alias{"Abs", Op::abs},       Alias{"absolute", Op::abs},
    Alias{"sgn", Op::sign},       Alias{"tgamma", Op::gamma},  Alias{"logistic", Op::sigmoid},
    Alias{"reciprocal", Op::inv}, Alias{"negative", Op::neg},  Alias{"ceiling", Op::ceil},
    Alias{"rint", Op::round},
};

}  // namespace

std::span<const OpInfo> all_ops() { return kOps; }

const OpInfo& info(Op op) {
  constexpr int kFirstBinary = static_cast<int>(Op::add);
  constexpr int kFirstUnary = static_cast<int>(Op::neg);
  constexpr int kBinaries = static_cast<int>(Op::cond) - kFirstBinary + 1;
  const int code = static_cast<int>(op);
  const int index = code >= kFirstUnary ? code - kFirstUnary + kBinaries : code - kFirstBinary;
  CAMBRIAN_ASSERT(index >= 0 && index < static_cast<int>(kOps.size()) && kOps[index].op == op);
  return kOps[index];
}

std::optional<Op> find_op(std::string_view name) {
  for (const OpInfo& entry : kOps) {
    if (entry.name == name || (!entry.symbol.empty() && entry.symbol == name)) return entry.op;
  }
  for (const Alias& alias : kAliases) {
    if (alias.name == name) return alias.op;
  }
  return std::nullopt;
}

}  // namespace cambrian::expression
