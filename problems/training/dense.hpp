// What networks of dense layers over many places consist of, forward and backward.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cambrian::training {

/// Rows of `in` numbers become rows of `out` numbers.
struct DenseShape {
  std::size_t in = 0;
  std::size_t out = 0;
};

/// to += rows * weights; `to` decides how many rows there are.
void add_product(DenseShape shape, std::span<const float> rows, std::span<const float> weights,
                 std::span<float> to);
/// Adds the slopes of the weights to `gradient`, and writes those of the rows. `turned` is memory.
void add_product_back(DenseShape shape, std::span<const float> rows, std::span<const float> weights,
                      std::span<const float> slopes, std::span<float> gradient,
                      std::vector<float>& before, std::vector<float>& turned);

/// LayerNorm (Ba et al. 2016): each row to mean 0 and deviation 1, times gains plus biases. Keeps
/// what backward() needs of the last forward(). For one thread.
class LayerNorm {
 public:
  /// `learnt`: a gain for each number of a row, then a bias.
  void forward(std::span<const float> rows, std::span<const float> learnt, std::vector<float>& out);
  /// Adds to the gradient of `learnt`, and adds the slopes of the rows to `before`.
  void backward(std::span<const float> slopes, std::span<const float> learnt,
                std::span<float> gradient, std::span<float> before) const;

 private:
  std::vector<float> normal_;  // the rows, before gains
  std::vector<float> scales_;  // 1 / deviation of each
};

}  // namespace cambrian::training
