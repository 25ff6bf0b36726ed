#include "problems/function_approximation/branches.hpp"

#include <array>

#include "operators/program/evaluate.hpp"

namespace cambrian::approximation {
namespace {

using program::Instruction;
using program::Op;
using program::Operand;

constexpr std::size_t kMostBranches = 8;
constexpr double kFarthest = 16000;  // exponents of binary128

// The whole numbers that a value may be rounded to, or the exponents it may have.
struct Range {
  Quad first = 0, last = 0;
  bool known() const { return first >= -kFarthest && last <= kFarthest && last - first <= 1; }
};

Range range_of(bool exponent, const Ball& a) {
  const Quad low = lowest(a), high = highest(a);
  if (!exponent) return {program::rint(low), program::rint(high)};
  const auto of = [](Quad x) { return program::apply_with_jumps(Op::exponent, x, x); };
  return {of(low), of(high)};
}

// A walk through the program that forks where a branch is not certain.
class Walk {
 public:
  Walk(const program::Program& program, std::span<const Quad> constants, const Ball& x)
      : program_(program), constants_(constants), x_(x) {}

  bool run(std::vector<Ball> values, Branch branch) {
    while (values.size() < program_.code.size()) {
      const Instruction& i = program_.code[values.size()];
      const auto value = [&](std::size_t k) { return at(i.operands[k], values); };
      if (program::info(i.op).smooth) {
        std::array<Ball, 3> operands;
        for (std::size_t k = 0; k < i.arguments().size(); ++k) operands[k] = value(k);
        values.push_back(program::apply_smooth(i.op, operands[0], operands[1], operands[2]));
        continue;
      }
      const bool exponent = i.op == Op::exponent || i.op == Op::significand;
      const Operand decides = i.operands[i.op == Op::scale ? 1 : 0];
      const auto key = std::pair{exponent, decides};
      if (!branch.contains(key)) {
        const Range range = range_of(exponent, at(decides, values));
        if (!range.known()) return false;
        if (range.first != range.last) {
          Branch other = branch;
          other[key] = static_cast<int>(range.last);
          if (!run(values, std::move(other))) return false;
        }
        branch[key] = static_cast<int>(range.first);
      }
      const int step = branch.at(key);
      switch (i.op) {
        case Op::scale:
          values.push_back(value(0) * Ball(program::ldexp(Quad(1), step)));
          break;
        case Op::significand:
          values.push_back(value(0) * Ball(program::ldexp(Quad(1), -step)));
          break;
        case Op::round:
        case Op::exponent:
          values.emplace_back(Quad(step));
          break;
        default:
          return false;
      }
    }
    found.push_back(std::move(branch));
    return found.size() <= kMostBranches;
  }

  std::vector<Branch> found;

 private:
  Ball at(Operand o, const std::vector<Ball>& values) const {
    return o.is_value() ? values[o.index] : o.is_constant() ? Ball(constants_[o.index]) : x_;
  }

  const program::Program& program_;
  std::span<const Quad> constants_;
  Ball x_;
};

}  // namespace

std::optional<std::vector<Branch>> branches_on(const program::Program& program,
                                               std::span<const Quad> constants, const Ball& x) {
  Walk walk(program, constants, x);
  if (!walk.run({}, {})) return std::nullopt;
  return std::move(walk.found);
}

SmoothPart on_branch(const program::Program& program, std::span<const Quad> constants,
                     const Branch& branch) {
  SmoothPart part;
  part.program.constants = program.constants;
  part.constants.assign(constants.begin(), constants.end());
  std::vector<Operand> values;
  const auto moved = [&](Operand o) { return o.is_value() ? values[o.index] : o; };
  const auto constant = [&](Quad value) {
    part.constants.push_back(value);
    return part.program.append_constant(static_cast<double>(value));
  };
  for (Instruction i : program.code) {
    if (program::info(i.op).smooth) {
      for (Operand& o : i.arguments()) o = moved(o);
      values.push_back(part.program.append(i.op, i.arguments()));
      continue;
    }
    const bool exponent = i.op == Op::exponent || i.op == Op::significand;
    const int step = branch.at({exponent, i.operands[i.op == Op::scale ? 1 : 0]});
    if (i.op == Op::round || i.op == Op::exponent) {
      values.push_back(constant(step));
    } else {
      const Quad factor = program::ldexp(Quad(1), i.op == Op::scale ? step : -step);
      values.push_back(part.program.append(Op::mul, {moved(i.operands[0]), constant(factor)}));
    }
  }
  part.program.result = moved(program.result);
  return part;
}

}  // namespace cambrian::approximation
