#include "operators/selection/size_histogram.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/assert.hpp"

namespace cambrian::selection {

SizeHistogram::SizeHistogram(std::uint32_t max_size, double window)
    : counts_(max_size, 1.0), sum_(max_size), window_(window) {
  CAMBRIAN_ASSERT(max_size >= 1 && window >= max_size);
}

void SizeHistogram::add(std::uint32_t size, double count) {
  if (size < 1 || size > counts_.size()) return;
  counts_[size - 1] += count;
  sum_ += count;
}

void SizeHistogram::shrink() {
  // Each pass takes the same from every count above 1, but no more than the smallest of them can
  // give; so each pass but the last brings one count down to 1.
  for (std::size_t pass = 0; pass <= counts_.size() && sum_ > window_; ++pass) {
    double smallest = 0;
    std::size_t above = 0;
    for (double count : counts_) {
      if (count <= 1) continue;
      smallest = above++ == 0 ? count : std::min(smallest, count);
    }
    if (above == 0) break;
    const double share = std::min(smallest - 1, (sum_ - window_) / static_cast<double>(above));
    for (double& count : counts_)
      if (count > 1) count = count == smallest ? std::max(1.0, count - share) : count - share;
    sum_ = std::accumulate(counts_.begin(), counts_.end(), 0.0);
  }
}

double SizeHistogram::frequency(std::uint32_t size, double absent) const {
  return size < 1 || size > counts_.size() ? absent : counts_[size - 1] / sum_;
}

void SizeHistogram::save(Encoder& out) const { out.block(counts_); }

void SizeHistogram::load(Decoder& in) {
  auto counts = in.block<double>();
  if (counts.size() != counts_.size()) throw DecodeError("a histogram of another largest size");
  counts_ = std::move(counts);
  sum_ = std::accumulate(counts_.begin(), counts_.end(), 0.0);
}

double parsimonious_key(double cost, double frequency, double scaling) {
  return cost * std::exp(scaling * frequency);
}

bool SizeFrequency::accept(const Individual& parent, const Individual& child, Random& random) {
  constexpr double kAbsent = 1e-6;  // PySR's stand-in for sizes out of range
  return random.chance(histogram_.frequency(parent.complexity, kAbsent) /
                       histogram_.frequency(child.complexity, kAbsent));
}

void SizeFrequency::entered(const Individual& individual) {
  histogram_.add(individual.complexity);
  histogram_.shrink();
}

}  // namespace cambrian::selection
