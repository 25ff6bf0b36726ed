#include "problems/training/attention.hpp"

#include <algorithm>
#include <cmath>

#include "problems/training/gemm.hpp"

namespace cambrian::training {
namespace {

/// Columns of one head, from or into rows of `stride` numbers.
struct Columns {
  std::size_t first = 0;
  std::size_t stride = 0;
};

void take(std::span<const float> from, Columns columns, std::size_t depth, std::vector<float>& to) {
  const std::size_t length = to.size() / depth;
  for (std::size_t i = 0; i < length; ++i)
    std::copy_n(from.data() + i * columns.stride + columns.first, depth, to.data() + i * depth);
}

void put(const std::vector<float>& from, Columns columns, std::size_t depth, std::span<float> to) {
  const std::size_t length = from.size() / depth;
  for (std::size_t i = 0; i < length; ++i)
    std::copy_n(from.data() + i * depth, depth, to.data() + i * columns.stride + columns.first);
}

// Of each row the first i + 1 scores; the others become 0.
void softmax(std::span<const float> scores, std::size_t length, std::span<float> shares) {
  for (std::size_t i = 0; i < length; ++i) {
    const float* const row = scores.data() + i * length;
    float* const out = shares.data() + i * length;
    const float top = *std::max_element(row, row + i + 1);
    float sum = 0;
    for (std::size_t j = 0; j <= i; ++j) sum += out[j] = std::exp(row[j] - top);
    for (std::size_t j = 0; j <= i; ++j) out[j] /= sum;
    std::fill(out + i + 1, out + length, 0.0F);
  }
}

}  // namespace

std::span<float> Attention::shares(std::size_t sequence, std::size_t head) {
  const std::size_t size = shape_.length * shape_.length;
  return std::span(shares_).subspan((sequence * shape_.heads + head) * size, size);
}

void Attention::load(std::size_t sequence, std::size_t head, std::span<const float> asked) {
  const std::size_t width = shape_.width;
  const auto rows = asked.subspan(sequence * shape_.length * 3 * width, shape_.length * 3 * width);
  for (auto* part : {&head_.queries, &head_.keys, &head_.values})
    part->resize(shape_.length * depth());
  const std::size_t first = head * depth();
  take(rows, {first, 3 * width}, depth(), head_.queries);
  take(rows, {first + width, 3 * width}, depth(), head_.keys);
  take(rows, {first + 2 * width, 3 * width}, depth(), head_.values);
  const float scale = 1 / std::sqrt(static_cast<float>(depth()));
  for (float& value : head_.queries) value *= scale;
  head_.turned.resize(head_.keys.size());
}

void Attention::forward(const Shape& shape, std::span<const float> asked, std::span<float> out) {
  shape_ = shape;
  const std::size_t length = shape.length;
  shares_.resize(shape.sequences * shape.heads * length * length);
  for (std::size_t s = 0; s < shape.sequences; ++s) {
    for (std::size_t h = 0; h < shape.heads; ++h) {
      load(s, h, asked);
      transpose(head_.keys.data(), head_.turned.data(), length, depth());
      head_.scores.assign(length * length, 0.0F);
      multiply_add({head_.queries.data(), depth()}, head_.turned.data(), head_.scores.data(),
                   {length, depth(), length});
      softmax(head_.scores, length, shares(s, h));
      head_.out.assign(length * depth(), 0.0F);
      multiply_add({shares(s, h).data(), length}, head_.values.data(), head_.out.data(),
                   {length, length, depth()});
      put(head_.out, {h * depth(), shape.width}, depth(), out.subspan(s * length * shape.width));
    }
  }
}

void Attention::backward(std::span<const float> asked, std::span<const float> slopes,
                         std::span<float> before) {
  const std::size_t length = shape_.length;
  const std::size_t width = shape_.width;
  const float scale = 1 / std::sqrt(static_cast<float>(depth()));
  std::vector<float>& result = head_.out;
  for (std::size_t s = 0; s < shape_.sequences; ++s) {
    const auto into = before.subspan(s * length * 3 * width, length * 3 * width);
    for (std::size_t h = 0; h < shape_.heads; ++h) {
      load(s, h, asked);
      const std::size_t first = h * depth();
      const std::span<const float> p = shares(s, h);
      head_.slopes.resize(length * depth());
      take(slopes.subspan(s * length * width), {first, width}, depth(), head_.slopes);
      result.assign(length * depth(), 0.0F);
      multiply_add({p.data(), 1, length}, head_.slopes.data(), result.data(),
                   {length, length, depth()});
      put(result, {first + 2 * width, 3 * width}, depth(), into);
      // Slopes of shares, and then of scores.
      transpose(head_.values.data(), head_.turned.data(), length, depth());
      head_.scores.assign(length * length, 0.0F);
      multiply_add({head_.slopes.data(), depth()}, head_.turned.data(), head_.scores.data(),
                   {length, depth(), length});
      for (std::size_t i = 0; i < length; ++i) {
        float* const row = head_.scores.data() + i * length;
        const float* const share = p.data() + i * length;
        float sum = 0;
        for (std::size_t j = 0; j <= i; ++j) sum += share[j] * row[j];
        for (std::size_t j = 0; j < length; ++j) row[j] = share[j] * (row[j] - sum);
      }
      result.assign(length * depth(), 0.0F);
      multiply_add({head_.scores.data(), length}, head_.keys.data(), result.data(),
                   {length, length, depth()});
      for (float& value : result) value *= scale;
      put(result, {first, 3 * width}, depth(), into);
      result.assign(length * depth(), 0.0F);
      multiply_add({head_.scores.data(), 1, length}, head_.queries.data(), result.data(),
                   {length, length, depth()});
      put(result, {first + width, 3 * width}, depth(), into);
    }
  }
}

}  // namespace cambrian::training
