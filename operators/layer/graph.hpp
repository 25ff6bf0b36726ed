// Graph: a normalization-activation layer as a graph from a tensor to one of the same shape.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"
#include "operators/layer/primitive.hpp"

namespace cambrian::layer {

/// Values that are there before the first node; those from first_node on are the nodes'.
enum Input : std::uint8_t {
  x = 0,      ///< what comes in: samples x pixels x channels
  zero = 1,   ///< 0
  one = 2,    ///< 1
  v0 = 3,     ///< learnt, a number for each channel, at first 0
  v1 = 4,     ///< learnt, at first 1
  beta = 5,   ///< learnt, at first 0
  gamma = 6,  ///< learnt, at first 1
  first_node = 7,
};

struct Node {
  Primitive primitive = Primitive::add;
  std::array<std::uint8_t, kMaxArity> arguments = {};  ///< values; the first arity() count

  std::size_t arity() const { return info(primitive).arity == 1 ? 1 : kMaxArity; }
  std::span<const std::uint8_t> used() const { return {arguments.data(), arity()}; }
  std::span<std::uint8_t> used() { return {arguments.data(), arity()}; }
  bool operator==(const Node&) const = default;
};

/// The last node is what goes out. Nodes without effect are kept: a mutation may come back to them.
struct Graph {
  static constexpr std::size_t kMaxNodes = 64;

  std::vector<Node> nodes;

  std::size_t values() const { return first_node + nodes.size(); }
  bool operator==(const Graph&) const = default;
};

/// "x", "0", "1", "v0", "v1", "beta", "gamma"; "x1", "x2", ... of nodes.
std::string value_name(std::size_t value);

/// The genome bytes of a graph, and back. Throws DecodeError unless primitives exist and arguments
/// come before their nodes; whether the graph is valid is for analyze() to say.
Genome to_genome(const Graph& graph);
Graph from_genome(const Genome& genome);

}  // namespace cambrian::layer
