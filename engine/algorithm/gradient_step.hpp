// Steps along gradients that were estimated: Adam, momentum, ClipUp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/archive.hpp"

namespace cambrian {

enum class Stepping : std::uint8_t {
  adam,  ///< Kingma and Ba 2015, with decays 0.9 and 0.999
  sgd,   ///< with momentum, of which each gradient is a part: v = m v + (1 - m) g
};

/// Minimises: goes against the gradient.
class GradientStep {
 public:
  struct Params {
    Stepping stepping = Stepping::adam;
    double rate = 0.01;
    double momentum = 0.9;  ///< of sgd
  };
  GradientStep(Params params, std::size_t dimension);

  void apply(std::span<const double> gradient, std::span<double> point);
  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  Params params_;
  std::uint64_t steps_ = 0;
  std::vector<double> velocity_;
  std::vector<double> squares_;  // of adam
};

/// ClipUp (Toklu, Liskowski and Srivastava 2020): steps of one length along the gradient, with
/// momentum, and no faster than a limit. Minimises.
class ClipUp {
 public:
  struct Params {
    double rate = 0.1;
    double momentum = 0.9;
    double max_speed = 0.15;
  };
  ClipUp(Params params, std::size_t dimension) : params_(params), velocity_(dimension) {}

  void apply(std::span<const double> gradient, std::span<double> point);
  const std::vector<double>& velocity() const { return velocity_; }
  void save(Encoder& out) const { out.block(velocity_); }
  void load(Decoder& in);

 private:
  Params params_;
  std::vector<double> velocity_;
};

}  // namespace cambrian
