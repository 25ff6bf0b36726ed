// Dense layers: many observations in the lanes of vectors, or one, or some, with neurons in the
// lanes.
#if defined(CAMBRIAN_DENSE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_DENSE_INL_HPP
#undef CAMBRIAN_DENSE_INL_HPP
#else
#define CAMBRIAN_DENSE_INL_HPP
#endif

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "problems/neuroevolution/forward.hpp"
#include "problems/neuroevolution/math-inl.hpp"
#include "problems/neuroevolution/network.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

template <class D>
HWY_INLINE Vec<D> activated(D d, Vec<D> x, Activation activation) {
  return activation == Activation::tanh ? tanh_of(d, x) : hn::Max(x, hn::Zero(d));
}

/// In place; a pass of its own, in which many are under way at a time.
template <class D>
HWY_INLINE void activate(D d, float* HWY_RESTRICT values, std::size_t count,
                         Activation activation) {
  for (std::size_t i = 0; i < count; i += hn::MaxLanes(d))
    hn::Store(activated(d, hn::Load(d, values + i), activation), d, values + i);
}

/// The sums of kNeurons neurons from j on.
template <std::size_t kLanes, std::size_t kNeurons>
HWY_INLINE void sum_lanes(const PackedNetwork& network, const PackedNetwork::Layer& layer,
                          std::size_t j, const float* HWY_RESTRICT in, float* HWY_RESTRICT out) {
  const hn::CappedTag<float, kLanes> d;
  constexpr std::size_t kWide = hn::MaxLanes(d);
  constexpr std::size_t kVectors = kLanes / kWide;
  const float* biases = network.biases(layer) + j;
  Vec<decltype(d)> sums[kNeurons][kVectors];
  for (std::size_t n = 0; n < kNeurons; ++n)
    for (std::size_t v = 0; v < kVectors; ++v) sums[n][v] = hn::Set(d, biases[n]);
  auto [weights, stride] = network.column(layer, j);
  for (std::size_t i = 0; i < layer.inputs; ++i, weights += stride) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      const auto x = hn::Load(d, in + i * kLanes + v * kWide);
      for (std::size_t n = 0; n < kNeurons; ++n)
        sums[n][v] = fused(d, x, hn::Set(d, weights[n]), sums[n][v]);
    }
  }
  for (std::size_t n = 0; n < kNeurons; ++n)
    for (std::size_t v = 0; v < kVectors; ++v)
      hn::Store(sums[n][v], d, out + (j + n) * kLanes + v * kWide);
}

/// What the lanes' own weights change: with f[0] in[0] + f[1] in[1] + ..., which is one number for
/// all neurons, times the neuron's factor, its sum becomes what these weights would give.
template <std::size_t kLanes>
HWY_INLINE void add_differences(const PackedNetwork::Layer& layer, const float* HWY_RESTRICT in,
                                const float* HWY_RESTRICT factors, float* HWY_RESTRICT out) {
  const hn::CappedTag<float, kLanes> d;
  for (std::size_t lane = 0; lane < kLanes; lane += hn::MaxLanes(d)) {
    auto along = hn::Zero(d);
    const float* own = factors + lane;
    for (std::size_t i = 0; i < layer.inputs; ++i, own += kLanes)
      along = fused(d, hn::Load(d, in + i * kLanes + lane), hn::Load(d, own), along);
    const float* biases = own + layer.used * kLanes;
    for (std::size_t j = 0; j < layer.used; ++j, own += kLanes, biases += kLanes) {
      float* const to = out + j * kLanes + lane;
      const auto product = fused(d, along, hn::Load(d, own), hn::Load(d, to));
      hn::Store(hn::Add(product, hn::Load(d, biases)), d, to);
    }
  }
}

/// One layer for kLanes observations: `in` and `out` hold kLanes numbers for each neuron. Every
/// output is bias + in[0] w[0] + in[1] w[1] + ..., in this order, each product fused with its sum.
/// If there are `factors` (see forward_relatives()), each lane has weights of its own.
template <std::size_t kLanes>
HWY_NOINLINE void forward_lanes(const PackedNetwork& network, const PackedNetwork::Layer& layer,
                                const float* HWY_RESTRICT in, float* HWY_RESTRICT out,
                                const float* HWY_RESTRICT factors) {
  const hn::CappedTag<float, kLanes> d;
  constexpr std::size_t kVectors = kLanes / hn::MaxLanes(d);
  constexpr std::size_t kNeurons = kVectors >= 8 ? 1 : 8 / kVectors;
  constexpr std::size_t kFewer = kNeurons == 1 ? 1 : 2;  // layers are padded to more
  std::size_t j = 0;
  for (; j + kFewer < layer.used; j += kNeurons)
    sum_lanes<kLanes, kNeurons>(network, layer, j, in, out);
  if (j < layer.used) sum_lanes<kLanes, kFewer>(network, layer, j, in, out);
  if (factors != nullptr) add_differences<kLanes>(layer, in, factors, out);
  if (!layer.last) activate(d, out, layer.used * kLanes, network.activation());
}

/// All layers, for lanes of which all numbers, those of the workspace too, are next to each other.
/// Without `factors` all have the same network.
template <std::size_t kLanes>
HWY_INLINE void forward_all_lanes(const PackedNetwork& network, Workspace& workspace,
                                  const float* factors) {
  float* memory = workspace.memory;
  for (const PackedNetwork::Layer& layer : network.layers()) {
    const std::size_t remembered = layer.remembered * kLanes;
    std::copy_n(memory, remembered, workspace.front + layer.inputs * kLanes - remembered);
    forward_lanes<kLanes>(network, layer, workspace.front, workspace.back, factors);
    if (factors != nullptr) factors += (layer.inputs + 2 * layer.used) * kLanes;
    std::swap(workspace.front, workspace.back);
    memory = std::copy_n(workspace.front, remembered, memory);
  }
}

/// The same for one observation, with neurons in the lanes.
inline HWY_NOINLINE void forward_one(const PackedNetwork& network,
                                     const PackedNetwork::Layer& layer,
                                     const float* HWY_RESTRICT in, float* HWY_RESTRICT out) {
  const hn::CappedTag<float, kPadding> d;
  constexpr std::size_t kWide = hn::MaxLanes(d);
  constexpr std::size_t kMost = 4;  // vectors at a time
  const float* biases = network.biases(layer);
  for (std::size_t j = 0; j < layer.outputs; j += kMost * kWide) {
    const std::size_t vectors = std::min(kMost, (layer.outputs - j) / kWide);
    Vec<decltype(d)> sums[kMost];
    const auto go = [&](auto count) HWY_ATTR {
      for (std::size_t v = 0; v < count; ++v) sums[v] = hn::LoadU(d, biases + j + v * kWide);
      auto [weights, stride] = network.column(layer, j);
      for (std::size_t i = 0; i < layer.inputs; ++i, weights += stride) {
        const auto x = hn::Set(d, in[i]);
        for (std::size_t v = 0; v < count; ++v)
          sums[v] = fused(d, x, hn::LoadU(d, weights + v * kWide), sums[v]);
      }
    };
    if (vectors == kMost) {
      go(std::integral_constant<std::size_t, kMost>());
    } else {
      go(vectors);
    }
    for (std::size_t v = 0; v < vectors; ++v) {
      auto y = sums[v];
      if (!layer.last) y = activated(d, y, network.activation());
      hn::Store(y, d, out + j + v * kWide);
    }
  }
}

/// All layers.
HWY_INLINE void forward_single(const PackedNetwork& network, Workspace& workspace) {
  auto& [front, back, first] = workspace;
  float* memory = first;
  for (const PackedNetwork::Layer& layer : network.layers()) {
    std::copy_n(memory, layer.remembered, front + layer.inputs - layer.remembered);
    forward_one(network, layer, front, back);
    std::swap(front, back);
    memory = std::copy_n(front, layer.remembered, memory);
  }
}

/// The same for some observations, whose numbers are each in a row: weights are read once for all.
/// Inputs are taken so many at a time that their weights stay in the first cache.
struct Group {
  const float* const* in;
  float* const* out;
  std::size_t count;
};

template <std::size_t kEpisodes, std::size_t kVectors>
HWY_INLINE void add_inputs(PackedNetwork::Column column, std::size_t inputs, const float* const* in,
                           float* const* out) {
  const hn::CappedTag<float, kPadding> d;
  constexpr std::size_t kWide = hn::MaxLanes(d);
  auto [weights, stride] = column;
  Vec<decltype(d)> sums[kEpisodes][kVectors];
  for (std::size_t e = 0; e < kEpisodes; ++e)
    for (std::size_t v = 0; v < kVectors; ++v) sums[e][v] = hn::LoadU(d, out[e] + v * kWide);
  for (std::size_t i = 0; i < inputs; ++i, weights += stride) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      const auto w = hn::LoadU(d, weights + v * kWide);
      for (std::size_t e = 0; e < kEpisodes; ++e)
        sums[e][v] = fused(d, hn::Set(d, in[e][i]), w, sums[e][v]);
    }
  }
  for (std::size_t e = 0; e < kEpisodes; ++e)
    for (std::size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[e][v], d, out[e] + v * kWide);
}

template <std::size_t kVectors>
HWY_NOINLINE void forward_tile(const PackedNetwork& network, const PackedNetwork::Layer& layer,
                               const Group& group, std::size_t j) {
  const hn::CappedTag<float, kPadding> d;
  constexpr std::size_t kWide = hn::MaxLanes(d);
  constexpr std::size_t kInputs = 128;
  const float* biases = network.biases(layer) + j;
  for (std::size_t e = 0; e < group.count; ++e)
    std::copy_n(biases, kVectors * kWide, group.out[e] + j);
  PackedNetwork::Column column = network.column(layer, j);
  for (std::size_t i = 0; i < layer.inputs; i += kInputs) {
    const std::size_t inputs = std::min(kInputs, layer.inputs - i);
    const float* in[3];
    float* out[3];
    for (std::size_t e = 0; e < group.count;) {
      const std::size_t together = std::min<std::size_t>(group.count - e, 3);
      for (std::size_t k = 0; k < together; ++k, ++e) {
        in[k] = group.in[e] + i;
        out[k] = group.out[e] + j;
      }
      if (together == 3) add_inputs<3, kVectors>(column, inputs, in, out);
      if (together == 2) add_inputs<2, kVectors>(column, inputs, in, out);
      if (together == 1) add_inputs<1, kVectors>(column, inputs, in, out);
    }
    column.weights += kInputs * column.stride;
  }
  if (layer.last) return;
  for (std::size_t e = 0; e < group.count; ++e) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      float* const at = group.out[e] + j + v * kWide;
      hn::StoreU(activated(d, hn::LoadU(d, at), network.activation()), d, at);
    }
  }
}

inline void forward_group(const PackedNetwork& network, const PackedNetwork::Layer& layer,
                          const Group& group) {
  constexpr std::size_t kWide = hn::MaxLanes(hn::CappedTag<float, kPadding>());
  std::size_t j = 0;
  for (; j + 4 * kWide <= layer.outputs; j += 4 * kWide) forward_tile<4>(network, layer, group, j);
  for (; j < layer.outputs; j += kWide) forward_tile<1>(network, layer, group, j);
}

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
