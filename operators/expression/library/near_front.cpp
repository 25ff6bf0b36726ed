#include "operators/expression/library/near_front.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cambrian::expression {
namespace {

constexpr std::size_t kPerCost = 4;
constexpr double kAsGood = 1.05;
constexpr double kSame = 1e-3;  // relative difference of errors of the same fit

}  // namespace

NearFront::NearFront() { limits_.fill(std::numeric_limits<double>::infinity()); }

void NearFront::keep(NearHit hit) {
  if (!(hit.error < limits_[hit.cost])) return;
  const std::size_t cost = hit.cost;
  std::vector<NearHit>& kept = kept_[cost];
  // Terms of one class, such as x + y and (x + y)², are powers of each other.
  const auto same = [&hit](const NearHit& other) {
    return std::fabs(other.error - hit.error) < kSame * hit.error;
  };
  if (std::any_of(kept.begin(), kept.end(), same)) return;
  kept.insert(std::upper_bound(kept.begin(), kept.end(), hit), std::move(hit));
  if (kept.size() > kPerCost) kept.pop_back();
  if (kept.size() == kPerCost) limits_[cost] = std::min(limits_[cost], kept.back().error);
  for (std::size_t c = cost + 1; c < limits_.size(); ++c) {
    limits_[c] = std::min(limits_[c], kAsGood * kept.front().error);
  }
}

std::vector<NearHit> NearFront::take() {
  std::vector<NearHit> result;
  for (auto& [cost, hits] : kept_) {
    for (NearHit& hit : hits) {
      if (hit.error < limits_[cost] || &hit == &hits.front()) result.push_back(std::move(hit));
    }
  }
  *this = NearFront();
  return result;
}

}  // namespace cambrian::expression
