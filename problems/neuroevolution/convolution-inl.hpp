// Convolutions of one picture, with filters in the lanes of vectors.
#if defined(CAMBRIAN_CONVOLUTION_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_CONVOLUTION_INL_HPP
#undef CAMBRIAN_CONVOLUTION_INL_HPP
#else
#define CAMBRIAN_CONVOLUTION_INL_HPP
#endif

#include <algorithm>
#include <cstddef>

#include "problems/neuroevolution/dense-inl.hpp"
#include "problems/neuroevolution/network.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

using FilterTag = hn::CappedTag<float, kFilterPadding>;

/// A picture within a larger one.
struct Picture {
  float* first;
  std::size_t row;    ///< numbers from one row to the next
  std::size_t pixel;  ///< from one column to the next
};

/// Copies a picture into the middle of zeros.
inline void surround(const Convolution& c, const float* from, float* to) {
  const std::size_t row = c.padded_width() * c.channels;
  std::fill_n(to, c.padded_height() * row, 0.0f);
  to += c.zeros(c.height) / 2 * row + c.zeros(c.width) / 2 * c.channels;
  for (std::size_t y = 0; y < c.height; ++y)
    std::copy_n(from + y * c.width * c.channels, c.width * c.channels, to + y * row);
}

/// Some filters at some pixels: bias, and the products of a window in the order of its weights.
template <std::size_t kPixels, std::size_t kVectors>
HWY_NOINLINE void filter(const PackedNetwork& network, const PackedNetwork::Filters& filters,
                         std::size_t j, const float* const* windows, float* const* outs) {
  const FilterTag d;
  constexpr std::size_t kWide = hn::MaxLanes(d);
  const Convolution& c = filters.shape;
  const std::size_t run = c.size * c.channels;
  const std::size_t row = c.padded_width() * c.channels;
  const float* biases = network.at(filters.first_weight + c.window() * filters.outputs) + j;
  Vec<FilterTag> sums[kPixels][kVectors];
  for (std::size_t p = 0; p < kPixels; ++p)
    for (std::size_t v = 0; v < kVectors; ++v) sums[p][v] = hn::LoadU(d, biases + v * kWide);
  const float* HWY_RESTRICT weights = network.at(filters.first_weight) + j;
  const float* in[kPixels];
  for (std::size_t p = 0; p < kPixels; ++p) in[p] = windows[p];
  for (std::size_t y = 0; y < c.size; ++y) {
    for (std::size_t i = 0; i < run; ++i, weights += filters.outputs) {
      Vec<FilterTag> w[kVectors];
      for (std::size_t v = 0; v < kVectors; ++v) w[v] = hn::LoadU(d, weights + v * kWide);
      for (std::size_t p = 0; p < kPixels; ++p) {
        const auto x = hn::Set(d, in[p][i]);
        for (std::size_t v = 0; v < kVectors; ++v) sums[p][v] = fused(d, x, w[v], sums[p][v]);
      }
    }
    for (std::size_t p = 0; p < kPixels; ++p) in[p] += row;
  }
  HWY_ALIGN float last[kWide];
  for (std::size_t p = 0; p < kPixels; ++p) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      const auto y = activated(d, sums[p][v], network.activation());
      const std::size_t first = j + v * kWide;
      if (first + kWide <= c.filters) {
        hn::StoreU(y, d, outs[p] + first);
      } else if (first < c.filters) {
        hn::Store(y, d, last);
        std::copy_n(last, c.filters - first, outs[p] + first);
      }
    }
  }
}

template <std::size_t kPixels>
HWY_INLINE void filter_all(const PackedNetwork& network, const PackedNetwork::Filters& filters,
                           const float* const* windows, float* const* outs) {
  constexpr std::size_t kWide = hn::MaxLanes(FilterTag());
  std::size_t j = 0;
  for (; j + 2 * kWide <= filters.outputs; j += 2 * kWide)
    filter<kPixels, 2>(network, filters, j, windows, outs);
  for (; j < filters.outputs; j += kWide) filter<kPixels, 1>(network, filters, j, windows, outs);
}

/// `in` is surrounded by its zeros.
inline void convolve(const PackedNetwork& network, const PackedNetwork::Filters& filters,
                     const float* in, const Picture& out) {
  constexpr std::size_t kMost = 6;  // pixels at a time
  const Convolution& c = filters.shape;
  const std::size_t step = c.stride * c.channels;
  const std::size_t pixels = c.out_height() * c.out_width();
  for (std::size_t pixel = 0; pixel < pixels;) {
    const float* windows[kMost];
    float* outs[kMost];
    const std::size_t left = pixels - pixel;
    const std::size_t together = left >= 6 ? 6 : left >= 3 ? 3 : 1;
    for (std::size_t p = 0; p < together; ++p, ++pixel) {
      const std::size_t y = pixel / c.out_width();
      const std::size_t x = pixel % c.out_width();
      windows[p] = in + y * step * c.padded_width() + x * step;
      outs[p] = out.first + y * out.row + x * out.pixel;
    }
    if (together == 6) filter_all<6>(network, filters, windows, outs);
    if (together == 3) filter_all<3>(network, filters, windows, outs);
    if (together == 1) filter_all<1>(network, filters, windows, outs);
  }
}

/// All convolutions of a network: from the observation in `front` to what is dense's, there, too.
inline void convolve_all(const PackedNetwork& network, float*& front, float*& back) {
  const auto& all = network.convolutions();
  if (all.empty()) return;
  surround(all[0].shape, front, back);
  std::swap(front, back);
  for (std::size_t l = 0; l < all.size(); ++l) {
    const std::size_t filters = all[l].shape.filters;
    Picture out = {back, all[l].shape.out_width() * filters, filters};
    if (l + 1 < all.size()) {
      // In the middle of the zeros that the next one wants.
      const Convolution& next = all[l + 1].shape;
      out.row = next.padded_width() * filters;
      std::fill_n(back, next.padded_height() * out.row, 0.0f);
      out.first += next.zeros(next.height) / 2 * out.row + next.zeros(next.width) / 2 * filters;
    }
    convolve(network, all[l], front, out);
    std::swap(front, back);
  }
}

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
