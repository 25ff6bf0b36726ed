#include "problems/training/conv_net.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "engine/core/assert.hpp"
#include "engine/core/random.hpp"
#include "operators/layer/executor.hpp"
#include "problems/training/batch.hpp"
#include "problems/training/convolution.hpp"
#include "problems/training/gemm.hpp"
#include "problems/training/loss.hpp"

namespace cambrian::training {
namespace {

constexpr std::size_t kRowsAtOnce = 64;
// Of these the moments over the batch are known well enough.
constexpr std::size_t kPopulation = 512;

std::size_t side_of(const DataSet& data) {
  return static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(data.inputs))));
}

enum class Step : std::uint8_t { convolve, layer, shrink, join };

}  // namespace

/// What is done to a picture, step by step. Value 0 is what comes in, value i + 1 what step i
/// makes.
struct ConvNet::Plan {
  struct Stage {
    Step step = Step::convolve;
    Convolution shape = {};   ///< of what comes in; for convolutions, of all
    std::size_t segment = 0;  ///< of convolutions and layers
    std::size_t place = 0;    ///< of a layer among the layers
    std::size_t from = 0;     ///< the value that is added by a join
  };
  std::vector<Stage> stages;
  std::vector<Segment> segments;
  std::size_t parameters = 0;
  std::size_t side = 0;
  std::size_t channels = 1;
  std::size_t classes = 0;
  std::size_t group = 0;
  std::size_t learnt = 0;  ///< inputs of the layer
  std::vector<std::size_t> layer_channels;
  layer::Graph graph;

  Plan(const DataSet& data, const Architecture& how, const layer::Graph& layer_graph)
      : side(side_of(data)), classes(data.classes), group(how.group), graph(layer_graph) {
    learnt = layer::Executor(graph, 1, 1).learnt().size();
    using Blocks = Architecture::Blocks;
    const std::size_t factor = how.blocks == Blocks::bottleneck ? 2 : 1;
    const bool plain = how.blocks == Blocks::plain;
    convolve(how.width * factor, 3);
    if (plain) normalize();
    for (std::uint32_t i = 0; i < how.depth; ++i) block(how.blocks);
    add({.step = Step::shrink, .shape = {side, channels, channels, 1}});
    side /= 2;
    convolve(2 * channels, plain ? 3 : 1);
    if (plain) normalize();
    for (std::uint32_t i = 0; i < how.depth; ++i) block(how.blocks);
    if (!plain) normalize();
    add_segment("weights", channels, classes);
    add_segment("biases", 1, classes);
  }

  const Segment& dense() const { return segments[segments.size() - 2]; }
  const Segment& biases() const { return segments.back(); }

 private:
  void add(const Stage& stage) { stages.push_back(stage); }
  void add_segment(const std::string& name, std::size_t rows, std::size_t columns) {
    segments.push_back({name, parameters, rows, columns});
    parameters += segments.back().size();
  }
  void convolve(std::size_t outputs, std::size_t kernel) {
    add({.step = Step::convolve,
         .shape = {side, channels, outputs, kernel},
         .segment = segments.size()});
    const std::size_t number = segments.size() - layer_channels.size() + 1;
    add_segment("convolution" + std::to_string(number), kernel * kernel * channels, outputs);
    channels = outputs;
  }
  void normalize() {
    add({.step = Step::layer,
         .shape = {side, channels, channels, 1},
         .segment = segments.size(),
         .place = layer_channels.size()});
    layer_channels.push_back(channels);
    add_segment("layer" + std::to_string(layer_channels.size()), learnt, channels);
  }
  void block(Architecture::Blocks blocks) {
    const std::size_t from = stages.size();
    const std::size_t outer = channels;
    if (blocks == Architecture::Blocks::plain) {
      convolve(outer, 3);
      normalize();
      return;
    }
    const bool narrow = blocks == Architecture::Blocks::bottleneck;
    normalize();
    convolve(narrow ? outer / 2 : outer, narrow ? 1 : 3);
    normalize();
    convolve(channels, 3);
    if (narrow) {
      normalize();
      convolve(outer, 1);
    }
    add({.step = Step::join, .shape = {side, channels, channels, 1}, .from = from});
  }
};

/// Values and slopes of a batch on its way through the network.
class ConvNet::Memory : public Scratch {
 public:
  explicit Memory(std::shared_ptr<const Plan> plan) : plan_(std::move(plan)) {
    for (const std::size_t channels : plan_->layer_channels) {
      executors_.emplace_back(plan_->graph, channels, plan_->group);
      running_.emplace_back(executors_.back().running());
    }
    values_.resize(plan_->stages.size() + 1);
  }
  const Plan* plan() const { return plan_.get(); }

  std::vector<float>& rows() { return values_.front(); }
  /// The outputs for rows(); with or without a batch.
  std::vector<float>& forward(std::span<const float> weights, bool batch);
  /// After forward() with a batch, whose outputs have these slopes.
  void backward(std::span<const float> weights, std::span<const float> slopes,
                std::span<float> gradient);
  bool of_batch() const { return !running_.front().empty(); }
  /// Moves the running moments towards the last batch's.
  void update_running(float rate) {
    for (std::size_t i = 0; i < executors_.size(); ++i)
      executors_[i].update_running(running_[i], rate);
  }

 private:
  using Stage = Plan::Stage;
  void run(std::size_t i, std::span<const float> weights, bool batch);
  void run_back(std::size_t i, std::span<const float> weights, std::span<float> gradient);
  static layer::Size size_of(const Stage& stage, std::size_t samples) {
    return {samples, stage.shape.side * stage.shape.side};
  }
  std::span<const float> part(std::span<const float> weights, std::size_t segment) const {
    return weights.subspan(plan_->segments[segment].begin, plan_->segments[segment].size());
  }

  const std::shared_ptr<const Plan> plan_;
  std::vector<layer::Executor> executors_;
  std::vector<std::vector<float>> running_;
  std::vector<std::vector<float>> values_;
  std::size_t samples_ = 0;
  std::vector<float> features_;
  std::vector<float> outputs_;
  std::vector<float> slopes_;
  std::vector<float> before_;
  std::vector<float> held_;  // slopes of the value that a join adds
  std::size_t holder_ = SIZE_MAX;
  std::vector<float> turned_;
  ConvolutionMemory columns_;
};

void ConvNet::Memory::run(std::size_t i, std::span<const float> weights, bool batch) {
  const Stage& stage = plan_->stages[i];
  const std::vector<float>& in = values_[i];
  std::vector<float>& out = values_[i + 1];
  out.resize(samples_ * stage.shape.output_size());
  switch (stage.step) {
    case Step::convolve:
      convolve(stage.shape, in, part(weights, stage.segment), out, columns_);
      break;
    case Step::layer:
      if (batch)
        executors_[stage.place].forward(size_of(stage, samples_), in, part(weights, stage.segment),
                                        out);
      else
        executors_[stage.place].infer(size_of(stage, samples_), in, part(weights, stage.segment),
                                      running_[stage.place], out);
      break;
    case Step::shrink:
      out.resize(in.size() / 4);
      shrink(stage.shape.side, stage.shape.inputs, in, out);
      break;
    case Step::join:
      for (std::size_t k = 0; k < out.size(); ++k) out[k] = in[k] + values_[stage.from][k];
      break;
  }
}

std::vector<float>& ConvNet::Memory::forward(std::span<const float> weights, bool batch) {
  const Plan& plan = *plan_;
  samples_ = rows().size() / plan.stages.front().shape.input_size();
  for (std::size_t i = 0; i < plan.stages.size(); ++i) run(i, weights, batch);
  const std::size_t pixels = plan.side * plan.side;
  features_.assign(samples_ * plan.channels, 0.0F);
  const float share = 1 / static_cast<float>(pixels);
  for (std::size_t p = 0; p < samples_ * pixels; ++p) {
    float* const to = features_.data() + p / pixels * plan.channels;
    const float* const from = values_.back().data() + p * plan.channels;
    for (std::size_t c = 0; c < plan.channels; ++c) to[c] += share * from[c];
  }
  outputs_.resize(samples_ * plan.classes);
  for (std::size_t s = 0; s < samples_; ++s)
    std::copy_n(weights.data() + plan.biases().begin, plan.classes,
                outputs_.data() + s * plan.classes);
  multiply_add({features_.data(), plan.channels}, weights.data() + plan.dense().begin,
               outputs_.data(), {samples_, plan.channels, plan.classes});
  return outputs_;
}

void ConvNet::Memory::run_back(std::size_t i, std::span<const float> weights,
                               std::span<float> gradient) {
  const Stage& stage = plan_->stages[i];
  const Segment& segment = plan_->segments[stage.segment];
  const auto learnt = gradient.subspan(segment.begin, segment.size());
  before_.resize(values_[i].size());
  switch (stage.step) {
    case Step::convolve:
      add_weight_slopes(stage.shape, values_[i], slopes_, learnt, columns_);
      if (i == 0) return;
      turned_.resize(segment.size());
      transpose(weights.data() + segment.begin, turned_.data(), segment.rows, segment.columns);
      convolve_back(stage.shape, slopes_, turned_, before_, columns_);
      break;
    case Step::layer:
      executors_[stage.place].backward(slopes_, before_, learnt);
      break;
    case Step::shrink:
      shrink_back(stage.shape.side, stage.shape.inputs, slopes_, before_);
      break;
    case Step::join:
      held_ = slopes_;
      holder_ = stage.from;
      return;
  }
  std::swap(slopes_, before_);
  if (holder_ != i) return;
  for (std::size_t k = 0; k < slopes_.size(); ++k) slopes_[k] += held_[k];
  holder_ = SIZE_MAX;
}

void ConvNet::Memory::backward(std::span<const float> weights, std::span<const float> slopes,
                               std::span<float> gradient) {
  const Plan& plan = *plan_;
  std::fill(gradient.begin(), gradient.end(), 0.0F);
  multiply_add({features_.data(), 1, plan.channels}, slopes.data(),
               gradient.data() + plan.dense().begin, {plan.channels, samples_, plan.classes});
  for (std::size_t k = 0; k < slopes.size(); ++k)
    gradient[plan.biases().begin + k % plan.classes] += slopes[k];
  turned_.resize(plan.dense().size());
  transpose(weights.data() + plan.dense().begin, turned_.data(), plan.channels, plan.classes);
  before_.assign(features_.size(), 0.0F);
  multiply_add({slopes.data(), plan.classes}, turned_.data(), before_.data(),
               {samples_, plan.classes, plan.channels});
  const std::size_t pixels = plan.side * plan.side;
  const float share = 1 / static_cast<float>(pixels);
  slopes_.resize(values_.back().size());
  for (std::size_t p = 0; p < samples_ * pixels; ++p) {
    for (std::size_t c = 0; c < plan.channels; ++c)
      slopes_[p * plan.channels + c] = share * before_[p / pixels * plan.channels + c];
  }
  for (std::size_t i = plan.stages.size(); i-- > 0;) run_back(i, weights, gradient);
}

Result<void> ConvNet::check(const DataSet& data) {
  const std::size_t side = side_of(data);
  if (data.classes == 0)
    return Error{"data", "has numbers to be met, not classes", "take digits or shapes"};
  if (side * side != data.inputs || side % 2 == 1)
    return Error{"data",
                 "has rows of " + std::to_string(data.inputs) +
                     " numbers, which are no square pictures of an even side",
                 "take digits or shapes, or a table or IDX file of pictures, e.g. of 8 x 8"};
  return {};
}

ConvNet::ConvNet(std::shared_ptr<const DataSet> data, const Architecture& architecture,
                 const layer::Graph& layer)
    : data_(std::move(data)), plan_(std::make_shared<const Plan>(*data_, architecture, layer)) {
  CAMBRIAN_ASSERT(check(*data_));
}

ConvNet::~ConvNet() = default;

std::size_t ConvNet::parameters() const { return plan_->parameters; }

std::span<const Segment> ConvNet::tensors() const { return plan_->segments; }

ConvNet::Memory& ConvNet::memory(WorkSpace& space) const {
  auto* known = dynamic_cast<Memory*>(space.scratch.get());
  if (known != nullptr && known->plan() == plan_.get()) return *known;
  auto fresh = std::make_unique<Memory>(plan_);
  Memory& result = *fresh;
  space.scratch = std::move(fresh);
  return result;
}

void ConvNet::initialise(std::uint64_t seed, std::span<float> weights) const {
  Random random({.seed = seed, .purpose = Purpose::init});
  std::fill(weights.begin(), weights.end(), 0.0F);
  const auto draw = [&](const Segment& segment) {
    const double deviation = std::sqrt(2.0 / static_cast<double>(segment.rows));
    for (float& weight : weights.subspan(segment.begin, segment.size()))
      weight = static_cast<float>(deviation * random.normal());
  };
  for (const Plan::Stage& stage : plan_->stages) {
    const Segment& segment = plan_->segments[stage.segment];
    if (stage.step == Step::convolve) draw(segment);
    if (stage.step == Step::layer)
      layer::Executor(plan_->graph, segment.columns, plan_->group)
          .initialise(weights.subspan(segment.begin, segment.size()));
  }
  draw(plan_->dense());
}

double ConvNet::loss_and_gradient(std::span<const float> weights, const Batch& batch,
                                  std::span<float> gradient, WorkSpace& space) const {
  CAMBRIAN_ASSERT(batch.noise.dropout == 0 && batch.noise.input == 0);
  space.units.resize(1);
  gather(data_->train, batch, space);
  Memory& net = memory(space);
  net.rows() = space.units.front();
  space.slope = net.forward(weights, true);
  const double loss = cross_entropy(space.slope, space.labels).loss;
  const auto rows = static_cast<double>(space.labels.size());
  const auto share = static_cast<float>(1 / rows);
  for (float& slope : space.slope) slope *= share;
  net.backward(weights, space.slope, gradient);
  return loss / rows;
}

Score ConvNet::evaluate(std::span<const float> weights, Split split, WorkSpace& space) const {
  Memory& net = memory(space);
  const auto take = [&](const Part& part, std::size_t begin) {
    const std::size_t count = std::min(kRowsAtOnce, part.size() - begin);
    const float* const rows = part.rows.data() + begin * data_->inputs;
    net.rows().assign(rows, rows + count * data_->inputs);
    return count;
  };
  if (net.of_batch()) {
    float batches = 0;
    const std::size_t end = std::min(kPopulation, data_->train.size());
    for (std::size_t begin = 0; begin < end; begin += kRowsAtOnce) {
      take(data_->train, begin);
      net.forward(weights, true);
      net.update_running(1 / ++batches);
    }
  }
  const Part& part = part_of(*data_, split);
  LossSum sum;
  for (std::size_t begin = 0; begin < part.size(); begin += kRowsAtOnce) {
    const std::size_t count = take(part, begin);
    const LossSum some =
        cross_entropy(net.forward(weights, false), std::span(part.labels).subspan(begin, count));
    sum.loss += some.loss;
    sum.errors += some.errors;
  }
  const auto count = static_cast<double>(part.size());
  return {sum.loss / count, sum.errors / count};
}

}  // namespace cambrian::training
