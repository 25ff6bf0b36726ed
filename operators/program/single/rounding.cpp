#include "operators/program/single/rounding.hpp"

#include <algorithm>
#include <cmath>

#include "operators/program/evaluate.hpp"

namespace cambrian::program {

double rounding_error(const Program& program, std::span<const double> x,
                      std::span<const double> weight) {
  Evaluator<double> evaluate;
  std::vector<double> slopes(program.code.size());
  double worst = 0;
  for (std::size_t at = 0; at < x.size(); ++at) {
    evaluate(program, program.constants, x[at]);
    const auto values = evaluate.values();
    const auto value = [&](Operand o) {
      return o.is_value() ? values[o.index] : o.is_constant() ? program.constants[o.index] : x[at];
    };
    const auto add = [&](Operand o, double slope) {
      if (o.is_value()) slopes[o.index] += slope;
    };
    std::fill(slopes.begin(), slopes.end(), 0.0);
    add(program.result, 1);
    double sum = 0;
    for (std::size_t k = program.code.size(); k-- > 0;) {
      const double slope = slopes[k];
      sum += std::fabs(slope * values[k]);
      const auto& [a, b, c] = program.code[k].operands;
      switch (program.code[k].op) {
        case Op::add:
          add(a, slope), add(b, slope);
          break;
        case Op::sub:
          add(a, slope), add(b, -slope);
          break;
        case Op::mul:
          add(a, slope * value(b)), add(b, slope * value(a));
          break;
        case Op::div:
          add(a, slope / value(b)), add(b, -slope * values[k] / value(b));
          break;
        case Op::sqrt:
          add(a, slope / (2 * values[k]));
          break;
        case Op::fma:
          add(a, slope * value(b)), add(b, slope * value(a)), add(c, slope);
          break;
        case Op::scale:
        case Op::significand:
          add(a, slope * slope_of_jump(program.code[k].op, value(a), value(b)));
          break;
        default:
          break;
      }
    }
    worst = std::max(worst, sum * weight[at]);
  }
  return worst * 0x1p-24;
}

}  // namespace cambrian::program
