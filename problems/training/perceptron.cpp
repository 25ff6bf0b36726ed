#include "problems/training/perceptron.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "engine/core/random.hpp"
#include "problems/training/batch.hpp"
#include "problems/training/gemm.hpp"
#include "problems/training/loss.hpp"

namespace cambrian::training {
namespace {

constexpr std::size_t kRowsAtOnce = 256;  // so many fit the cache

float scale_of(double dropout) { return static_cast<float>(1 / (1 - dropout)); }

// What is dropped has no gradient since it is 0.
void drop(std::vector<float>& units, double dropout, Random& random) {
  if (dropout <= 0) return;
  const auto threshold = static_cast<std::uint32_t>(dropout * 0x1p32);
  const float scale = scale_of(dropout);
  for (float& unit : units) unit = random.bits32() < threshold ? 0 : unit * scale;
}

}  // namespace

Perceptron::Perceptron(std::shared_ptr<const DataSet> data, const std::vector<std::size_t>& hidden)
    : data_(std::move(data)) {
  std::vector<std::size_t> widths = {data_->inputs};
  widths.insert(widths.end(), hidden.begin(), hidden.end());
  widths.push_back(std::max<std::size_t>(1, data_->classes));
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    tensors_.push_back({"weights" + number, parameters_, widths[i], widths[i + 1]});
    parameters_ += tensors_.back().size();
    tensors_.push_back({"biases" + number, parameters_, 1, widths[i + 1]});
    parameters_ += tensors_.back().size();
  }
}

void Perceptron::initialise(std::uint64_t seed, std::span<float> weights) const {
  Random random({.seed = seed, .purpose = Purpose::init});
  std::fill(weights.begin(), weights.end(), 0.0F);
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    const Segment& segment = weights_of(layer);
    const double deviation = std::sqrt(2.0 / static_cast<double>(segment.rows));
    for (float& weight : weights.subspan(segment.begin, segment.size()))
      weight = static_cast<float>(deviation * random.normal());
  }
}

void Perceptron::forward(std::size_t layer, std::span<const float> weights,
                         const std::vector<float>& in, std::vector<float>& out) const {
  const auto [inputs, outputs] = std::pair(weights_of(layer).rows, weights_of(layer).columns);
  const std::size_t rows = in.size() / inputs;
  out.resize(rows * outputs);
  for (std::size_t i = 0; i < rows; ++i)
    std::copy_n(weights.data() + biases_of(layer).begin, outputs, out.data() + i * outputs);
  multiply_add({in.data(), inputs}, weights.data() + weights_of(layer).begin, out.data(),
               {rows, inputs, outputs});
  if (layer + 1 == layers()) return;
  for (float& unit : out) unit = std::max(unit, 0.0F);
}

double Perceptron::loss_and_gradient(std::span<const float> weights, const Batch& batch,
                                     std::span<float> gradient, WorkSpace& space) const {
  space.units.resize(layers() + 1);  // before each layer, and after all
  gather(data_->train, batch, space);
  Random random({.seed = batch.seed, .step = batch.step, .purpose = Purpose::evaluate});
  blur(space.units.front(), batch.noise.input, random);
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    forward(layer, weights, space.units[layer], space.units[layer + 1]);
    if (layer + 1 < layers()) drop(space.units[layer + 1], batch.noise.dropout, random);
  }
  space.slope = space.units.back();
  const bool classes = !space.labels.empty();
  const double loss = classes ? cross_entropy(space.slope, space.labels).loss
                              : squared_difference(space.slope, space.values).loss;
  const std::size_t rows = classes ? space.labels.size() : space.values.size();
  const float share = 1 / static_cast<float>(rows);
  for (float& value : space.slope) value *= share;
  backward(weights, batch.noise.dropout, gradient, space);
  return loss / static_cast<double>(rows);
}

void Perceptron::backward(std::span<const float> weights, double dropout, std::span<float> gradient,
                          WorkSpace& space) const {
  std::fill(gradient.begin(), gradient.end(), 0.0F);
  for (std::size_t layer = layers(); layer-- > 0;) {
    const Segment& segment = weights_of(layer);
    const auto [inputs, outputs] = std::pair(segment.rows, segment.columns);
    const std::vector<float>& units = space.units[layer];
    const std::size_t rows = units.size() / inputs;
    multiply_add({units.data(), 1, inputs}, space.slope.data(), gradient.data() + segment.begin,
                 {inputs, rows, outputs});
    float* const biases = gradient.data() + biases_of(layer).begin;
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t j = 0; j < outputs; ++j) biases[j] += space.slope[r * outputs + j];
    if (layer == 0) break;
    space.turned.resize(segment.size());
    transpose(weights.data() + segment.begin, space.turned.data(), inputs, outputs);
    space.before.assign(rows * inputs, 0.0F);
    multiply_add({space.slope.data(), outputs}, space.turned.data(), space.before.data(),
                 {rows, outputs, inputs});
    const float scale = scale_of(dropout);
    for (std::size_t k = 0; k < units.size(); ++k)
      space.before[k] = units[k] > 0 ? space.before[k] * scale : 0;
    std::swap(space.slope, space.before);
  }
}

Score Perceptron::evaluate(std::span<const float> weights, Split split, WorkSpace& space) const {
  const Part& part = part_of(*data_, split);
  space.units.resize(layers() + 1);
  std::vector<float>& in = space.slope;
  LossSum sum;
  for (std::size_t begin = 0; begin < part.size(); begin += kRowsAtOnce) {
    const std::size_t count = std::min(kRowsAtOnce, part.size() - begin);
    const float* const rows = part.rows.data() + begin * data_->inputs;
    in.assign(rows, rows + count * data_->inputs);
    for (std::size_t layer = 0; layer < layers(); ++layer) {
      forward(layer, weights, in, space.before);
      std::swap(in, space.before);
    }
    const LossSum some = part.labels.empty()
                             ? squared_difference(in, std::span(part.values).subspan(begin, count))
                             : cross_entropy(in, std::span(part.labels).subspan(begin, count));
    sum.loss += some.loss;
    sum.errors += some.errors;
  }
  const auto count = static_cast<double>(part.size());
  return {sum.loss / count, sum.errors / count};
}

}  // namespace cambrian::training
