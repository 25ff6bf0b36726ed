#include "operators/layer/graph.hpp"

namespace cambrian::layer {

std::string value_name(std::size_t value) {
  constexpr const char* kNames[] = {"x", "0", "1", "v0", "v1", "beta", "gamma"};
  if (value < first_node) return kNames[value];
  return "x" + std::to_string(value - first_node + 1);
}

Genome to_genome(const Graph& graph) {
  Bytes code;
  for (const Node& node : graph.nodes) {
    code.push_back(static_cast<std::byte>(node.primitive));
    for (const std::uint8_t argument : node.used())
      code.push_back(static_cast<std::byte>(argument));
  }
  return Genome::of(std::move(code));
}

Graph from_genome(const Genome& genome) {
  Graph graph;
  std::size_t at = 0;
  const auto get = [&] {
    if (at == genome.bytes.size()) throw DecodeError("a layer that is cut off");
    return static_cast<std::uint8_t>(genome.bytes[at++]);
  };
  while (at < genome.bytes.size()) {
    const std::uint8_t primitive = get();
    if (primitive >= kPrimitives) throw DecodeError("a primitive that does not exist");
    Node node{static_cast<Primitive>(primitive)};
    for (std::uint8_t& argument : node.used()) {
      argument = get();
      if (argument >= graph.values()) throw DecodeError("a value that does not exist yet");
    }
    graph.nodes.push_back(node);
  }
  if (graph.nodes.size() > Graph::kMaxNodes) throw DecodeError("a layer of a wrong size");
  return graph;
}

}  // namespace cambrian::layer
