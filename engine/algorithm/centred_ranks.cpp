#include "engine/algorithm/centred_ranks.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace cambrian {

std::vector<double> centred_ranks(std::span<const double> losses) {
  std::vector<std::size_t> order(losses.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return losses[a] < losses[b]; });
  const auto most = static_cast<double>(losses.size() - 1);
  std::vector<double> ranks(losses.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    while (end < order.size() && losses[order[end]] == losses[order[first]]) ++end;
    const double mean = static_cast<double>(first + end - 1) / 2;
    for (std::size_t i = first; i < end; ++i) ranks[order[i]] = mean / most - 0.5;
    first = end;
  }
  return ranks;
}

}  // namespace cambrian
