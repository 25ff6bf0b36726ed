#include "operators/program/cost.hpp"

#include <algorithm>
#include <vector>

namespace cambrian::program {

std::uint32_t CostModel::cost(const Program& program) const {
  if (kind == CostKind::operations) return static_cast<std::uint32_t>(program.code.size());
  std::uint32_t sum = 0;
  std::vector<std::uint32_t> ready;  // when each value is there
  for (const Instruction& i : program.code) {
    const std::uint32_t weight = weights[static_cast<std::size_t>(i.op)];
    std::uint32_t start = 0;
    for (const Operand o : i.arguments()) {
      if (o.is_value()) start = std::max(start, ready[o.index]);
    }
    ready.push_back(start + weight);
    sum += weight;
  }
  if (kind == CostKind::weighted) return sum;
  return program.result.is_value() ? ready[program.result.index] : 0;
}

}  // namespace cambrian::program
