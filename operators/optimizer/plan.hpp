// Plan: what a program computes, as a graph in which every value stands once: no dead code, no
// value twice, compound functions in parts.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "operators/optimizer/program.hpp"

namespace cambrian::optimizer {

struct Node {
  enum class Kind : std::uint8_t {
    input,        ///< Variable(index)
    constant,     ///< value
    size,         ///< of each tensor
    elementwise,  ///< function(arguments)
    sum,          ///< of each tensor
    dot,          ///< of each tensor
    total_dot,    ///< over all tensors; also of numbers per tensor
  };
  Kind kind = Kind::input;
  Function function = Function::add;
  std::uint8_t index = 0;
  ValueType type = ValueType::scalar;
  float value = 0;
  std::array<std::uint16_t, kMaxArity> arguments = {};  ///< earlier nodes; the first `arity` count
  std::uint8_t arity = 0;
  /// Passes over all parameters that have to be over before the value can be computed.
  std::uint8_t level = 0;

  /// Whether it takes a pass over the parameters to compute it.
  bool reduces() const;
};

struct Plan {
  static constexpr std::uint16_t kNone = 0xffff;

  std::vector<Node> nodes;
  std::uint16_t update = kNone;
  std::uint16_t m = kNone;  ///< kNone: not used, or unchanged
  std::uint16_t v = kNone;
  bool keeps_m = false;  ///< m is read
  bool keeps_v = false;
  std::uint8_t passes = 1;  ///< over all parameters

  bool is_vector(std::uint16_t node) const { return nodes[node].type == ValueType::vector; }
  /// Nodes that compute something: without inputs and constants.
  std::size_t operations() const;
};

/// Requires a valid program.
Plan make_plan(const Program& program);

}  // namespace cambrian::optimizer
