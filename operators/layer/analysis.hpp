// Analysis: what a graph's values vary over, whether it is valid, and its canonical form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "operators/layer/graph.hpp"

namespace cambrian::layer {

/// How many numbers a value is; each broadcasts to the later ones.
enum class Extent : std::uint8_t {
  channel = 0,  ///< one for each channel
  sample = 1,   ///< one for each sample and channel
  full = 2,     ///< one for each sample, pixel and channel
};

struct Analysis {
  std::vector<Extent> extents;  ///< of all values, inputs first
  /// How many moments over the batch, one after the other, a value waits for.
  std::vector<std::uint8_t> levels;
  std::vector<bool> live;  ///< of all values: whether what goes out depends on it
  bool of_batch = false;   ///< a moment over the batch is live

  std::size_t live_nodes() const;
};

/// Which node (from 0; the number of nodes: the graph as a whole) is wrong, and why: a moment of
/// what is the same for all samples and pixels, or a result that does not vary over pixels.
struct Fault {
  std::size_t node = 0;
  std::string what;
};

/// `fault` is empty when the graph is valid.
struct Verdict {
  Analysis analysis;
  std::optional<Fault> fault;
};
Verdict analyze(const Graph& graph);

/// The live nodes in the order in which a formula is read, equal ones once, without steps that
/// change nothing, such as x + 0. Computes the same numbers. Requires a valid graph.
Graph canonical(const Graph& graph);

}  // namespace cambrian::layer
