#include "problems/function_approximation/jumps.hpp"

#include "operators/program/evaluate.hpp"

namespace cambrian::approximation {
namespace {

using program::Op;
using program::Operand;

constexpr std::size_t kMost = 4000;
constexpr int kHalvings = 120;

class Steps {
 public:
  Steps(const program::Program& program, std::span<const Quad> constants)
      : program_(program), constants_(constants) {}

  // What is rounded to, and exponents: one number for each operator that jumps.
  std::vector<Quad> at(const Quad& x) {
    evaluate_(program_, constants_, x);
    const auto values = evaluate_.values();
    const auto value = [&](Operand o) {
      return o.is_value() ? values[o.index] : o.is_constant() ? constants_[o.index] : x;
    };
    std::vector<Quad> steps;
    for (std::size_t k = 0; k < program_.code.size(); ++k) {
      const program::Instruction& i = program_.code[k];
      if (i.op == Op::round || i.op == Op::exponent) steps.push_back(values[k]);
      if (i.op == Op::scale) steps.push_back(program::rint(value(i.operands[1])));
      if (i.op == Op::significand) {
        const Quad a = value(i.operands[0]);
        steps.push_back(program::apply_with_jumps(Op::exponent, a, a));
      }
    }
    return steps;
  }

 private:
  const program::Program& program_;
  std::span<const Quad> constants_;
  program::Evaluator<Quad> evaluate_;
};

}  // namespace

std::vector<Quad> beside_jumps(const program::Program& program, std::span<const Quad> constants,
                               std::span<const Quad> places) {
  std::vector<Quad> found;
  if (program::is_smooth(program)) return found;
  Steps steps(program, constants);
  std::vector<Quad> here = steps.at(places.front());
  Quad from = places.front();
  for (const Quad to : places.subspan(1)) {
    const std::vector<Quad> there = steps.at(to);
    while (here != there && found.size() < kMost) {
      Quad low = from, high = to;
      std::vector<Quad> beyond = there;
      for (int halving = 0; halving < kHalvings; ++halving) {
        const Quad middle = (low + high) / 2;
        if (!(low < middle && middle < high)) break;
        std::vector<Quad> now = steps.at(middle);
        if (now == here) {
          low = middle;
        } else {
          high = middle;
          beyond = std::move(now);
        }
      }
      found.push_back(low);
      found.push_back(high);
      from = high;
      here = std::move(beyond);
    }
    from = to;
    here = there;
  }
  return found;
}

}  // namespace cambrian::approximation
