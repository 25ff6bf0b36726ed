#include "engine/algorithm/openai_es.hpp"

#include "engine/algorithm/centred_ranks.hpp"

namespace cambrian {

void OpenAiEs::spread(std::span<double> numbers) const {
  for (double& number : numbers) number *= params_.sigma;
}

void OpenAiEs::update(const Generation& generation) {
  const auto ranks = centred_ranks(generation.losses);
  Vector gradient(dimension());
  const double scale = 1 / (params_.sigma * static_cast<double>(ranks.size()));
  for (std::size_t pair = 0; pair < generation.deviations.size(); ++pair) {
    const double slope = (ranks[2 * pair] - ranks[2 * pair + 1]) * scale;
    const Vector& deviation = generation.deviations[pair];
    for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += slope * deviation[i];
  }
  for (std::size_t i = 0; i < gradient.size(); ++i)
    gradient[i] += params_.weight_decay * centre_[i];
  step_.apply(gradient, centre_);
}

}  // namespace cambrian
