#include "engine/algorithm/pgpe.hpp"

#include <algorithm>
#include <cmath>

#include "engine/algorithm/centred_ranks.hpp"

namespace cambrian {

Pgpe::Pgpe(const SearchSpace& space, Params params)
    : EvolutionStrategy(space, sampling_of(params, 2 * std::uint64_t{params.pairs}, true)),
      params_(params),
      step_({.rate = params.rate > 0 ? params.rate : 0.75 * params.max_speed,
             .momentum = params.momentum,
             .max_speed = params.max_speed},
            dimension()) {
  const double radius = params.radius > 0 ? params.radius : 15 * params.max_speed;
  sigma_.assign(dimension(), radius / std::sqrt(static_cast<double>(dimension())));
}

void Pgpe::spread(std::span<double> numbers) const {
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] *= sigma_[i];
}

void Pgpe::update(const Generation& generation) {
  const auto ranks = centred_ranks(generation.losses);
  const auto pairs = static_cast<double>(generation.deviations.size());
  Vector slope(dimension());
  Vector widening(dimension());
  for (std::size_t pair = 0; pair < generation.deviations.size(); ++pair) {
    const double difference = (ranks[2 * pair] - ranks[2 * pair + 1]) / 2;
    const double mean = (ranks[2 * pair] + ranks[2 * pair + 1]) / 2;  // that of all is 0
    const Vector& deviation = generation.deviations[pair];
    for (std::size_t i = 0; i < dimension(); ++i) {
      slope[i] += difference * deviation[i];
      widening[i] += mean * (deviation[i] * deviation[i] - sigma_[i] * sigma_[i]) / sigma_[i];
    }
  }
  step_.apply(slope, centre_);
  for (std::size_t i = 0; i < dimension(); ++i) {
    const double most = params_.sigma_change * sigma_[i];
    sigma_[i] -= std::clamp(params_.sigma_rate * widening[i] / pairs, -most, most);
  }
}

void Pgpe::save_own(Encoder& out) const {
  step_.save(out);
  out.block(sigma_);
}

void Pgpe::load_own(Decoder& in) {
  step_.load(in);
  sigma_ = in.block<double>();
  if (sigma_.size() != dimension()) throw DecodeError("deviations of another dimension");
}

}  // namespace cambrian
