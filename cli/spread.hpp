// spread(): some of many, evenly.
#pragma once

#include <cstddef>
#include <vector>

namespace cambrian::cli {

/// Rows of a front that are shown at most where people read them.
constexpr std::size_t kShownMembers = 20;

/// At most `most` >= 2 of the indices below `count`, in their order, the first and the last among
/// them.
inline std::vector<std::size_t> spread(std::size_t count, std::size_t most) {
  std::vector<std::size_t> chosen;
  if (count <= most) most = count;
  for (std::size_t i = 0; i < most; ++i)
    chosen.push_back(most == 1 ? 0 : i * (count - 1) / (most - 1));
  return chosen;
}

}  // namespace cambrian::cli
