// CostModel: what running a program costs.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// How the costs of a program's instructions make that of the program.
enum class CostKind : std::uint8_t {
  operations,  ///< one each
  weighted,    ///< the sum of their weights
  depth,       ///< the largest sum of weights on a path from the input: the latency
};

/// Costs of canonical programs: all their instructions depend on an input. Whole numbers >= 1.
struct CostModel {
  CostKind kind = CostKind::operations;
  /// By operator. The defaults are about those of vectors of doubles on today's processors.
  std::array<std::uint32_t, 12> weights = {1, 1, 1, 12, 14, 1, 1, 1, 1, 4, 4, 4};

  std::uint32_t cost(const Program& program) const;
};

}  // namespace cambrian::program
