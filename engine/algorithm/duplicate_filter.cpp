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

Result<void> check_distance(const SearchSpace& space, double min_distance) {
  if (min_distance == 0 || space.has_distance()) return {};
  return Error{"min_distance", "the space does not say how far genomes are from each other",
               "leave it out, or search a space with a distance"};
}

}  // namespace cambrian
