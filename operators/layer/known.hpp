// Known layers as texts of the language: what others are compared with, and where searches may
// begin.
#pragma once

#include <optional>
#include <string_view>

namespace cambrian::layer {

struct KnownLayer {
  std::string_view name;
  std::string_view text;
};

/// BatchNorm (Ioffe, Szegedy 2015), GroupNorm (Wu, He 2018), LayerNorm (Ba et al. 2016) and
/// InstanceNorm (Ulyanov et al. 2016) before a ReLU, with v1 and v0 as their scale and shift; and
/// EvoNorm-B0 and S0 (Liu et al. 2020).
inline constexpr KnownLayer kKnownLayers[] = {
    {"bn_relu", "return max((x - mean_bwh(x)) / std_bwh(x) * v1 + v0, 0)\n"},
    {"gn_relu", "return max((x - mean_whg(x)) / std_whg(x) * v1 + v0, 0)\n"},
    {"ln_relu", "return max((x - mean_whc(x)) / std_whc(x) * v1 + v0, 0)\n"},
    {"in_relu", "return max((x - mean_wh(x)) / std_wh(x) * v1 + v0, 0)\n"},
    {"evonorm_b0", "return x / max(std_bwh(x), v1 * x + std_wh(x)) * gamma + beta\n"},
    {"evonorm_s0", "return x * sigmoid(v1 * x) / std_whg(x) * gamma + beta\n"},
};

inline std::optional<KnownLayer> find_layer(std::string_view name) {
  for (const KnownLayer& known : kKnownLayers) {
    if (known.name == name) return known;
  }
  return std::nullopt;
}

}  // namespace cambrian::layer
