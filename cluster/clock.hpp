// Clock: the coordinator's time, real or simulated. The search itself never sees one.
#pragma once

#include <chrono>
#include <limits>

namespace cambrian {

/// A patience without end.
inline constexpr double kForever = std::numeric_limits<double>::infinity();

class Clock {
 public:
  virtual ~Clock() = default;
  /// Seconds since any fixed moment; never goes back.
  virtual double now() const = 0;
};

class SteadyClock final : public Clock {
 public:
  double now() const override {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(since).count();
  }
};

}  // namespace cambrian
