// LayerSpace: layers as graphs, random ones or bred from a known one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/space/search_space.hpp"
#include "operators/layer/variation.hpp"

namespace cambrian::normalization {

class LayerSpace : public SearchSpace {
 public:
  /// `start`: what populations begin with; none: random layers.
  LayerSpace(std::optional<layer::Graph> start, layer::VariationParams params)
      : start_(std::move(start)), variation_(std::move(params)) {}

  Genome sample(Random& random) const override;
  Genome vary(std::span<const Genome> parents, Random& random) const override;
  std::vector<Operator> operators() const override {
    return {{"node", "Another primitive of other arguments at a node."},
            {"edge", "Another argument of a node."}};
  }
  /// Formulas in one line.
  std::string describe(const Genome& genome) const override;
  /// Nodes of the canonical form.
  std::uint32_t complexity(const Genome& genome) const override;
  /// "formula", "python" (PyTorch), and "genome": every node, also those without effect.
  std::vector<std::string> formats() const override { return {"formula", "python", "genome"}; }
  std::string print(const Genome& genome, std::size_t format) const override;

 private:
  std::optional<layer::Graph> start_;
  layer::Variation variation_;
};

}  // namespace cambrian::normalization
