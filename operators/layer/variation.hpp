// Variation: random layers, and random changes of layers that leave them valid.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/layer/graph.hpp"

namespace cambrian::layer {

/// How often each mutation is drawn, in proportion.
struct MutationWeights {
  double node = 1;  ///< another primitive and other arguments for a node (Liu et al. 2020)
  double edge = 1;  ///< another argument for a node
};

struct VariationParams {
  std::vector<Primitive> primitives;  ///< not empty
  MutationWeights weights = {};
  std::size_t nodes = 10;      ///< of random graphs, without the two of the tail
  std::uint32_t tries = 1000;  ///< until nothing valid was found
};

/// After Liu et al. 2020. Arguments are x, 0, v0, v1 and earlier nodes, any alike. What comes out
/// is valid, finite on the probes of fingerprint(), and propagates(). Immutable; safe for many
/// threads.
class Variation {
 public:
  explicit Variation(VariationParams params);

  /// `nodes` random nodes and the tail "... * gamma + beta", of which only the whole is checked;
  /// if none of the tries is sound, "x * gamma + beta".
  Graph sample(Random& random) const;
  /// A child that computes something else, and propagates(). Changes of a node that make it unsound
  /// are drawn again, those without effect stay, and more follow: most nodes have no effect, and a
  /// search that trained children alike would train few others. When none of the tries has an
  /// effect, what they made. A tail "... * gamma + beta" stays.
  Graph vary(const Graph& parent, Random& random) const;

 private:
  Node draw(std::size_t place, Random& random) const;
  void mutate(Graph& graph, std::size_t body, Random& random) const;

  VariationParams params_;
  std::vector<double> weights_;
};

/// Nodes that are not of the tail "... * gamma + beta".
std::size_t body_size(const Graph& graph);
/// So many nodes without effect before all others that the body has `nodes`.
Graph padded(const Graph& graph, std::size_t nodes);

}  // namespace cambrian::layer
