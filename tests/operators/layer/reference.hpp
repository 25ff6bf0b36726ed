// What layers compute, slowly and in double: what the executor is tested against.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "operators/layer/executor.hpp"

namespace cambrian::layer {

/// Tensors of samples x pixels x channels.
struct Reference {
  Size size;
  std::size_t channels = 0;
  std::size_t group = 0;

  using Tensor = std::vector<double>;
  /// One number for each channel, for v0, v1, beta and gamma.
  using Learnt = std::array<Tensor, first_node>;

  std::size_t count() const { return size.samples * size.pixels * channels; }

  Tensor number_by_number(Primitive primitive, const Tensor& a, const Tensor& b) const {
    Tensor y(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) y[i] = value(primitive, a[i], b[i]);
    return y;
  }
  static double value(Primitive primitive, double a, double b) {
    constexpr double kSmall = kEpsilon;
    switch (primitive) {
      case Primitive::add:
        return a + b;
      case Primitive::mul:
        return a * b;
      case Primitive::div:
        return a / b;
      case Primitive::max:
        return std::max(a, b);
      case Primitive::neg:
        return -a;
      case Primitive::sigmoid:
        return 1 / (1 + std::exp(-a));
      case Primitive::tanh:
        return std::tanh(a);
      case Primitive::exp:
        return std::exp(a);
      case Primitive::log:
        return a == 0 ? 0 : std::copysign(1, a) * std::log(std::abs(a) + kSmall);
      case Primitive::abs:
        return std::abs(a);
      case Primitive::square:
        return a * a;
      default:
        return a / std::sqrt(std::abs(a) + kSmall);
    }
  }

  Tensor moment(const PrimitiveInfo& facts, const Tensor& a) const {
    Tensor y(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      Tensor those;
      for (std::size_t k = 0; k < a.size(); ++k)
        if (together(facts.axes, i, k)) those.push_back(a[k]);
      const auto n = static_cast<double>(those.size());
      double mean = 0;
      double square = 0;
      double variance = 0;
      for (const double v : those) mean += v / n;
      for (const double v : those) square += v * v / n;
      for (const double v : those) variance += (v - mean) * (v - mean) / n;
      y[i] = facts.moment == Moment::mean
                 ? mean
                 : std::sqrt((facts.moment == Moment::rms ? square : variance) + kEpsilon);
    }
    return y;
  }
  bool together(Axes axes, std::size_t i, std::size_t k) const {
    const std::size_t c = i % channels;
    const std::size_t d = k % channels;
    const bool same_sample = i / channels / size.pixels == k / channels / size.pixels;
    if (axes == Axes::batch) return c == d;
    if (axes == Axes::instance) return same_sample && c == d;
    if (axes == Axes::layer) return same_sample;
    return same_sample && c / group == d / group;
  }

  Tensor run(const Graph& graph, const Tensor& in, const Learnt& learnt) const {
    std::vector<Tensor> values;
    for (std::size_t input = 0; input < first_node; ++input) {
      Tensor tensor(count(), input == one ? 1.0 : 0.0);
      for (std::size_t i = 0; i < count() && input >= v0; ++i)
        tensor[i] = learnt[input][i % channels];
      values.push_back(input == x ? in : tensor);
    }
    for (const Node& node : graph.nodes) {
      const PrimitiveInfo& facts = info(node.primitive);
      const Tensor& a = values[node.arguments[0]];
      values.push_back(facts.moment == Moment::none
                           ? number_by_number(node.primitive, a, values[node.arguments[1]])
                           : moment(facts, a));
    }
    return values.back();
  }
};

}  // namespace cambrian::layer
