// LeaseLimit: how long a lease may take, learned from how long leases took.
#pragma once

#include <cstddef>
#include <vector>

#include "cluster/clock.hpp"

namespace cambrian {

/// factor x the 95th percentile of the last durations + grace.
class LeaseLimit {
 public:
  struct Options {
    double factor = kForever;  ///< infinite: leases have no limit
    double grace = 1;          ///< seconds
    double first = kForever;   ///< limit until `enough` leases have been seen
    std::size_t enough = 20;
  };

  explicit LeaseLimit(Options options) : options_(options) {}

  void add(double seconds);
  double seconds() const { return limit_; }
  /// The percentile itself; 0 until enough are known.
  double typical() const { return typical_; }

 private:
  void learn();

  Options options_;
  std::vector<double> durations_;  // a ring of the last ones
  std::size_t added_ = 0;
  double typical_ = 0;
  double limit_ = options_.first;
};

}  // namespace cambrian
