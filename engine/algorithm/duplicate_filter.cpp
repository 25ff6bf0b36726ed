#include "engine/algorithm/duplicate_filter.hpp"

#include <algorithm>
#include <vector>

namespace cambrian {

void DuplicateFilter::save(Encoder& out) const {
  std::vector<std::uint64_t> hashes(chosen_.begin(), chosen_.end());
  std::sort(hashes.begin(), hashes.end());
  out.block(hashes);
}

void DuplicateFilter::load(Decoder& in) {
  const auto hashes = in.block<std::uint64_t>();
  chosen_ = {hashes.begin(), hashes.end()};
}

}  // namespace cambrian
