// Known optimizers as texts of the language: where a search begins, and what it is compared with.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cambrian::optimizer {

struct KnownOptimizer {
  std::string_view name;
  std::string_view text;
  double rate;   ///< in the text
  double decay;  ///< in the text
};

/// AdamW without bias correction (Loshchilov, Hutter 2019), SGD with momentum and decoupled weight
/// decay, and Lion (Chen et al. 2023).
inline constexpr KnownOptimizer kKnownOptimizers[] = {
    {"adamw",
     "x1 = square(g)\n"
     "m = interp(g, m, 0.9)\n"
     "v = interp(x1, v, 0.999)\n"
     "x2 = sqrt(v)\n"
     "update = m / x2\n"
     "x3 = w * 0.01\n"
     "update = update + x3\n"
     "lr = lr * 0.001\n"
     "update = update * lr\n",
     0.001, 0.01},
    {"sgd_momentum",
     "m = m * 0.9\n"
     "m = m + g\n"
     "x1 = w * 0.0001\n"
     "update = m + x1\n"
     "lr = lr * 0.1\n"
     "update = update * lr\n",
     0.1, 0.0001},
    {"lion",
     "x1 = interp(g, m, 0.9)\n"
     "x1 = sign(x1)\n"
     "m = interp(g, m, 0.99)\n"
     "x2 = w * 0.1\n"
     "update = x1 + x2\n"
     "lr = lr * 0.0001\n"
     "update = update * lr\n",
     0.0001, 0.1},
};

inline std::optional<KnownOptimizer> find_optimizer(std::string_view name) {
  for (const KnownOptimizer& known : kKnownOptimizers) {
    if (known.name == name) return known;
  }
  return std::nullopt;
}

}  // namespace cambrian::optimizer
