#include "operators/layer/analysis.hpp"

#include <algorithm>
#include <utility>

namespace cambrian::layer {
namespace {

Extent extent_of(const Node& node, const std::vector<Extent>& extents) {
  Extent widest = Extent::channel;
  for (const std::uint8_t argument : node.used()) widest = std::max(widest, extents[argument]);
  const PrimitiveInfo& facts = info(node.primitive);
  if (facts.moment == Moment::none) return widest;
  return facts.axes == Axes::batch ? Extent::channel : Extent::sample;
}

std::uint8_t level_of(const Node& node, const std::vector<std::uint8_t>& levels) {
  std::uint8_t latest = 0;
  for (const std::uint8_t argument : node.used()) latest = std::max(latest, levels[argument]);
  return info(node.primitive).of_batch() ? latest + 1 : latest;
}

void mark_live(const Graph& graph, Analysis& analysis) {
  analysis.live.assign(graph.values(), false);
  if (graph.nodes.empty()) return;
  analysis.live.back() = true;
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {
    if (!analysis.live[first_node + i]) continue;
    const Node& node = graph.nodes[i];
    analysis.of_batch = analysis.of_batch || info(node.primitive).of_batch();
    for (const std::uint8_t argument : node.used()) analysis.live[argument] = true;
  }
}

/// A value that is there already and equal to the node's, if there is one.
std::optional<std::uint8_t> same_value(const Node& node) {
  const auto [a, b] = node.arguments;
  switch (node.primitive) {
    case Primitive::add:
      if (a == zero) return b;
      if (b == zero) return a;
      break;
    case Primitive::mul:
      if (a == one) return b;
      [[fallthrough]];
    case Primitive::div:
      if (b == one) return a;
      break;
    case Primitive::max:
      if (a == b) return a;
      break;
    case Primitive::neg:
    case Primitive::abs:
    case Primitive::square:
    case Primitive::tanh:
    case Primitive::sqrt:
    case Primitive::log:
      if (a == zero) return static_cast<std::uint8_t>(zero);
      break;
    default:
      break;
  }
  return std::nullopt;
}

Node swapped(const Node& node) { return {node.primitive, {node.arguments[1], node.arguments[0]}}; }

/// x comes first, then nodes, then other inputs in their order; what is subtracted comes last.
bool wants_swap(const Node& node, const Graph& graph) {
  if (!info(node.primitive).commutative) return false;
  const auto rank = [&](std::uint8_t value) {
    if (value < first_node) return value == x ? 0 : 2 + value;
    const bool subtracted =
        node.primitive == Primitive::add &&
        graph.nodes[value - std::size_t{first_node}].primitive == Primitive::neg;
    return subtracted ? 2 + first_node : 1;
  };
  return rank(node.arguments[1]) < rank(node.arguments[0]);
}

/// Gives a value its place, 0 until then, after those of its arguments.
void place_after_arguments(const Graph& from, std::uint8_t value, std::vector<std::uint8_t>& placed,
                           Graph& to) {
  if (value < first_node) placed[value] = value;
  if (value < first_node || placed[value] != 0) return;
  Node node = from.nodes[value - std::size_t{first_node}];
  for (std::uint8_t& argument : node.used()) {
    place_after_arguments(from, argument, placed, to);
    argument = placed[argument];
  }
  placed[value] = static_cast<std::uint8_t>(to.values());
  to.nodes.push_back(node);
}

}  // namespace

std::size_t Analysis::live_nodes() const {
  return static_cast<std::size_t>(std::count(live.begin() + first_node, live.end(), true));
}

Verdict analyze(const Graph& graph) {
  Verdict verdict;
  Analysis& analysis = verdict.analysis;
  analysis.extents.assign(first_node, Extent::channel);
  analysis.extents[x] = Extent::full;
  analysis.levels.assign(first_node, 0);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    const PrimitiveInfo& facts = info(node.primitive);
    if (facts.moment != Moment::none && !verdict.fault &&
        analysis.extents[node.arguments[0]] == Extent::channel) {
      verdict.fault = Fault{i, "\"" + std::string(facts.name) +
                                   "\" is taken of what is the same for all samples and pixels"};
    }
    analysis.extents.push_back(extent_of(node, analysis.extents));
    analysis.levels.push_back(level_of(node, analysis.levels));
  }
  mark_live(graph, analysis);
  if (!verdict.fault && (graph.nodes.empty() || analysis.extents.back() != Extent::full))
    verdict.fault = Fault{graph.nodes.size(), "what goes out does not vary over pixels"};
  return verdict;
}

Graph canonical(const Graph& graph) {
  const Analysis analysis = analyze(graph).analysis;
  Graph once;                                     // without dead nodes, equal ones and identities
  std::vector<std::uint8_t> now(graph.values());  // where a value is in `once`
  for (std::uint8_t i = 0; i < first_node; ++i) now[i] = i;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!analysis.live[first_node + i]) continue;
    Node node = graph.nodes[i];
    for (std::uint8_t& argument : node.used()) argument = now[argument];
    if (wants_swap(node, once)) node = swapped(node);
    const auto known = std::find_if(once.nodes.begin(), once.nodes.end(), [&](const Node& other) {
      return other == node || (info(node.primitive).commutative && other == swapped(node));
    });
    std::uint8_t& place = now[first_node + i];
    if (const auto same = same_value(node)) {
      place = *same;
    } else {
      place = static_cast<std::uint8_t>(first_node + (known - once.nodes.begin()));
      if (known == once.nodes.end()) once.nodes.push_back(node);
    }
  }
  Graph result;
  const std::uint8_t out = now.back();
  if (out < first_node) {
    result.nodes.push_back({Primitive::add, {out, zero}});
  } else {
    std::vector<std::uint8_t> placed(once.values(), 0);
    place_after_arguments(once, out, placed, result);
  }
  return result;
}

}  // namespace cambrian::layer
