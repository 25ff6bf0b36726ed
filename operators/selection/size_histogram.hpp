// SizeHistogram: how frequent each size has been of late; the memory behind adaptive parsimony.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/algorithm/acceptance.hpp"
#include "engine/core/archive.hpp"

namespace cambrian::selection {

/// Counts of the sizes 1..max_size over a moving window of about `window` observations, as in PySR
/// (Cranmer 2023): every count begins at 1; once the sum exceeds the window, mass is taken evenly
/// from all counts above 1, none of which falls below it. Frequencies are counts over their sum.
class SizeHistogram {
 public:
  /// max_size >= 1; window >= max_size.
  SizeHistogram(std::uint32_t max_size, double window);

  /// Sizes outside 1..max_size are ignored.
  void add(std::uint32_t size, double count = 1);
  /// Brings the sum back to the window; call it now and then, not after each add().
  void shrink();

  /// In (0, 1]; `absent` for a size outside 1..max_size.
  double frequency(std::uint32_t size, double absent = 0) const;
  std::uint32_t max_size() const { return static_cast<std::uint32_t>(counts_.size()); }
  double sum() const { return sum_; }

  void save(Encoder& out) const;
  /// Throws DecodeError for another max_size.
  void load(Decoder& in);

 private:
  std::vector<double> counts_;  // of size i + 1
  double sum_ = 0;
  double window_;
};

/// Key for tournaments: the cost, raised exponentially for frequent sizes. PySR's rule: cost *
/// exp(scaling * frequency).
double parsimonious_key(double cost, double frequency, double scaling);

/// Accepts a child with probability frequency(parent) / frequency(child), so that rare sizes are
/// kept: PySR's rule without annealing. Learns from the members that enter.
class SizeFrequency : public Acceptance {
 public:
  explicit SizeFrequency(SizeHistogram histogram) : histogram_(std::move(histogram)) {}

  bool accept(const Individual& parent, const Individual& child, Random& random) override;
  void entered(const Individual& individual) override;
  void save(Encoder& out) const override { histogram_.save(out); }
  void load(Decoder& in) override { histogram_.load(in); }

 private:
  SizeHistogram histogram_;
};

}  // namespace cambrian::selection
