#include "operators/program/print.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "operators/program/jump_code.hpp"

namespace cambrian::program {
namespace {

enum Precedence { sum = 1, product = 2, power = 3, atom = 4 };

struct Text {
  std::string text;
  int precedence = atom;
};

std::string within(const Text& t, int least) {
  return t.precedence < least ? "(" + t.text + ")" : t.text;
}

bool is_square(const Instruction& i) { return i.op == Op::mul && i.operands[0] == i.operands[1]; }

// a, b, ..., but for the input's name.
std::string value_name(std::size_t index) {
  const std::string letters = "abcdefghijklmnopqrstuvwyz";
  const std::string letter(1, letters[index % letters.size()]);
  return index < letters.size() ? letter : letter + std::to_string(index / letters.size());
}

class InfixWriter {
 public:
  InfixWriter(const Program& program, const ConstantTexts& constants)
      : program_(program), constants_(constants), uses_(use_counts(program)) {
    // A square that is read twice by one other square, and so on, is a power without a name.
    inner_square_.assign(program.code.size(), false);
    for (const Instruction& i : program.code) {
      if (!is_square(i) || !i.operands[0].is_value()) continue;
      const std::size_t below = i.operands[0].index;
      if (uses_[below] == 2) inner_square_[below] = true;
    }
  }

  std::string run() {
    std::string out;
    names_.resize(program_.code.size());
    std::size_t named = 0;
    for (std::size_t i = 0; i < program_.code.size(); ++i) {
      if (uses_[i] < 2 || inner_square_[i]) continue;
      const Text text = instruction(i);
      names_[i] = value_name(named++);
      out += names_[i] + " = " + text.text + "; ";
    }
    return out + operand(program_.result).text;
  }

 private:
  Text operand(Operand o) {
    if (o.is_input()) return {program_.inputs.size() == 1 ? "x" : "x" + std::to_string(o.index)};
    if (o.is_constant()) {
      const std::string& text = constants_[o.index];
      return {text, text.front() == '-' ? sum : atom};
    }
    if (!names_[o.index].empty()) return {names_[o.index]};
    return instruction(o.index);
  }

  Text instruction(std::size_t index) {
    const Instruction& i = program_.code[index];
    if (is_square(i)) {
      int exponent = 2;
      Operand base = i.operands[0];
      while (base.is_value() && inner_square_[base.index] && names_[base.index].empty() &&
             is_square(program_.code[base.index])) {
        exponent *= 2;
        base = program_.code[base.index].operands[0];
      }
      return {within(operand(base), atom) + "^" + std::to_string(exponent), power};
    }
    const Text a = operand(i.operands[0]);
    const Text b = info(i.op).arity > 1 ? operand(i.operands[1]) : Text{};
    switch (i.op) {
      case Op::add:
        if (i.operands[1].is_constant() && b.text.front() == '-') {
          return {a.text + " - " + b.text.substr(1), sum};
        }
        return {a.text + " + " + within(b, product), sum};
      case Op::sub:
        return {a.text + " - " + within(b, product), sum};
      case Op::mul:
        if (i.operands[1].is_value()) return {within(a, product) + "*" + within(b, power), product};
        return {within(b, product) + "*" + within(a, power), product};
      case Op::div:
        return {within(a, product) + "/" + within(b, power), product};
      default:
        break;
    }
    std::string call = std::string(info(i.op).name) + "(" + a.text;
    if (info(i.op).arity > 1) call += ", " + b.text;
    if (info(i.op).arity > 2) call += ", " + operand(i.operands[2]).text;
    return {call + ")"};
  }

  const Program& program_;
  const ConstantTexts& constants_;
  std::vector<std::uint32_t> uses_;
  std::vector<bool> inner_square_;
  std::vector<std::string> names_;
};

struct Dialect {
  std::string declare;  // before a name
  std::string end;      // of a statement
  std::string indent;
  std::function<std::string(const std::string&)> literal;
  std::string space;   // of sqrt and fma
  std::string letter;  // after their names
  std::string round;
  std::string helper;  // before the names of the others
};

// What is called for an operator that has no symbol.
std::string callee(Op op, const Dialect& dialect) {
  const std::string name(info(op).name);
  if (op == Op::sqrt || op == Op::fma) return dialect.space + name + dialect.letter;
  return op == Op::round ? dialect.round : dialect.helper + name;
}

std::string reading(Operand o, const ConstantTexts& constants, const Dialect& dialect) {
  if (o.is_input()) return "x";
  if (o.is_constant()) return dialect.literal(constants[o.index]);
  return "v" + std::to_string(o.index);
}

std::string body(const Program& program, const ConstantTexts& constants, const Dialect& dialect) {
  std::string out;
  for (std::size_t k = 0; k < program.code.size(); ++k) {
    const Instruction& i = program.code[k];
    const auto arg = [&](std::size_t n) { return reading(i.operands[n], constants, dialect); };
    std::string right;
    if (!info(i.op).symbol.empty()) {
      right = arg(0) + " " + std::string(info(i.op).symbol) + " " + arg(1);
    } else {
      right = callee(i.op, dialect) + "(" + arg(0);
      for (std::size_t n = 1; n < info(i.op).arity; ++n) right += ", " + arg(n);
      right += ")";
    }
    out += dialect.indent + dialect.declare + "v" + std::to_string(k) + " = " + right +
           dialect.end + "\n";
  }
  return out + dialect.indent + "return " + reading(program.result, constants, dialect) +
         dialect.end + "\n";
}

}  // namespace

std::string comment_lines(const std::string& text, const std::string& sign) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find('\n', at);
    if (end == std::string::npos) end = text.size();
    out += sign + text.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

std::string floating_literal(const std::string& text, const std::string& suffix) {
  const bool point = text.find_first_of(".eE") != std::string::npos;
  const std::string number = (point ? text : text + ".0") + suffix;
  return number.front() == '-' ? "(" + number + ")" : number;
}

namespace {

Dialect c_dialect(const Signature& signature, const std::string& space) {
  const std::string suffix = signature.suffix;
  Dialect d;
  d.declare = "const " + signature.type + " ";
  d.end = ";";
  d.indent = "  ";
  d.literal = [suffix](const std::string& text) { return floating_literal(text, suffix); };
  d.space = space;
  d.letter = space.empty() && signature.type == "float" ? "f" : "";
  d.round = space + "rint" + d.letter;
  d.helper = signature.name + "_";
  return d;
}

bool uses_library(const Program& program) {
  for (const Instruction& i : program.code) {
    if (info(i.op).symbol.empty()) return true;
  }
  return false;
}

// What stands before the function: headers, helpers, and its comment.
std::string c_head(const Program& program, const Signature& signature, const std::string& library) {
  const std::string helpers = c_helpers(program, signature.name);
  std::string out = uses_library(program) ? "#include <" + library + ">\n" : "";
  if (!helpers.empty()) out += "#include <stdint.h>\n#include <string.h>\n\n" + helpers;
  if (!out.empty()) out += "\n";
  return out + comment_lines(signature.comment, "// ");
}

}  // namespace

ConstantTexts constant_texts(const Program& program, int digits) {
  ConstantTexts texts;
  for (const double c : program.constants) {
    std::array<char, 64> text{};
    if (digits > 0) {
      std::snprintf(text.data(), text.size(), "%.*g", digits, c);
      texts.emplace_back(text.data());
    } else {
      const auto end = std::to_chars(text.data(), text.data() + text.size(), c).ptr;
      texts.emplace_back(text.data(), end);
    }
  }
  return texts;
}

std::string to_infix(const Program& program, const ConstantTexts& constants) {
  return InfixWriter(program, constants).run();
}

std::string to_c(const Program& program, const ConstantTexts& constants,
                 const Signature& signature) {
  std::string out = c_head(program, signature, "math.h");
  out += signature.type + " " + signature.name + "(" + signature.type + " x) {\n";
  return out + body(program, constants, c_dialect(signature, "")) + "}\n";
}

std::string to_cpp(const Program& program, const ConstantTexts& constants,
                   const Signature& signature) {
  std::string out = c_head(program, signature, "cmath");
  out += "inline " + signature.type + " " + signature.name + "(" + signature.type + " x) {\n";
  return out + body(program, constants, c_dialect(signature, "std::")) + "}\n";
}

std::string to_python(const Program& program, const ConstantTexts& constants,
                      const Signature& signature) {
  Dialect d;
  d.indent = "    ";
  d.literal = [](const std::string& text) { return floating_literal(text); };
  d.space = "math.";
  d.round = "round";
  d.helper = signature.name + "_";
  std::string out = comment_lines(signature.comment, "# ");
  if (uses_library(program)) {
    out = "import math\n\n" + python_helpers(program, signature.name) + out;
  }
  return out + "def " + signature.name + "(x):\n" + body(program, constants, d);
}

std::string to_json(const Program& program, const ConstantTexts& constants) {
  const auto name = [](Operand o) {
    const char* const kind = o.is_input() ? "x" : o.is_constant() ? "c" : "v";
    return "\"" + (o.is_input() ? kind : kind + std::to_string(o.index)) + "\"";
  };
  std::string operations, numbers;
  for (const Instruction& i : program.code) {
    operations +=
        std::string(operations.empty() ? "" : ", ") + "[\"" + std::string(info(i.op).name) + "\"";
    for (const Operand o : i.arguments()) operations += ", " + name(o);
    operations += "]";
  }
  for (const std::string& text : constants) {
    numbers += (numbers.empty() ? "\"" : ", \"") + text + "\"";
  }
  return "{\"operations\": [" + operations + "], \"constants\": [" + numbers +
         "], \"result\": " + name(program.result) + "}";
}

}  // namespace cambrian::program
