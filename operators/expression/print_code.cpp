// Source code of programming languages: Python with NumPy, SymPy, C++.
#include <array>
#include <cmath>
#include <set>
#include <string_view>

#include "operators/expression/print.hpp"
#include "operators/expression/writer.hpp"

namespace cambrian::expression {
namespace {

constexpr std::array<std::string_view, 36> kPythonWords = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield",    "np"};

/// Names that sympify takes for something else than a symbol.
constexpr std::array<std::string_view, 32> kSympyWords = {
    "E",    "I",   "N",      "O",    "Q",   "S",   "pi",  "oo",  "nan", "beta", "gamma",
    "zeta", "Chi", "Ci",     "Ei",   "Si",  "Shi", "li",  "Li",  "re",  "im",   "arg",
    "test", "Sum", "lambda", "sign", "Min", "Max", "exp", "log", "sin", "cos"};

constexpr std::array<std::string_view, 40> kCppWords = {
    "and",    "auto",    "bool",   "break",   "case",   "catch",  "char",     "class",
    "const",  "default", "delete", "do",      "double", "else",   "enum",     "export",
    "extern", "float",   "for",    "friend",  "goto",   "if",     "int",      "long",
    "new",    "not",     "or",     "private", "public", "return", "short",    "signed",
    "static", "struct",  "switch", "this",    "throw",  "try",    "unsigned", "while"};

std::string with_point(std::string text) {
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

class CodeWriter : public Writer {
 public:
  CodeWriter(std::vector<std::string> names, int precision)
      : names_(std::move(names)), precision_(precision) {}
  const std::set<Op>& used() const { return used_; }

 protected:
  Text variable(std::uint16_t column) override { return {names_.at(column)}; }

  Text number(std::string text) const {
    const Level level = text[0] == '-' ? Level::sign : Level::atom;
    return {std::move(text), level, true};
  }

  /// + - * / neg inv are written alike everywhere; nothing for other operators.
  bool arithmetic(Op op, std::span<Text> a, std::string_view one, Text& made) const {
    switch (op) {
      case Op::add:
        made = infix(Level::sum, " + ", a[0], a[1]);
        return true;
      case Op::sub:
        made = infix(Level::sum, " - ", a[0], a[1]);
        return true;
      case Op::mul:
        made = infix(Level::product, "*", a[0], a[1]);
        return true;
      case Op::div:
        made = infix(Level::product, "/", a[0], a[1]);
        return true;
      case Op::neg:
        // Two minus signs in a row would be the decrement of C++.
        made = {"-" + at_least(a[0].begins_with_minus() ? Level::atom : Level::sign, a[0]),
                Level::sign};
        return true;
      case Op::inv:
        made = {std::string(one) + "/" + at_least(Level::sign, a[0]), Level::product};
        return true;
      default:
        return false;
    }
  }

  static std::string comparison(Op op, const Text& left, const Text& right) {
    return left.text + " " + std::string(info(op).symbol) + " " + right.text;
  }
  static bool is_comparison(Op op) { return op >= Op::greater && op <= Op::less_equal; }

  std::vector<std::string> names_;
  int precision_;
  std::set<Op> used_;
};

class PythonWriter : public CodeWriter {
 public:
  using CodeWriter::CodeWriter;

 protected:
  Text constant(double value) override {
    if (std::isnan(value)) return {"np.nan"};
    if (std::isinf(value)) return value > 0 ? Text{"np.inf"} : Text{"-np.inf", Level::sign};
    return number(with_point(format_number(value, precision_)));
  }

  Text operation(const Node& node, std::span<Text> a) override {
    used_.insert(node.op);
    Text made;
    if (arithmetic(node.op, a, "1.0", made)) return made;
    if (is_comparison(node.op))
      return {"np.where(" + comparison(node.op, a[0], a[1]) + ", 1.0, 0.0)"};
    switch (node.op) {
      case Op::square:
        return {at_least(Level::atom, a[0]) + "**2", Level::power};
      case Op::cube:
        return {at_least(Level::atom, a[0]) + "**3", Level::power};
      case Op::pow:
        return call("np.power", a);
      case Op::cond:
        return {"np.where(" + a[0].text + " > 0, " + a[1].text + ", 0.0)"};
      case Op::relu:
        return {"np.maximum(" + a[0].text + ", 0.0)"};
      case Op::sigmoid:
        return {"1.0/(1.0 + np.exp(-" + at_least(Level::power, a[0]) + "))", Level::product};
      case Op::erf:
        return call("_erf", a);
      case Op::gamma:
        return call("_gamma", a);
      default:
        return call("np." + name(node.op), a);
    }
  }

 private:
  static std::string name(Op op) {
    switch (op) {
      case Op::min:
        return "minimum";
      case Op::max:
        return "maximum";
      case Op::round:
        return "rint";
      case Op::asin:
      case Op::acos:
      case Op::atan:
      case Op::asinh:
      case Op::acosh:
      case Op::atanh:
        return "arc" + std::string(info(op).name.substr(1));
      default:
        return std::string(info(op).name);
    }
  }
};

class SympyWriter : public CodeWriter {
 public:
  SympyWriter(std::vector<std::string> names, PrintOptions options)
      : CodeWriter(std::move(names), options.precision), name_constants_(options.name_constants) {}

 protected:
  Text constant(double value) override {
    if (std::isnan(value)) return {"nan"};
    if (std::isinf(value)) return value > 0 ? Text{"oo"} : Text{"-oo", Level::sign};
    if (name_constants_) {
      if (auto named = named_constant(value)) return *named;
    }
    return number(format_number(value, precision_));
  }

  Text operation(const Node& node, std::span<Text> a) override {
    Text made;
    if (arithmetic(node.op, a, "1", made)) return made;
    if (is_comparison(node.op))
      return {"Piecewise((1, " + comparison(node.op, a[0], a[1]) + "), (0, True))"};
    const std::string x = a[0].text;
    switch (node.op) {
      case Op::pow:
        return {at_least(Level::atom, a[0]) + "**" + at_least(Level::atom, a[1]), Level::power};
      case Op::square:
        return {at_least(Level::atom, a[0]) + "**2", Level::power};
      case Op::cube:
        return {at_least(Level::atom, a[0]) + "**3", Level::power};
      case Op::cond:
        return {"Piecewise((" + a[1].text + ", " + x + " > 0), (0, True))"};
      case Op::cbrt:
        return {"real_root(" + x + ", 3)"};
      case Op::log2:
        return {"log(" + x + ", 2)"};
      case Op::log10:
        return {"log(" + x + ", 10)"};
      case Op::log1p:
        return {"log(1 + " + at_least(Level::product, a[0]) + ")"};
      case Op::relu:
        return {"Max(" + x + ", 0)"};
      case Op::sigmoid:
        return {"1/(1 + exp(-" + at_least(Level::power, a[0]) + "))", Level::product};
      case Op::round:
        return {"floor(" + x + " + 1/2)"};
      default:
        return call(name(node.op), a);
    }
  }

 private:
  static std::string name(Op op) {
    switch (op) {
      case Op::min:
        return "Min";
      case Op::max:
        return "Max";
      case Op::mod:
        return "Mod";
      case Op::abs:
        return "Abs";
      case Op::ceil:
        return "ceiling";
      default:
        return std::string(info(op).name);
    }
  }
  bool name_constants_;
};

class CppWriter : public CodeWriter {
 public:
  using CodeWriter::CodeWriter;

 protected:
  Text constant(double value) override {
    if (std::isnan(value)) return {"std::nan(\"\")"};
    if (std::isinf(value)) return value > 0 ? Text{"HUGE_VAL"} : Text{"-HUGE_VAL", Level::sign};
    return number(with_point(format_number(value, precision_)));
  }

  Text operation(const Node& node, std::span<Text> a) override {
    used_.insert(node.op);
    Text made;
    if (arithmetic(node.op, a, "1.0", made)) return made;
    if (is_comparison(node.op)) return {"(" + comparison(node.op, a[0], a[1]) + " ? 1.0 : 0.0)"};
    const std::string name(info(node.op).name);
    switch (node.op) {
      case Op::abs:
        return call("std::fabs", a);
      case Op::round:
        return call("std::nearbyint", a);
      case Op::square:
      case Op::cube:
      case Op::sign:
      case Op::relu:
      case Op::sigmoid:
      case Op::gamma:
      case Op::min:
      case Op::max:
      case Op::mod:
      case Op::cond:
        return call(name + "_of", a);
      default:
        return call("std::" + name, a);
    }
  }
};

struct Helper {
  Op op;
  std::string_view source;
};
constexpr std::array kCppHelpers = {
    Helper{Op::square, "square_of(double x) { return x * x; }"},
    Helper{Op::cube, "cube_of(double x) { return x * x * x; }"},
    Helper{Op::sign, "sign_of(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : x; }"},
    Helper{Op::relu, "relu_of(double x) { return x > 0 || x != x ? x : 0.0; }"},
    Helper{Op::sigmoid, "sigmoid_of(double x) { return 1.0 / (1.0 + std::exp(-x)); }"},
    Helper{Op::gamma,
           "gamma_of(double x) {\n  const double value = std::tgamma(x);\n"
           "  return std::isfinite(value) ? value : std::nan(\"\");\n}"},
    Helper{Op::min,
           "min_of(double a, double b) { return a != a || b != b ? a + b : b < a ? b : a; }"},
    Helper{Op::max,
           "max_of(double a, double b) { return a != a || b != b ? a + b : a < b ? b : a; }"},
    Helper{Op::mod, "mod_of(double a, double b) { return a - b * std::floor(a / b); }"},
    Helper{Op::cond, "cond_of(double a, double b) { return a > 0 ? b : 0.0; }"},
};

/// Column names that clash neither with the language's words nor with what the source defines.
std::vector<std::string> safe_names(const Vocabulary& vocabulary,
                                    std::span<const std::string_view> words,
                                    std::string_view function) {
  std::vector<std::string_view> taken(words.begin(), words.end());
  taken.push_back(function);
  for (std::string_view defined : {"math", "_erf", "_gamma", "_gamma_of"}) taken.push_back(defined);
  return identifiers(vocabulary.variables, taken);
}

std::string parameters(const Expression& expression, const std::vector<std::string>& names,
                       std::string_view type) {
  std::string list;
  for (std::uint16_t column : columns_of(expression))
    list += (list.empty() ? "" : ", ") + std::string(type) + names[column];
  return list;
}

}  // namespace

std::string to_sympy(const Expression& expression, const Vocabulary& vocabulary,
                     PrintOptions options) {
  const Expression plain = expand(expression, vocabulary);
  return SympyWriter(identifiers(vocabulary.variables, kSympyWords), options).write(plain);
}

std::string to_python(const Expression& expression, const Vocabulary& vocabulary,
                      const FunctionOptions& options) {
  const Expression plain = expand(expression, vocabulary);
  const auto names = safe_names(vocabulary, kPythonWords, options.name);
  PythonWriter writer(names, options.precision);
  const std::string body = writer.write(plain);
  const bool erf = writer.used().count(Op::erf) > 0, gamma = writer.used().count(Op::gamma) > 0;
  std::string source =
      erf || gamma ? "import math\n\nimport numpy as np\n" : "import numpy as np\n";
  if (erf) source += "\n_erf = np.vectorize(math.erf, otypes=[float])\n";
  if (gamma) {
    source +=
        "\n\ndef _gamma_of(x):\n    try:\n        return math.gamma(x)\n"
        "    except (ValueError, OverflowError):\n        return math.nan\n\n\n"
        "_gamma = np.vectorize(_gamma_of, otypes=[float])\n";
  }
  return source + "\n\ndef " + options.name + "(" + parameters(plain, names, "") +
         "):\n    return " + body + "\n";
}

std::string to_cpp(const Expression& expression, const Vocabulary& vocabulary,
                   const FunctionOptions& options) {
  const Expression plain = expand(expression, vocabulary);
  const auto names = safe_names(vocabulary, kCppWords, options.name);
  CppWriter writer(names, options.precision);
  const std::string body = writer.write(plain);
  std::string source = "#include <cmath>\n\n";
  for (const Helper& helper : kCppHelpers) {
    if (writer.used().count(helper.op) > 0)
      source += "inline double " + std::string(helper.source) + "\n";
  }
  return source + "inline double " + options.name + "(" + parameters(plain, names, "double ") +
         ") { return " + body + "; }\n";
}

}  // namespace cambrian::expression
