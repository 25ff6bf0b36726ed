// BackOff: the one loop of this program that sleeps between looks, since MPI cannot be waited for
// without taking a core.
#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

namespace cambrian {

/// Pauses that double from 20 us to 1 ms and begin again at every success: 2 % of a core when idle.
class BackOff {
 public:
  void success() { pause_ = kFirst; }
  /// The next pause in seconds, at most `longest`.
  double next(double longest) {
    const double pause = std::min(pause_, longest);
    pause_ = std::min(2 * pause_, kLast);
    return pause;
  }
  void sleep(double longest) {
    std::this_thread::sleep_for(std::chrono::duration<double>(next(longest)));
  }

 private:
  static constexpr double kFirst = 20e-6;
  static constexpr double kLast = 1e-3;
  double pause_ = kFirst;
};

}  // namespace cambrian
