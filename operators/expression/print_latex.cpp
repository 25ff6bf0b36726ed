// LaTeX.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "operators/expression/exact_value.hpp"
#include "operators/expression/print.hpp"
#include "operators/expression/writer.hpp"

namespace cambrian::expression {
namespace {

constexpr std::array<std::string_view, 34> kGreek = {
    "alpha",   "beta",   "gamma", "delta",   "epsilon", "zeta",  "eta",   "theta", "iota",
    "kappa",   "lambda", "mu",    "nu",      "xi",      "pi",    "rho",   "sigma", "tau",
    "upsilon", "phi",    "chi",   "psi",     "omega",   "Gamma", "Delta", "Theta", "Lambda",
    "Xi",      "Pi",     "Sigma", "Upsilon", "Phi",     "Psi",   "Omega"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string escaped(std::string_view text) {
  std::string result;
  for (char c : text) {
    switch (c) {
      case '\\':
        result += "\\backslash ";
        break;
      case '^':
      case '~':
        result += std::string("\\") + c + "{}";
        break;
      case '_':
      case '%':
      case '$':
      case '#':
      case '&':
      case '{':
      case '}':
        result += std::string("\\") + c;
        break;
      case ' ':
        result += "\\ ";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string letters(std::string_view name) {
  if (std::find(kGreek.begin(), kGreek.end(), name) != kGreek.end())
    return "\\" + std::string(name);
  if (name.size() == 1 && !is_digit(name[0])) return escaped(name);
  return "\\mathrm{" + escaped(name) + "}";
}

/// x1, x_1 and theta_max with an index, other names upright.
std::string column_name(std::string_view name) {
  std::size_t stem = name.find('_');
  std::string_view index;
  if (stem != std::string_view::npos) {
    index = name.substr(stem + 1);
  } else {
    stem = name.size();
    while (stem > 0 && is_digit(name[stem - 1])) --stem;
    index = name.substr(stem);
  }
  if (stem == 0 || index.empty()) return letters(name);
  const bool number = std::all_of(index.begin(), index.end(), is_digit);
  return letters(name.substr(0, stem)) + "_{" + (number ? std::string(index) : letters(index)) +
         "}";
}

std::string function_name(Op op) {
  switch (op) {
    case Op::log:
      return "\\ln";
    case Op::log2:
      return "\\log_{2}";
    case Op::log10:
      return "\\log_{10}";
    case Op::asin:
      return "\\arcsin";
    case Op::acos:
      return "\\arccos";
    case Op::atan:
      return "\\arctan";
    case Op::gamma:
      return "\\Gamma";
    case Op::sign:
      return "\\operatorname{sgn}";
    case Op::sin:
    case Op::cos:
    case Op::tan:
    case Op::sinh:
    case Op::cosh:
    case Op::tanh:
    case Op::min:
    case Op::max:
      return "\\" + std::string(info(op).name);
    default:
      return "\\operatorname{" + std::string(info(op).name) + "}";
  }
}

class LatexWriter : public Writer {
 public:
  LatexWriter(const Vocabulary& vocabulary, PrintOptions options)
      : vocabulary_(vocabulary), options_(options) {}

 protected:
  Text constant(double value) override {
    if (std::isinf(value)) return {value > 0 ? "\\infty" : "-\\infty", Level::sign};
    if (std::isnan(value)) return {"\\mathrm{NaN}"};
    if (options_.name_constants) {
      if (const auto exact = exact_value(value)) return named(*exact);
    }
    std::string text = format_number(value, options_.precision);
    const Level level = text[0] == '-' ? Level::sign : Level::atom;
    const std::size_t e = text.find('e');
    if (e == std::string::npos) return {std::move(text), level, true};
    return {text.substr(0, e) + " \\cdot 10^{" + text.substr(e + 1) + "}", Level::product, true};
  }

  Text variable(std::uint16_t column) override {
    return {column_name(vocabulary_.variables.at(column))};
  }

  std::string at_least(Level least, Text& text) const override {
    if (text.level >= least) return std::move(text.text);
    return "\\left(" + text.text + "\\right)";
  }

  Text operation(const Node& node, std::span<Text> a) override {
    if (node.op == Op::user)
      return function("\\operatorname{" + escaped(name_of(node, vocabulary_)) + "}", a);
    if (node.arity == 2) return binary(node.op, a[0], a[1]);
    const std::string& x = a[0].text;
    switch (node.op) {
      case Op::neg:
        return {"-" + at_least(Level::sign, a[0]), Level::sign};
      case Op::inv:
        return {"\\frac{1}{" + x + "}", Level::power};
      case Op::square:
        return {at_least(Level::atom, a[0]) + "^{2}", Level::power};
      case Op::cube:
        return {at_least(Level::atom, a[0]) + "^{3}", Level::power};
      case Op::sqrt:
        return {"\\sqrt{" + x + "}"};
      case Op::cbrt:
        return {"\\sqrt[3]{" + x + "}"};
      case Op::exp:
        return {"e^{" + x + "}", Level::power};
      case Op::abs:
        return {"\\left|" + x + "\\right|"};
      case Op::floor:
        return {"\\left\\lfloor " + x + "\\right\\rfloor"};
      case Op::ceil:
        return {"\\left\\lceil " + x + "\\right\\rceil"};
      default:
        return function(function_name(node.op), a);
    }
  }

 private:
  Text binary(Op op, Text& left, Text& right) const {
    switch (op) {
      case Op::add:
      case Op::sub:
        return sum(op == Op::sub, left, right);
      case Op::mul:
        return product(" \\cdot ", left, right);
      case Op::div:
        return {"\\frac{" + left.text + "}{" + right.text + "}", Level::power};
      case Op::pow:
        return {at_least(Level::atom, left) + "^{" + right.text + "}", Level::power};
      case Op::mod:
        return {"\\left(" + left.text + " \\bmod " + at_least(Level::power, right) + "\\right)"};
      case Op::greater:
        return comparison(">", left, right);
      case Op::greater_equal:
        return comparison("\\geq", left, right);
      case Op::less:
        return comparison("<", left, right);
      case Op::less_equal:
        return comparison("\\leq", left, right);
      default: {
        Text arguments[] = {std::move(left), std::move(right)};
        return function(function_name(op), arguments);
      }
    }
  }

  Text sum(bool minus, Text& left, Text& right) const {
    if (right.begins_with_minus() && right.level >= Level::product) {
      right.text.erase(0, 1);
      minus = !minus;
    }
    std::string text = at_least(Level::sum, left) + (minus ? " - " : " + ");
    return {text + at_least(minus ? Level::product : Level::sum, right), Level::sum};
  }

  static Text named(const ExactValue& exact) {
    std::string text = std::to_string(std::abs(exact.up));
    if (exact.unit != ExactValue::Unit::one) {
      text = text == "1" ? "" : text + " ";
      text += exact.unit == ExactValue::Unit::pi ? "\\pi"
                                                 : "\\sqrt{" + std::to_string(exact.root) + "}";
    }
    Level level = text.find(' ') == std::string::npos ? Level::atom : Level::product;
    if (exact.down > 1) {
      text = "\\frac{" + text + "}{" + std::to_string(exact.down) + "}";
      level = Level::power;
    }
    if (exact.up < 0) return {"-" + text, std::min(level, Level::sign), true};
    return {std::move(text), level, true};
  }

  /// Iverson's bracket: 1 where it holds, else 0.
  static Text comparison(const std::string& sign, const Text& left, const Text& right) {
    return {"\\left[" + left.text + " " + sign + " " + right.text + "\\right]"};
  }

  static Text function(const std::string& name, std::span<Text> arguments) {
    std::string text = name + "\\left(";
    for (std::size_t k = 0; k < arguments.size(); ++k)
      text += (k == 0 ? "" : ", ") + arguments[k].text;
    return {text + "\\right)"};
  }

  const Vocabulary& vocabulary_;
  PrintOptions options_;
};

}  // namespace

std::string to_latex(const Expression& expression, const Vocabulary& vocabulary,
                     PrintOptions options) {
  return LatexWriter(vocabulary, options).write(expression);
}

}  // namespace cambrian::expression
