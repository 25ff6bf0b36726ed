#include "cluster/lease_limit.hpp"

#include <algorithm>

namespace cambrian {
namespace {

constexpr std::size_t kWindow = 1024;
constexpr std::size_t kLearnEvery = 64;

}  // namespace

void LeaseLimit::add(double seconds) {
  if (durations_.size() < kWindow) {
    durations_.push_back(seconds);
  } else {
    durations_[added_ % kWindow] = seconds;
  }
  ++added_;
  if (added_ >= options_.enough && (added_ % kLearnEvery == 0 || typical_ == 0)) learn();
}

void LeaseLimit::learn() {
  std::vector<double> sorted = durations_;
  const auto p95 = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 95 / 100);
  std::nth_element(sorted.begin(), p95, sorted.end());
  typical_ = *p95;
  if (options_.factor != kForever) limit_ = options_.factor * typical_ + options_.grace;
}

}  // namespace cambrian
