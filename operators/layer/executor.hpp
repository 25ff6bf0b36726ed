// Executor: runs a layer forward and backward over tensors of float32, sample by sample in the
// first-level cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "operators/layer/analysis.hpp"
#include "operators/layer/kernels.hpp"

namespace cambrian::layer {

/// Of a tensor: samples, then pixels, then channels, without gaps.
struct Size {
  std::size_t samples = 0;
  std::size_t pixels = 0;
};

/// A layer at one place of a network. Keeps what backward() needs of the last forward(). Slopes are
/// exact but for rounding: through all moments, too. Results are the same for equal inputs on every
/// machine with fused multiply-add. Not for use by two threads at once.
class Executor {
 public:
  /// Requires a valid graph. Groups have `group_size` channels where that divides their number,
  /// else there is one.
  Executor(const Graph& graph, std::size_t channels, std::size_t group_size);

  /// The learnable inputs that have an effect, in their order, `channels` numbers each.
  std::size_t parameters() const { return learnt_.size() * channels_; }
  const std::vector<std::uint8_t>& learnt() const { return learnt_; }
  void initialise(std::span<float> parameters) const;
  /// Numbers that stand for the moments over the batch when there is none: means, mean squares and
  /// variances, `channels` of each moment.
  std::size_t running() const { return batch_nodes_.size() * channels_; }

  /// y from x; moments over the batch are those of x.
  void forward(Size size, std::span<const float> x, std::span<const float> parameters,
               std::span<float> y);
  /// running += rate * (moments of the last forward() - running)
  void update_running(std::span<float> running, float rate) const;
  /// The same as forward() with these moments instead. No backward() may follow.
  void infer(Size size, std::span<const float> x, std::span<const float> parameters,
             std::span<const float> running, std::span<float> y);
  /// After forward(): from the slopes of a loss in y those in x, written, and in the parameters,
  /// added.
  void backward(std::span<const float> slopes, std::span<float> slopes_x,
                std::span<float> slopes_parameters);

 private:
  using Id = std::uint8_t;
  struct Value {
    Extent extent = Extent::channel;
    std::uint8_t level = 0;
    bool live = false;
    std::size_t stride = 0;  ///< of a sample
    std::vector<float> numbers;
    std::vector<float> slopes;
    std::vector<float> wide;         ///< a row, repeated for all pixels
    std::size_t widened = SIZE_MAX;  ///< the sample of `wide`
    std::vector<float> means;        ///< of a moment: of each sample, or of its columns
    std::vector<float> squares;      ///< of a moment over the batch
    Forward forward = nullptr;
    Backward backward = nullptr;
  };

  void prepare(Size size, std::span<const float> x, std::span<const float> parameters);
  void run(std::span<const float> running, std::span<float> y);
  void evaluate(Id id, std::size_t sample);
  void take_columns(Id id, std::size_t sample);
  void sample_moment(Id id, std::size_t sample);
  void batch_moment(Id id, std::span<const float> running);
  void step_back(Id id, std::size_t sample);
  void sample_moment_back(Id id, std::size_t sample);
  void batch_moment_back(Id id);

  const Node& node(Id id) const { return graph_.nodes[id - std::size_t{first_node}]; }
  float* numbers(Id id, std::size_t sample) { return row(values_[id].numbers, id, sample); }
  float* slopes(Id id, std::size_t sample) { return row(values_[id].slopes, id, sample); }
  float* row(std::vector<float>& all, Id id, std::size_t sample) {
    return values_[id].extent == Extent::channel ? all.data()
                                                 : all.data() + sample * values_[id].stride;
  }
  const float* argument(Id of, std::size_t k, std::size_t sample);
  Block block(Id id) const {
    return {values_[id].extent == Extent::full ? size_.pixels : 1, channels_};
  }
  std::size_t set_size(Id id) const;

  Graph graph_;
  std::size_t channels_ = 0;
  std::size_t group_size_ = 0;
  std::uint8_t levels_ = 0;  // the highest
  Size size_;
  std::vector<Value> values_;
  std::vector<Id> learnt_;
  std::vector<Id> batch_nodes_;
  std::vector<Id> nodes_;          // all live ones
  std::vector<float> scratch_[2];  // slopes of widened arguments
  std::vector<float> means_;       // of columns, like all below
  std::vector<float> squares_;
  std::vector<float> factors_;
  std::vector<float> terms_;
};

}  // namespace cambrian::layer
