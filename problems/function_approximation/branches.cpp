#include "problems/function_approximation/branches.hpp"

#include <cmath>
#include <limits>

#include "operators/program/evaluate.hpp"

namespace cambrian::approximation {
namespace {

using program::Instruction;
using program::Op;
using program::Operand;

constexpr std::size_t kMostBranches = 8;
constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kFarthest = 16000;  // exponents of binary128

Quad lowest(const Ball& a) {
  const Quad low = a.middle - Ball::up(a.radius);
  return low - Ball::rounding(low);
}
Quad highest(const Ball& a) { return -lowest(-a); }

Ball sqrt(const Ball& a) {
  const Quad low = lowest(a);
  if (!(low > 0)) return {0, kInfinite};
  const Quad root = program::sqrt(a.middle);
  const double slope = 1 / std::sqrt(static_cast<double>(low) * (1 - 0x1p-40));
  return {root, Ball::up(Ball::up(a.radius * slope) + Ball::rounding(root) * 16)};
}

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
        values.push_back(apply(i.op, value(0), i, values));
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

  Ball apply(Op op, const Ball& a, const Instruction& i, const std::vector<Ball>& values) const {
    if (op == Op::sqrt) return sqrt(a);
    const Ball b = at(i.operands[1], values);
    switch (op) {
      case Op::add:
        return a + b;
      case Op::sub:
        return a - b;
      case Op::mul:
        return a * b;
      case Op::div:
        return a / b;
      default:
        return a * b + at(i.operands[2], values);
    }
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
