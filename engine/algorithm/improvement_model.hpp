// ImprovementModel: what a training gains by which settings, as a Gaussian
// process.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/core/archive.hpp"

namespace cambrian {

/// After PB2 (Parker-Holder et al. 2020): gains are alike where settings are, and the longer ago
/// the less, by a squared exponential in the settings times (1 - forgetting)^(time / 2). Length,
/// forgetting and noise are those of a grid that make what was observed most likely; gains count by
/// their rank.
class ImprovementModel {
 public:
  static constexpr std::size_t kMost = 150;  ///< observations that are kept, the last ones

  struct Observation {
    double time = 0;               ///< e.g. intervals that were trained
    std::vector<double> settings;  ///< each in 0..1, the same number of them always
    double gain = 0;
  };
  void add(Observation observation);

  /// Which proposal may gain most at a time: the highest upper confidence
  /// bound, which others that are tried meanwhile lower around them; of equals
  /// the first. Requires a proposal.
  std::size_t choose(const std::vector<std::vector<double>>& proposals, double time,
                     const std::vector<std::vector<double>>& pending) const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  std::vector<Observation> observations_;
};

}  // namespace cambrian
