// LanguageModel: the Task of a small transformer that says the next character of a text.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "problems/training/task.hpp"
#include "problems/training/text.hpp"

namespace cambrian::training {

struct LanguageSettings {
  TextSettings data = {};
  std::uint32_t width = 16;
  std::uint32_t heads = 2;
  std::uint32_t blocks = 1;
};

template <class Visitor>
void fields(Visitor& v, LanguageSettings& s) {
  v("text", s.data.text, "Path of a text, plain or gzip; without one sentences are generated");
  v("context", s.data.context, Range{1, 4096}, "Characters that are known, of each window");
  v("windows", s.data.windows, "How many windows of the text are parted");
  v("data_seed", s.data.data_seed, "Draws generated sentences, and parts all");
  v("width", s.width, Range{2, 4096}, "Numbers of a place; a multiple of heads");
  v("heads", s.heads, Range{1, 64}, "Of each attention");
  v("blocks", s.blocks, Range{1, 64}, "Attention, then a hidden layer four times as wide");
}

/// Characters and places have vectors that are added; a block is x + attention(norm(x)), then x +
/// dense(relu(dense(norm(x)))), as Radford et al. 2019 have it; then norm, and a dense layer of an
/// output for each character of the alphabet. The loss is the mean cross-entropy over all places of
/// the windows, in nats; rows are windows. Batches have no noise.
class LanguageModel final : public Task {
 public:
  LanguageModel(std::shared_ptr<const TextData> text, const LanguageSettings& settings);
  ~LanguageModel() override;

  std::size_t parameters() const override;
  /// "characters", "places", of each block "norm", "asked", "joined", "norm", "inner" and "outer"
  /// with its number, "norm", "weights" and "biases"; a norm's tensors are gains and biases.
  std::span<const Segment> tensors() const override;
  std::size_t train_rows() const override { return text_->windows(Split::train); }
  void initialise(std::uint64_t seed, std::span<float> weights) const override;
  double loss_and_gradient(std::span<const float> weights, const Batch& batch,
                           std::span<float> gradient, WorkSpace& space) const override;
  Score evaluate(std::span<const float> weights, Split split, WorkSpace& space) const override;

 private:
  struct Plan;
  class Memory;

  Memory& memory(WorkSpace& space) const;

  const std::shared_ptr<const TextData> text_;
  const std::shared_ptr<const Plan> plan_;
};

/// Relative paths start at `folder`. An error names the setting.
Result<std::shared_ptr<const Task>> make_language_model(const LanguageSettings& settings,
                                                        const std::string& folder);

}  // namespace cambrian::training
