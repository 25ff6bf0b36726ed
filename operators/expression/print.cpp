#include "operators/expression/print.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "operators/expression/tokens.hpp"
#include "operators/expression/writer.hpp"

namespace cambrian::expression {
namespace {

/// "1e+05" and "1e-05" as "1e5" and "1e-5".
std::string short_exponent(std::string text) {
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  std::size_t digits = e + 1;
  if (text[digits] == '+') {
    text.erase(digits, 1);
  } else if (text[digits] == '-') {
    ++digits;
  }
  while (digits + 1 < text.size() && text[digits] == '0') text.erase(digits, 1);
  return text;
}

class InfixWriter : public Writer {
 public:
  InfixWriter(const Vocabulary& vocabulary, PrintOptions options)
      : vocabulary_(vocabulary), options_(options) {
    const auto& columns = vocabulary.variables;
    pi_is_free_ = std::find(columns.begin(), columns.end(), "pi") == columns.end();
  }

 protected:
  Text constant(double value) override {
    if (options_.name_constants && !options_.exact) {
      auto named = named_constant(value);
      if (named && (pi_is_free_ || named->text.find("pi") == std::string::npos)) return *named;
    }
    std::string text = format_number(value, options_.precision);
    const Level level = text[0] == '-' ? Level::sign : Level::atom;
    return {std::move(text), level, true};
  }

  Text variable(std::uint16_t column) override {
    const std::string& name = vocabulary_.variables.at(column);
    if (is_plain_name(name) && name != "inf" && name != "nan") return {name};
    std::string quoted = "`";
    for (char c : name) quoted += c == '`' ? std::string("``") : std::string(1, c);
    return {quoted + "`"};
  }

  Text operation(const Node& node, std::span<Text> a) override {
    switch (node.op) {
      case Op::add:
      case Op::sub:
        return sum(node.op, a[0], a[1]);
      case Op::mul:
        return options_.exact ? infix(Level::product, "*", a[0], a[1]) : product("*", a[0], a[1]);
      case Op::div:
        return infix(Level::product, "/", a[0], a[1]);
      case Op::pow:
        return power(a[0], at_least(Level::sign, a[1]));
      case Op::neg:
        return negation(a[0]);
      case Op::greater:
      case Op::greater_equal:
      case Op::less:
      case Op::less_equal: {
        std::string text = at_least(Level::sum, a[0]);
        text.append(" ")
            .append(info(node.op).symbol)
            .append(" ")
            .append(at_least(Level::sum, a[1]));
        return {std::move(text), Level::comparison};
      }
      default:
        break;
    }
    if (!options_.exact) {
      if (node.op == Op::square) return power(a[0], "2");
      if (node.op == Op::cube) return power(a[0], "3");
      if (node.op == Op::inv) return {"1/" + at_least(Level::sign, a[0]), Level::product};
    }
    return call(name_of(node, vocabulary_), a);
  }

 private:
  Text sum(Op op, Text& left, Text& right) const {
    if (options_.exact) return infix(Level::sum, op == Op::add ? " + " : " - ", left, right);
    bool minus = op == Op::sub;
    if (right.begins_with_minus() && right.level >= Level::product) {
      // A leading minus is its first factor's: a + -2*x = a - 2*x.
      right.text.erase(0, 1);
      minus = !minus;
    }
    const Level least = minus ? Level::product : Level::sum;
    std::string text = at_least(Level::sum, left) + (minus ? " - " : " + ");
    return {text + at_least(least, right), Level::sum};
  }

  Text power(Text& base, const std::string& exponent) const {
    return {at_least(Level::atom, base) + "^" + exponent, Level::power};
  }

  Text negation(Text& argument) const {
    // -2 would be read as a number, not as the negation of one.
    const bool number = argument.literal && !argument.begins_with_minus();
    if (number) return {"-(" + argument.text + ")", Level::sign};
    return {"-" + at_least(Level::sign, argument), Level::sign};
  }

  const Vocabulary& vocabulary_;
  PrintOptions options_;
  bool pi_is_free_ = true;
};

/// JSON values need no parentheses: every text is an atom.
class JsonWriter : public Writer {
 public:
  explicit JsonWriter(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

 protected:
  Text constant(double value) override {
    const std::string number = format_number(value);
    return {"{\"constant\":" + (std::isfinite(value) ? number : quoted(number)) + "}"};
  }
  Text variable(std::uint16_t column) override {
    return {"{\"variable\":" + quoted(vocabulary_.variables.at(column)) +
            ",\"column\":" + std::to_string(column) + "}"};
  }
  Text operation(const Node& node, std::span<Text> arguments) override {
    std::string text = "{\"op\":" + quoted(name_of(node, vocabulary_)) + ",\"args\":[";
    for (std::size_t k = 0; k < arguments.size(); ++k)
      text += (k == 0 ? "" : ",") + arguments[k].text;
    return {text + "]}"};
  }

 private:
  static std::string quoted(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  const Vocabulary& vocabulary_;
};

}  // namespace

std::string format_number(double value, int precision) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::array<char, 64> buffer;
  char* const first = buffer.data();
  char* const last = first + buffer.size();
  std::to_chars_result end{};
  const double size = std::fabs(value);
  if (precision > 0) {
    end = std::to_chars(first, last, value, std::chars_format::general, std::min(precision, 17));
  } else if (size == 0 || (size >= 1e-4 && size < 1e7)) {
    end = std::to_chars(first, last, value, std::chars_format::fixed);
  } else {
    end = std::to_chars(first, last, value, std::chars_format::scientific);
  }
  return short_exponent(std::string(first, end.ptr));
}

std::string to_infix(const Expression& expression, const Vocabulary& vocabulary,
                     PrintOptions options) {
  return InfixWriter(vocabulary, options).write(expression);
}

std::string to_json(const Expression& expression, const Vocabulary& vocabulary) {
  return JsonWriter(vocabulary).write(expression);
}

}  // namespace cambrian::expression
