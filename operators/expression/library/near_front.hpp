// NearFront: the likeliest near-misses of each cost.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <vector>

#include "operators/expression/library/law.hpp"
#include "operators/expression/library/near_miss_search.hpp"

namespace cambrian::expression {

/// A hit that the sample supports, before it is fitted.
struct NearHit {
  Hit hit;
  std::size_t cost = 0;  ///< of its terms, steps, exponents and constants together
  double error = 0;      ///< estimated, as a share of the target's variance
  bool operator<(const NearHit& other) const { return error < other.error; }
};

/// The few best hits of each cost, unless one of a smaller cost is about as good.
class NearFront {
 public:
  static constexpr std::size_t kMostCost = NearMisses::kMostCost;

  NearFront();
  void keep(NearHit hit);
  /// The error that a hit of this cost has to better. The cost is at most kMostCost.
  double limit(std::size_t cost) const { return limits_[cost]; }
  /// By rising cost and error.
  std::vector<NearHit> take();

 private:
  std::map<std::size_t, std::vector<NearHit>> kept_;  ///< by cost, rising error
  std::array<double, kMostCost + 1> limits_;
};

}  // namespace cambrian::expression
