#include "operators/layer/variation.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/core/assert.hpp"
#include "operators/layer/analysis.hpp"
#include "operators/layer/fingerprint.hpp"
#include "operators/layer/propagation.hpp"

namespace cambrian::layer {
namespace {

constexpr std::array<std::uint8_t, 4> kSources = {x, zero, v0, v1};

std::uint8_t draw_argument(std::size_t place, Random& random) {
  const std::size_t choice = random.below(static_cast<std::uint32_t>(kSources.size() + place));
  return choice < kSources.size()
             ? kSources[choice]
             : static_cast<std::uint8_t>(first_node + choice - kSources.size());
}

// Worth a training, as far as some microseconds can tell.
bool sound(const Graph& graph) {
  return !analyze(graph).fault && fingerprint(graph).has_value() && propagates(graph);
}

void add_tail(Graph& graph) {
  const auto body =
      static_cast<std::uint8_t>(graph.nodes.empty() ? std::size_t{x} : graph.values() - 1);
  graph.nodes.push_back({Primitive::mul, {body, gamma}});
  graph.nodes.push_back({Primitive::add, {static_cast<std::uint8_t>(graph.values() - 1), beta}});
}

}  // namespace

std::size_t body_size(const Graph& graph) {
  const std::size_t count = graph.nodes.size();
  if (count < 2) return count;
  const Node& scaled = graph.nodes[count - 2];
  const Node& shifted = graph.nodes[count - 1];
  const bool tail = scaled.primitive == Primitive::mul && scaled.arguments[1] == gamma &&
                    shifted.primitive == Primitive::add && shifted.arguments[1] == beta &&
                    shifted.arguments[0] == graph.values() - 2;
  return tail ? count - 2 : count;
}

Graph padded(const Graph& graph, std::size_t nodes) {
  const std::size_t body = body_size(graph);
  const std::size_t more = body < nodes ? nodes - body : 0;
  Graph result;
  result.nodes.assign(more, {Primitive::add, {x, zero}});
  for (Node node : graph.nodes) {
    for (std::uint8_t& argument : node.used()) {
      if (argument >= first_node) argument = static_cast<std::uint8_t>(argument + more);
    }
    result.nodes.push_back(node);
  }
  return result;
}

Variation::Variation(VariationParams params)
    : params_(std::move(params)), weights_{params_.weights.node, params_.weights.edge} {
  CAMBRIAN_ASSERT(!params_.primitives.empty() && params_.nodes + 2 <= Graph::kMaxNodes);
}

Node Variation::draw(std::size_t place, Random& random) const {
  Node node{random.pick(params_.primitives)};
  for (std::uint8_t& argument : node.used()) argument = draw_argument(place, random);
  return node;
}

Graph Variation::sample(Random& random) const {
  Graph graph;
  for (std::uint32_t i = 0; i < params_.tries; ++i) {
    graph.nodes.clear();
    for (std::size_t place = 0; place < params_.nodes; ++place)
      graph.nodes.push_back(draw(place, random));
    add_tail(graph);
    if (sound(graph)) return graph;
  }
  graph.nodes.clear();
  add_tail(graph);
  return padded(graph, params_.nodes);
}

void Variation::mutate(Graph& graph, std::size_t body, Random& random) const {
  const std::size_t place = random.below(static_cast<std::uint32_t>(body));
  Node& node = graph.nodes[place];
  if (random.weighted(weights_) == 0) {
    node = draw(place, random);
  } else {
    const auto arity = static_cast<std::uint32_t>(node.used().size());
    node.used()[random.below(arity)] = draw_argument(place, random);
  }
}

Graph Variation::vary(const Graph& parent, Random& random) const {
  const std::size_t body = body_size(parent);
  if (body == 0) return parent;
  const auto before = rounded_fingerprint(parent);
  Graph child = parent;
  for (std::uint32_t i = 0; i < params_.tries; ++i) {
    Graph next = child;
    mutate(next, body, random);
    if (next == child || analyze(next).fault) continue;
    const auto print = rounded_fingerprint(next);
    if (!print) continue;
    // What computes the same as the parent is kept, whatever that is worth.
    if (print != before && !propagates(next)) continue;
    child = std::move(next);
    if (print != before) return child;
  }
  return child;
}

}  // namespace cambrian::layer
