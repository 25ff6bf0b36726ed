#include "problems/normalization/layer_space.hpp"

#include "operators/layer/analysis.hpp"
#include "operators/layer/print.hpp"

namespace cambrian::normalization {

Genome LayerSpace::sample(Random& random) const {
  return layer::to_genome(start_ ? *start_ : variation_.sample(random));
}

Genome LayerSpace::vary(std::span<const Genome> parents, Random& random) const {
  return layer::to_genome(variation_.vary(layer::from_genome(parents.front()), random));
}

std::string LayerSpace::describe(const Genome& genome) const {
  return layer::to_line(layer::from_genome(genome));
}

std::uint32_t LayerSpace::complexity(const Genome& genome) const {
  return static_cast<std::uint32_t>(layer::canonical(layer::from_genome(genome)).nodes.size());
}

std::string LayerSpace::print(const Genome& genome, std::size_t format) const {
  const layer::Graph graph = layer::from_genome(genome);
  if (format == 0) return layer::to_formula(graph);
  if (format == 2) return layer::to_text(graph);
  return "# " + layer::to_line(graph) + "\n" + layer::to_python(graph);
}

}  // namespace cambrian::normalization
