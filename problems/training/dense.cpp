#include "problems/training/dense.hpp"

#include <cmath>

#include "problems/training/gemm.hpp"

namespace cambrian::training {

void add_product(DenseShape shape, std::span<const float> rows, std::span<const float> weights,
                 std::span<float> to) {
  multiply_add({rows.data(), shape.in}, weights.data(), to.data(),
               {to.size() / shape.out, shape.in, shape.out});
}

void add_product_back(DenseShape shape, std::span<const float> rows, std::span<const float> weights,
                      std::span<const float> slopes, std::span<float> gradient,
                      std::vector<float>& before, std::vector<float>& turned) {
  const std::size_t count = slopes.size() / shape.out;
  multiply_add({rows.data(), 1, shape.in}, slopes.data(), gradient.data(),
               {shape.in, count, shape.out});
  turned.resize(shape.in * shape.out);
  transpose(weights.data(), turned.data(), shape.in, shape.out);
  before.assign(count * shape.in, 0.0F);
  multiply_add({slopes.data(), shape.out}, turned.data(), before.data(),
               {count, shape.out, shape.in});
}

void LayerNorm::forward(std::span<const float> rows, std::span<const float> learnt,
                        std::vector<float>& out) {
  constexpr float kEpsilon = 1e-5F;
  const std::size_t width = learnt.size() / 2;
  const std::size_t count = rows.size() / width;
  const float share = 1 / static_cast<float>(width);
  normal_.resize(rows.size());
  scales_.resize(count);
  out.resize(rows.size());
  for (std::size_t i = 0; i < count; ++i) {
    const float* const row = rows.data() + i * width;
    float* const normal = normal_.data() + i * width;
    float mean = 0;
    for (std::size_t k = 0; k < width; ++k) mean += share * row[k];
    float squares = 0;
    for (std::size_t k = 0; k < width; ++k) squares += share * (row[k] - mean) * (row[k] - mean);
    scales_[i] = 1 / std::sqrt(squares + kEpsilon);
    for (std::size_t k = 0; k < width; ++k) {
      normal[k] = (row[k] - mean) * scales_[i];
      out[i * width + k] = normal[k] * learnt[k] + learnt[width + k];
    }
  }
}

void LayerNorm::backward(std::span<const float> slopes, std::span<const float> learnt,
                         std::span<float> gradient, std::span<float> before) const {
  const std::size_t width = learnt.size() / 2;
  const float share = 1 / static_cast<float>(width);
  for (std::size_t i = 0; i < scales_.size(); ++i) {
    const float* const normal = normal_.data() + i * width;
    const float* const slope = slopes.data() + i * width;
    float sum = 0;
    float product = 0;
    for (std::size_t k = 0; k < width; ++k) {
      gradient[k] += slope[k] * normal[k];
      gradient[width + k] += slope[k];
      sum += share * slope[k] * learnt[k];
      product += share * slope[k] * learnt[k] * normal[k];
    }
    for (std::size_t k = 0; k < width; ++k)
      before[i * width + k] += scales_[i] * (slope[k] * learnt[k] - sum - normal[k] * product);
  }
}

}  // namespace cambrian::training
