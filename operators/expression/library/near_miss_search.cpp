#include "operators/expression/library/near_miss_search.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cambrian::expression {
namespace {

constexpr double kAlike = 1.1;         // errors that noise may have put in another order
constexpr double kSame = 1e-9;         // the same formula in another form
constexpr double kWorthTelling = 0.6;  // unexplained share of the target's variance

}  // namespace

double NearMisses::limit(std::size_t cost) const {
  return std::min(kWorthTelling, kAlike * least_[cost]);
}

void NearMisses::tell(std::size_t cost, Law law) {
  if (!(law.error < limit(cost))) return;
  const auto same = [&](const Told& told) {
    return told.cost <= cost && std::fabs(told.law.error - law.error) < kSame * law.error;
  };
  if (std::any_of(told_.begin(), told_.end(), same)) return;
  for (std::size_t c = cost; c <= kMostCost; ++c) least_[c] = std::min(least_[c], law.error);
  told_.push_back({cost, std::move(law)});
}

std::vector<Law> NearMisses::take() {
  std::vector<Law> result;
  for (Told& told : std::exchange(told_, {})) {
    if (told.law.error < limit(told.cost)) result.push_back(std::move(told.law));
  }
  std::fill(least_.begin(), least_.end(), std::numeric_limits<double>::infinity());
  return result;
}

}  // namespace cambrian::expression
