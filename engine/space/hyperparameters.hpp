// Hyperparameters: what a space offers whose candidates are settings of something that goes on
// meanwhile, such as a training.
#pragma once

#include <string_view>
#include <vector>

#include "engine/core/candidate.hpp"
#include "engine/core/random.hpp"
#include "engine/core/result.hpp"

namespace cambrian {

/// How settings are changed; see Jaderberg et al. 2017.
struct Exploration {
  double resample = 0.25;                    ///< probability with which a setting is drawn anew
  std::vector<double> perturb = {0.8, 1.2};  ///< else its number is multiplied by one of these, > 0
};

/// A second base of search spaces. Immutable and thread-safe.
class Hyperparameters {
 public:
  virtual ~Hyperparameters() = default;
  /// Each setting by itself drawn anew, or perturbed as its type allows; none leaves its bounds.
  virtual Genome explore(const Genome& genome, const Exploration& how, Random& random) const = 0;
  /// Where the settings stand in their ranges, each in 0..1: as many numbers for every genome, the
  /// more alike the more alike settings are.
  virtual std::vector<double> coordinates(const Genome& genome) const = 0;
  /// The genome that SearchSpace::describe() describes so; an error names the setting.
  virtual Result<Genome> parse(std::string_view text) const = 0;
};

}  // namespace cambrian
