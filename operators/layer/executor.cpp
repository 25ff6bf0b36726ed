#include "operators/layer/executor.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/assert.hpp"

namespace cambrian::layer {
namespace {

bool learnable(std::size_t input) { return input >= v0 && input <= gamma; }
float first_number(std::size_t input) { return input == one || input == v1 || input == gamma; }

/// Joins the moments of columns that have equally many numbers.
struct Joint {
  double mean = 0;
  double variance = 0;

  double square() const { return variance + mean * mean; }
};

class Joining {
 public:
  void add(double mean) {
    sum_ += mean;
    ++columns_;
  }
  double mean() const { return sum_ / columns_; }
  void add_spread(double mean, double squares, std::size_t rows) {
    const double difference = mean - this->mean();
    squares_ += squares + static_cast<double>(rows) * difference * difference;
    count_ += static_cast<double>(rows);
  }
  Joint joint() const { return {mean(), squares_ / count_}; }

 private:
  double sum_ = 0;
  double columns_ = 0;
  double squares_ = 0;
  double count_ = 0;
};

/// What stands for the moment in a running mean.
double kept(Moment moment, const Joint& joint) {
  if (moment == Moment::mean) return joint.mean;
  return moment == Moment::rms ? joint.square() : joint.variance;
}

float result(Moment moment, double kept) {
  if (moment == Moment::mean) return static_cast<float>(kept);
  return static_cast<float>(std::sqrt(kept + kEpsilon));
}

/// The slope of a number in a moment is factor * number + term.
struct Slope {
  float factor = 0;
  float term = 0;
};

Slope slope_of(Moment moment, double slope, float value, float mean) {
  if (moment == Moment::mean) return {0, static_cast<float>(slope)};
  const double factor = slope / value;
  if (moment == Moment::rms) return {static_cast<float>(factor), 0};
  return {static_cast<float>(factor), static_cast<float>(-factor * mean)};
}

}  // namespace

Executor::Executor(const Graph& graph, std::size_t channels, std::size_t group_size)
    : graph_(canonical(graph)),
      channels_(channels),
      group_size_(channels % group_size == 0 ? group_size : channels),
      values_(graph_.values()) {
  const Verdict verdict = analyze(graph_);
  CAMBRIAN_ASSERT(!verdict.fault && channels >= 1);
  levels_ = verdict.analysis.levels.back();
  for (std::size_t i = 0; i < values_.size(); ++i) {
    Value& value = values_[i];
    const auto id = static_cast<Id>(i);
    value.extent = verdict.analysis.extents[i];
    value.level = verdict.analysis.levels[i];
    value.live = verdict.analysis.live[i];
    if (!value.live) continue;
    if (learnable(i)) learnt_.push_back(id);
    if (i < first_node) continue;
    nodes_.push_back(id);
    const PrimitiveInfo& facts = info(node(id).primitive);
    if (facts.of_batch()) batch_nodes_.push_back(id);
    if (facts.moment != Moment::none) continue;
    value.forward = forward_kernel(facts.primitive);
    value.backward = backward_kernel(facts.primitive);
  }
  for (std::vector<float>* columns : {&means_, &squares_, &factors_, &terms_})
    columns->resize(rounded_up(channels));
}

void Executor::initialise(std::span<float> parameters) const {
  for (std::size_t i = 0; i < learnt_.size(); ++i) {
    const auto these = parameters.subspan(i * channels_, channels_);
    std::fill(these.begin(), these.end(), first_number(learnt_[i]));
  }
}

void Executor::prepare(Size size, std::span<const float> x, std::span<const float> parameters) {
  CAMBRIAN_ASSERT(x.size() == size.samples * size.pixels * channels_);
  CAMBRIAN_ASSERT(parameters.size() == this->parameters());
  size_ = size;
  const std::size_t whole = rounded_up(size.pixels * channels_);
  for (std::vector<float>& scratch : scratch_) scratch.resize(whole + kGrain);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    Value& value = values_[i];
    if (!value.live) continue;
    value.stride = value.extent == Extent::full ? whole : rounded_up(channels_);
    const std::size_t samples = value.extent == Extent::channel ? 1 : size.samples;
    value.numbers.resize(samples * value.stride + kGrain);
    value.widened = SIZE_MAX;
    if (value.extent != Extent::full) value.wide.resize(whole + kGrain);
    if (i < first_node && i != layer::x)
      std::fill(value.numbers.begin(), value.numbers.end(), first_number(i));
    if (i < first_node || info(node(static_cast<Id>(i)).primitive).moment == Moment::none) continue;
    const std::size_t columns = size.samples * rounded_up(channels_);
    value.means.resize(columns);
    value.squares.resize(columns);
  }
  for (std::size_t i = 0; i < learnt_.size(); ++i)
    std::copy_n(parameters.data() + i * channels_, channels_, numbers(learnt_[i], 0));
  const std::size_t count = size.pixels * channels_;
  for (std::size_t s = 0; s < size.samples; ++s)
    std::copy_n(x.data() + s * count, count, numbers(layer::x, s));
}

const float* Executor::argument(Id of, std::size_t k, std::size_t sample) {
  const Id id = node(of).arguments[k];
  Value& value = values_[id];
  if (values_[of].extent != Extent::full || value.extent == Extent::full)
    return numbers(id, sample);
  const std::size_t wanted = value.extent == Extent::channel ? 0 : sample;
  if (value.widened != wanted) {
    repeat_row(numbers(id, sample), {size_.pixels, channels_}, value.wide.data());
    value.widened = wanted;
  }
  return value.wide.data();
}

void Executor::forward(Size size, std::span<const float> x, std::span<const float> parameters,
                       std::span<float> y) {
  prepare(size, x, parameters);
  run({}, y);
}

void Executor::infer(Size size, std::span<const float> x, std::span<const float> parameters,
                     std::span<const float> running, std::span<float> y) {
  CAMBRIAN_ASSERT(running.size() == this->running());
  prepare(size, x, parameters);
  run(running, y);
}

void Executor::run(std::span<const float> running, std::span<float> y) {
  for (std::uint8_t level = 0; level <= levels_; ++level) {
    for (const Id id : nodes_) {
      const Value& value = values_[id];
      if (value.level == level && value.extent == Extent::channel && value.forward != nullptr)
        evaluate(id, 0);
    }
    for (std::size_t s = 0; s < size_.samples; ++s) {
      for (const Id id : nodes_) {
        if (values_[id].level == level && values_[id].extent != Extent::channel) evaluate(id, s);
      }
      if (!running.empty()) continue;
      for (const Id id : batch_nodes_) {
        if (values_[id].level == level + 1) take_columns(id, s);
      }
    }
    for (const Id id : batch_nodes_) {
      if (values_[id].level == level + 1) batch_moment(id, running);
    }
  }
  const std::size_t count = size_.pixels * channels_;
  const auto out = static_cast<Id>(values_.size() - 1);
  for (std::size_t s = 0; s < size_.samples; ++s)
    std::copy_n(numbers(out, s), count, y.data() + s * count);
}

void Executor::evaluate(Id id, std::size_t sample) {
  const Value& value = values_[id];
  if (value.forward == nullptr) {
    take_columns(id, sample);
    sample_moment(id, sample);
    return;
  }
  Operands in{.a = argument(id, 0, sample)};
  if (info(node(id).primitive).arity == 2) in.b = argument(id, 1, sample);
  value.forward(in, numbers(id, sample), value.stride);
}

void Executor::take_columns(Id id, std::size_t sample) {
  const Id from = node(id).arguments[0];
  const std::size_t place = sample * rounded_up(channels_);
  column_moments(numbers(from, sample), block(from), values_[id].means.data() + place,
                 values_[id].squares.data() + place);
}

std::size_t Executor::set_size(Id id) const {
  const Axes axes = info(node(id).primitive).axes;
  if (axes == Axes::layer) return channels_;
  return axes == Axes::group ? group_size_ : 1;
}

void Executor::sample_moment(Id id, std::size_t sample) {
  const Moment moment = info(node(id).primitive).moment;
  const std::size_t rows = block(node(id).arguments[0]).rows;
  const std::size_t set = set_size(id);
  float* const means = values_[id].means.data() + sample * rounded_up(channels_);
  const float* const squares = values_[id].squares.data() + sample * rounded_up(channels_);
  for (std::size_t begin = 0; begin < channels_; begin += set) {
    Joining joining;
    for (std::size_t c = begin; c < begin + set; ++c) joining.add(means[c]);
    for (std::size_t c = begin; c < begin + set; ++c)
      joining.add_spread(means[c], squares[c], rows);
    const Joint joint = joining.joint();
    std::fill_n(means + begin, set, static_cast<float>(joint.mean));
    std::fill_n(numbers(id, sample) + begin, set, result(moment, kept(moment, joint)));
  }
}

void Executor::batch_moment(Id id, std::span<const float> running) {
  const Moment moment = info(node(id).primitive).moment;
  const std::size_t rows = block(node(id).arguments[0]).rows;
  const std::size_t stride = rounded_up(channels_);
  const auto place = std::find(batch_nodes_.begin(), batch_nodes_.end(), id) - batch_nodes_.begin();
  Value& value = values_[id];
  for (std::size_t c = 0; c < channels_; ++c) {
    if (!running.empty()) {
      const float moved = running[static_cast<std::size_t>(place) * channels_ + c];
      value.numbers[c] = result(moment, moved);
      continue;
    }
    Joining joining;
    for (std::size_t s = 0; s < size_.samples; ++s) joining.add(value.means[s * stride + c]);
    for (std::size_t s = 0; s < size_.samples; ++s)
      joining.add_spread(value.means[s * stride + c], value.squares[s * stride + c], rows);
    // From here on the first sample's place has the joint moments.
    value.means[c] = static_cast<float>(joining.joint().mean);
    value.squares[c] = static_cast<float>(kept(moment, joining.joint()));
    value.numbers[c] = result(moment, kept(moment, joining.joint()));
  }
}

void Executor::update_running(std::span<float> running, float rate) const {
  CAMBRIAN_ASSERT(running.size() == this->running());
  for (std::size_t i = 0; i < batch_nodes_.size(); ++i) {
    for (std::size_t c = 0; c < channels_; ++c) {
      float& moment = running[i * channels_ + c];
      moment += rate * (values_[batch_nodes_[i]].squares[c] - moment);
    }
  }
}

void Executor::backward(std::span<const float> slopes_y, std::span<float> slopes_x,
                        std::span<float> slopes_parameters) {
  for (Value& value : values_) {
    if (value.live) value.slopes.assign(value.numbers.size(), 0.0F);
  }
  const std::size_t count = size_.pixels * channels_;
  const auto out = static_cast<Id>(values_.size() - 1);
  for (std::size_t s = 0; s < size_.samples; ++s)
    std::copy_n(slopes_y.data() + s * count, count, slopes(out, s));
  for (std::size_t level = levels_ + std::size_t{1}; level-- > 0;) {
    for (std::size_t s = 0; s < size_.samples; ++s) {
      for (auto id = nodes_.rbegin(); id != nodes_.rend(); ++id) {
        if (values_[*id].level == level && values_[*id].extent != Extent::channel)
          step_back(*id, s);
      }
    }
    for (auto id = nodes_.rbegin(); id != nodes_.rend(); ++id) {
      if (values_[*id].level != level || values_[*id].extent != Extent::channel) continue;
      if (values_[*id].forward == nullptr)
        batch_moment_back(*id);
      else
        step_back(*id, 0);
    }
  }
  if (values_[x].live) {
    for (std::size_t s = 0; s < size_.samples; ++s)
      std::copy_n(slopes(x, s), count, slopes_x.data() + s * count);
  }
  for (std::size_t i = 0; i < learnt_.size(); ++i) {
    for (std::size_t c = 0; c < channels_; ++c)
      slopes_parameters[i * channels_ + c] += slopes(learnt_[i], 0)[c];
  }
}

void Executor::step_back(Id id, std::size_t sample) {
  const Value& value = values_[id];
  if (value.forward == nullptr) return sample_moment_back(id, sample);
  const std::span<const Id> arguments = node(id).used();
  Operands in{.y = numbers(id, sample), .slope = slopes(id, sample)};
  float* to[2] = {nullptr, nullptr};
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    (k == 0 ? in.a : in.b) = argument(id, k, sample);
    const bool widened =
        value.extent == Extent::full && values_[arguments[k]].extent != Extent::full;
    to[k] = widened ? scratch_[k].data() : slopes(arguments[k], sample);
    if (widened) std::fill_n(to[k], value.stride, 0.0F);
  }
  value.backward(in, to[0], to[1], value.stride);
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    if (to[k] == scratch_[k].data())
      add_columns(to[k], {size_.pixels, channels_}, slopes(arguments[k], sample));
  }
}

void Executor::sample_moment_back(Id id, std::size_t sample) {
  const Moment moment = info(node(id).primitive).moment;
  const Id to = node(id).arguments[0];
  const std::size_t set = set_size(id);
  const auto count = static_cast<double>(set * block(to).rows);
  const float* const slope = slopes(id, sample);
  const float* const means = values_[id].means.data() + sample * rounded_up(channels_);
  for (std::size_t begin = 0; begin < channels_; begin += set) {
    double sum = 0;
    for (std::size_t c = begin; c < begin + set; ++c) sum += slope[c];
    const Slope line = slope_of(moment, sum / count, numbers(id, sample)[begin], means[begin]);
    std::fill_n(factors_.data() + begin, set, line.factor);
    std::fill_n(terms_.data() + begin, set, line.term);
  }
  add_line(numbers(to, sample), block(to), {factors_.data(), terms_.data()}, slopes(to, sample));
}

void Executor::batch_moment_back(Id id) {
  const Moment moment = info(node(id).primitive).moment;
  const Id to = node(id).arguments[0];
  const auto count = static_cast<double>(size_.samples * block(to).rows);
  const Value& value = values_[id];
  for (std::size_t c = 0; c < channels_; ++c) {
    const Slope line = slope_of(moment, value.slopes[c] / count, value.numbers[c], value.means[c]);
    factors_[c] = line.factor;
    terms_[c] = line.term;
  }
  for (std::size_t s = 0; s < size_.samples; ++s)
    add_line(numbers(to, s), block(to), {factors_.data(), terms_.data()}, slopes(to, s));
}

}  // namespace cambrian::layer
