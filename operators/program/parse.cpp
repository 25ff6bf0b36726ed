#include "operators/program/parse.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "engine/text/scanner.hpp"

namespace cambrian::program {
namespace {

constexpr int kLargestExponent = 4096;
constexpr int kDeepest = 200;

class Parser : private Scanner {
 public:
  Parser(std::string_view text, const std::string& name) : Scanner(text, name) {
    names_["x"] = Operand::input(0);
  }

  Program run() {
    std::optional<Operand> result;
    for (skip(); at_ < text_.size(); skip()) {
      if (result) fail(at_, "the program goes on after its result");
      result = statement();
    }
    if (!result) fail(at_, "no result", "the last line is an expression: a*a + x");
    program_.result = *result;
    return std::move(program_);
  }

 private:
  void skip() {
    do skip_lines();
    while (take(';'));
  }

  // An assignment, or the result.
  std::optional<Operand> statement() {
    skip_spaces();
    const std::size_t start = at_;
    if (letter(peek())) {
      const std::string name = word();
      if (take('=')) {
        if (name == "x") fail(start, "x is the input, and has its value already");
        const Operand value = sum();
        end();
        names_[name] = value;
        return std::nullopt;
      }
      at_ = start;
    }
    const Operand value = sum();
    end();
    return value;
  }

  void end() {
    skip_spaces();
    if (peek() != ';' && peek() != '\n') fail(at_, "expected an operator, not " + found());
  }

  Operand append(std::size_t at, Op op, std::initializer_list<Operand> operands) {
    return append(at, op, std::span<const Operand>(operands.begin(), operands.size()));
  }
  Operand append(std::size_t at, Op op, std::span<const Operand> operands) {
    if (program_.code.size() == Program::kMaxInstructions) {
      fail(at, "more than " + std::to_string(Program::kMaxInstructions) + " operations");
    }
    return program_.append(op, operands);
  }
  Operand constant(std::size_t at, double value) {
    if (program_.constants.size() == Program::kMaxConstants) {
      fail(at, "more than " + std::to_string(Program::kMaxConstants) + " constants");
    }
    return program_.append_constant(value);
  }

  Operand sum() {
    if (++depth_ > kDeepest) fail(at_, "too many brackets");
    Operand left = product();
    while (true) {
      skip_spaces();
      const std::size_t at = at_;
      if (take('+')) {
        left = append(at, Op::add, {left, product()});
      } else if (take('-')) {
        left = append(at, Op::sub, {left, product()});
      } else {
        --depth_;
        return left;
      }
    }
  }

  Operand product() {
    Operand left = sign();
    while (true) {
      skip_spaces();
      const std::size_t at = at_;
      if (take('*')) {
        left = append(at, Op::mul, {left, sign()});
      } else if (take('/')) {
        left = append(at, Op::div, {left, sign()});
      } else {
        return left;
      }
    }
  }

  Operand sign() {
    skip_spaces();
    const std::size_t at = at_;
    bool negative = false;
    while (take('-')) negative = !negative;
    const Operand value = power();
    if (!negative) return value;
    if (value.is_constant()) {
      program_.constants[value.index] *= -1;
      return value;
    }
    return append(at, Op::mul, {value, constant(at, -1)});
  }

  Operand power() {
    const Operand base = atom();
    skip_spaces();
    const std::size_t at = at_;
    if (!take('^')) return base;
    skip_spaces();
    int exponent = 0;
    const auto read = std::from_chars(text_.data() + at_, text_.data() + text_.size(), exponent);
    if (read.ec != std::errc() || exponent < 1 || exponent > kLargestExponent) {
      fail(at_, "expected a whole exponent from 1 to " + std::to_string(kLargestExponent));
    }
    at_ = static_cast<std::size_t>(read.ptr - text_.data());
    std::optional<Operand> value;
    Operand square = base;
    while (true) {
      if (exponent % 2 == 1) value = value ? append(at, Op::mul, {*value, square}) : square;
      exponent /= 2;
      if (exponent == 0) return *value;
      square = append(at, Op::mul, {square, square});
    }
  }

  Operand atom() {
    skip_spaces();
    const std::size_t at = at_;
    if (take('(')) {
      const Operand value = sum();
      expect(')');
      return value;
    }
    if (digit(peek()) || peek() == '.') return number();
    if (!letter(peek())) fail(at_, "expected a value, not " + found());
    const std::string name = word();
    const auto known = names_.find(name);
    if (known == names_.end()) {
      const auto op = find_op(name);
      if (op && info(*op).searched && info(*op).symbol.empty()) return call(at, *op);
      fail(at, "unknown name \"" + name + "\"",
           "values: x and what lines before give names to; functions: sqrt, fma, round, scale2, "
           "exponent, significand");
    }
    return known->second;
  }

  Operand call(std::size_t at, Op op) {
    std::array<Operand, kMaxArity> operands{};
    expect('(');
    for (std::size_t k = 0; k < info(op).arity; ++k) {
      if (k > 0) expect(',');
      operands[k] = sum();
    }
    expect(')');
    return append(at, op, std::span(operands.data(), info(op).arity));
  }

  Operand number() {
    const std::size_t at = at_;
    double value = 0;
    const auto read = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (read.ec != std::errc() || !std::isfinite(value)) fail(at_, "expected a number");
    at_ = static_cast<std::size_t>(read.ptr - text_.data());
    return constant(at, value);
  }

  Program program_;
  std::map<std::string, Operand> names_;
  int depth_ = 0;
};

}  // namespace

Result<Program> parse(std::string_view text, const std::string& name) {
  try {
    return Parser(text, name).run();
  } catch (const Scanner::Fault& fault) {
    return fault.error;
  }
}

}  // namespace cambrian::program
