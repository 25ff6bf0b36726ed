#include "problems/training/language_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "engine/core/assert.hpp"
#include "engine/core/random.hpp"
#include "problems/training/attention.hpp"
#include "problems/training/batch.hpp"
#include "problems/training/dense.hpp"
#include "problems/training/loss.hpp"

namespace cambrian::training {
namespace {

constexpr std::size_t kWindowsAtOnce = 32;
constexpr std::size_t kWider = 4;  // the hidden layer of a block

}  // namespace

/// Where the tensors are.
struct LanguageModel::Plan {
  Plan(const TextData& text, const LanguageSettings& settings)
      : width(settings.width), heads(settings.heads), letters(text.alphabet.size()) {
    characters = add("characters", letters, width);
    places = add("places", text.context, width);
    for (std::uint32_t i = 1; i <= settings.blocks; ++i) {
      const std::string number = std::to_string(i);
      Block block;
      block.first_norm = add("attention_norm" + number, 2, width);
      block.asked = add("asked" + number, width, 3 * width);
      block.joined = add("joined" + number, width, width);
      block.second_norm = add("dense_norm" + number, 2, width);
      block.inner = add("inner" + number, width, kWider * width);
      block.inner_biases = add("inner_biases" + number, 1, kWider * width);
      block.outer = add("outer" + number, kWider * width, width);
      block.outer_biases = add("outer_biases" + number, 1, width);
      blocks.push_back(block);
    }
    norm = add("norm", 2, width);
    dense = add("weights", width, letters);
    biases = add("biases", 1, letters);
  }

  std::size_t add(std::string name, std::size_t rows, std::size_t columns) {
    segments.push_back({std::move(name), parameters, rows, columns});
    parameters += segments.back().size();
    return segments.size() - 1;
  }

  /// Places among the segments.
  struct Block {
    std::size_t first_norm = 0;
    std::size_t asked = 0;
    std::size_t joined = 0;
    std::size_t second_norm = 0;
    std::size_t inner = 0;
    std::size_t inner_biases = 0;
    std::size_t outer = 0;
    std::size_t outer_biases = 0;
  };
  std::size_t width;
  std::size_t heads;
  std::size_t letters;
  std::size_t characters = 0;
  std::size_t places = 0;
  std::vector<Block> blocks;
  std::size_t norm = 0;
  std::size_t dense = 0;
  std::size_t biases = 0;
  std::vector<Segment> segments;
  std::size_t parameters = 0;
};

/// What a forward pass leaves for the one back.
class LanguageModel::Memory final : public Scratch {
 public:
  explicit Memory(std::shared_ptr<const Plan> plan)
      : plan_(std::move(plan)), blocks_(plan_->blocks.size()) {}

  const Plan* plan() const { return plan_.get(); }

  /// Adds a window: its characters but for the last, and what follows each.
  void add(std::span<const std::uint8_t> window) {
    tokens_.insert(tokens_.end(), window.begin(), window.end() - 1);
    next_.insert(next_.end(), window.begin() + 1, window.end());
    length_ = window.size() - 1;
  }
  void clear() {
    tokens_.clear();
    next_.clear();
  }
  std::span<const std::uint32_t> next() const { return next_; }
  /// An output for each character, place by place.
  std::vector<float>& forward(std::span<const float> weights);
  /// Of the last forward(); `slopes` are those of the outputs.
  void backward(std::span<const float> weights, std::span<const float> slopes,
                std::span<float> gradient);

 private:
  struct BlockMemory {
    LayerNorm first_norm;
    std::vector<float> first;  ///< after the norm
    std::vector<float> asked;
    Attention attention;
    std::vector<float> looked;
    LayerNorm second_norm;
    std::vector<float> second;
    std::vector<float> inner;  ///< after the ReLU
  };

  std::span<const float> part(std::span<const float> weights, std::size_t segment) const {
    return weights.subspan(plan_->segments[segment].begin, plan_->segments[segment].size());
  }
  std::span<float> part(std::span<float> gradient, std::size_t segment) const {
    return gradient.subspan(plan_->segments[segment].begin, plan_->segments[segment].size());
  }
  DenseShape shape(std::size_t segment) const {
    return {plan_->segments[segment].rows, plan_->segments[segment].columns};
  }
  void embed(std::span<const float> weights);
  void run(std::size_t block, std::span<const float> weights);
  void run_back(std::size_t block, std::span<const float> weights, std::span<float> gradient);
  /// Slopes of rows by those of their product with a tensor, in before_.
  void product_back(std::size_t segment, std::span<const float> rows,
                    std::span<const float> weights, std::span<float> gradient) {
    add_product_back(shape(segment), rows, part(weights, segment), slopes_, part(gradient, segment),
                     before_, turned_);
  }
  void biases_back(std::size_t segment, std::span<const float> slopes, std::span<float> gradient) {
    const auto sums = part(gradient, segment);
    for (std::size_t i = 0; i < slopes.size(); ++i) sums[i % sums.size()] += slopes[i];
  }

  const std::shared_ptr<const Plan> plan_;
  std::vector<std::uint32_t> tokens_;
  std::vector<std::uint32_t> next_;
  std::size_t length_ = 1;
  std::vector<float> stream_;  // that blocks add to
  std::vector<BlockMemory> blocks_;
  LayerNorm norm_;
  std::vector<float> normal_;
  std::vector<float> outputs_;
  std::vector<float> stream_slopes_;
  std::vector<float> slopes_;
  std::vector<float> before_;
  std::vector<float> turned_;
};

namespace {

void fill_rows(std::span<const float> row, std::size_t count, std::vector<float>& rows) {
  rows.clear();
  for (std::size_t i = 0; i < count; ++i) rows.insert(rows.end(), row.begin(), row.end());
}

}  // namespace

void LanguageModel::Memory::embed(std::span<const float> weights) {
  const std::size_t width = plan_->width;
  stream_.resize(tokens_.size() * width);
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const float* const character = part(weights, plan_->characters).data() + tokens_[i] * width;
    const float* const place = part(weights, plan_->places).data() + i % length_ * width;
    for (std::size_t k = 0; k < width; ++k) stream_[i * width + k] = character[k] + place[k];
  }
}

void LanguageModel::Memory::run(std::size_t block, std::span<const float> weights) {
  const Plan::Block& at = plan_->blocks[block];
  BlockMemory& kept = blocks_[block];
  kept.first_norm.forward(stream_, part(weights, at.first_norm), kept.first);
  kept.asked.assign(3 * stream_.size(), 0.0F);
  add_product(shape(at.asked), kept.first, part(weights, at.asked), kept.asked);
  kept.looked.resize(stream_.size());
  kept.attention.forward({.sequences = tokens_.size() / length_,
                          .length = length_,
                          .width = plan_->width,
                          .heads = plan_->heads},
                         kept.asked, kept.looked);
  add_product(shape(at.joined), kept.looked, part(weights, at.joined), stream_);
  kept.second_norm.forward(stream_, part(weights, at.second_norm), kept.second);
  fill_rows(part(weights, at.inner_biases), tokens_.size(), kept.inner);
  add_product(shape(at.inner), kept.second, part(weights, at.inner), kept.inner);
  for (float& unit : kept.inner) unit = std::max(unit, 0.0F);
  const auto biases = part(weights, at.outer_biases);
  for (std::size_t i = 0; i < stream_.size(); ++i) stream_[i] += biases[i % biases.size()];
  add_product(shape(at.outer), kept.inner, part(weights, at.outer), stream_);
}

std::vector<float>& LanguageModel::Memory::forward(std::span<const float> weights) {
  embed(weights);
  for (std::size_t block = 0; block < blocks_.size(); ++block) run(block, weights);
  norm_.forward(stream_, part(weights, plan_->norm), normal_);
  fill_rows(part(weights, plan_->biases), tokens_.size(), outputs_);
  add_product(shape(plan_->dense), normal_, part(weights, plan_->dense), outputs_);
  return outputs_;
}

void LanguageModel::Memory::run_back(std::size_t block, std::span<const float> weights,
                                     std::span<float> gradient) {
  const Plan::Block& at = plan_->blocks[block];
  BlockMemory& kept = blocks_[block];
  slopes_ = stream_slopes_;
  biases_back(at.outer_biases, slopes_, gradient);
  product_back(at.outer, kept.inner, weights, gradient);
  for (std::size_t i = 0; i < before_.size(); ++i)
    if (kept.inner[i] <= 0) before_[i] = 0;
  std::swap(slopes_, before_);
  biases_back(at.inner_biases, slopes_, gradient);
  product_back(at.inner, kept.second, weights, gradient);
  kept.second_norm.backward(before_, part(weights, at.second_norm), part(gradient, at.second_norm),
                            stream_slopes_);
  slopes_ = stream_slopes_;
  product_back(at.joined, kept.looked, weights, gradient);
  slopes_.resize(kept.asked.size());
  kept.attention.backward(kept.asked, before_, slopes_);
  product_back(at.asked, kept.first, weights, gradient);
  kept.first_norm.backward(before_, part(weights, at.first_norm), part(gradient, at.first_norm),
                           stream_slopes_);
}

void LanguageModel::Memory::backward(std::span<const float> weights, std::span<const float> slopes,
                                     std::span<float> gradient) {
  std::fill(gradient.begin(), gradient.end(), 0.0F);
  slopes_.assign(slopes.begin(), slopes.end());
  biases_back(plan_->biases, slopes_, gradient);
  product_back(plan_->dense, normal_, weights, gradient);
  stream_slopes_.assign(stream_.size(), 0.0F);
  norm_.backward(before_, part(weights, plan_->norm), part(gradient, plan_->norm), stream_slopes_);
  for (std::size_t block = blocks_.size(); block-- > 0;) run_back(block, weights, gradient);
  const std::size_t width = plan_->width;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    float* const character = part(gradient, plan_->characters).data() + tokens_[i] * width;
    float* const place = part(gradient, plan_->places).data() + i % length_ * width;
    for (std::size_t k = 0; k < width; ++k) {
      character[k] += stream_slopes_[i * width + k];
      place[k] += stream_slopes_[i * width + k];
    }
  }
}

LanguageModel::LanguageModel(std::shared_ptr<const TextData> text, const LanguageSettings& settings)
    : text_(std::move(text)), plan_(std::make_shared<const Plan>(*text_, settings)) {
  CAMBRIAN_ASSERT(settings.width % settings.heads == 0);
}

LanguageModel::~LanguageModel() = default;

std::size_t LanguageModel::parameters() const { return plan_->parameters; }

std::span<const Segment> LanguageModel::tensors() const { return plan_->segments; }

LanguageModel::Memory& LanguageModel::memory(WorkSpace& space) const {
  auto* known = dynamic_cast<Memory*>(space.scratch.get());
  if (known == nullptr || known->plan() != plan_.get()) {
    auto fresh = std::make_unique<Memory>(plan_);
    known = fresh.get();
    space.scratch = std::move(fresh);
  }
  known->clear();
  return *known;
}

void LanguageModel::initialise(std::uint64_t seed, std::span<float> weights) const {
  Random random({.seed = seed, .purpose = Purpose::init});
  std::fill(weights.begin(), weights.end(), 0.0F);
  const auto part = [&](std::size_t segment) {
    return weights.subspan(plan_->segments[segment].begin, plan_->segments[segment].size());
  };
  const auto draw = [&](std::size_t segment, double variance) {
    for (float& weight : part(segment))
      weight = static_cast<float>(std::sqrt(variance) * random.normal());
  };
  const auto gains = [&](std::size_t segment) {
    std::fill_n(part(segment).begin(), plan_->width, 1.0F);
  };
  const double each = 1 / static_cast<double>(plan_->width);
  // So that the sum of all that is added to what comes in stays of its size.
  const double share = 1 / static_cast<double>(2 * plan_->blocks.size());
  draw(plan_->characters, each);
  draw(plan_->places, each);
  for (const Plan::Block& block : plan_->blocks) {
    gains(block.first_norm);
    draw(block.asked, each);
    draw(block.joined, each * share);
    gains(block.second_norm);
    draw(block.inner, 2 * each);
    draw(block.outer, each * share / kWider);
  }
  gains(plan_->norm);
  draw(plan_->dense, each);
}

double LanguageModel::loss_and_gradient(std::span<const float> weights, const Batch& batch,
                                        std::span<float> gradient, WorkSpace& space) const {
  CAMBRIAN_ASSERT(batch.noise.dropout == 0 && batch.noise.input == 0);
  Memory& net = memory(space);
  const std::size_t length = text_->context + 1;
  for (const std::uint32_t window : rows_of_step(train_rows(), batch, space))
    net.add(std::span(text_->train).subspan(window * length, length));
  space.slope = net.forward(weights);
  const double loss = cross_entropy(space.slope, net.next()).loss;
  const auto places = static_cast<double>(net.next().size());
  const auto share = static_cast<float>(1 / places);
  for (float& slope : space.slope) slope *= share;
  net.backward(weights, space.slope, gradient);
  return loss / places;
}

Score LanguageModel::evaluate(std::span<const float> weights, Split split, WorkSpace& space) const {
  const std::size_t length = text_->context + 1;
  const std::size_t count = text_->windows(split);
  LossSum sum;
  for (std::size_t begin = 0; begin < count; begin += kWindowsAtOnce) {
    Memory& net = memory(space);
    for (std::size_t i = begin; i < std::min(begin + kWindowsAtOnce, count); ++i)
      net.add(std::span(text_->part(split)).subspan(i * length, length));
    const LossSum some = cross_entropy(net.forward(weights), net.next());
    sum.loss += some.loss;
    sum.errors += some.errors;
  }
  const auto places = static_cast<double>(count * text_->context);
  return {sum.loss / places, sum.errors / places};
}

Result<std::shared_ptr<const Task>> make_language_model(const LanguageSettings& settings,
                                                        const std::string& folder) {
  if (settings.width % settings.heads != 0)
    return Error{"width", "is no multiple of heads",
                 "take e.g. " + std::to_string(settings.heads * 8)};
  auto text = make_text(settings.data, folder);
  if (!text) return text.error();
  return std::shared_ptr<const Task>(std::make_shared<LanguageModel>(
      std::make_shared<const TextData>(std::move(*text)), settings));
}

}  // namespace cambrian::training
