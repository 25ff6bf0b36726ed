#include "engine/algorithm/openai_es.hpp"

#include "engine/algorithm/centred_ranks.hpp"

namespace cambrian {

EvolutionStrategy::Sampling OpenAiEs::sampling(const Params& params) {
  Sampling sampling = sampling_of(params, 2 * std::uint64_t{params.pairs}, true);
  sampling.rank_one = params.rank_one;
  return sampling;
}

Result<void> OpenAiEs::check(const Params& params, const SearchSpace& space) {
  if (auto checked = EvolutionStrategy::check(space); !checked) return checked;
  const auto& vectors = dynamic_cast<const RealVectors&>(space);
  if (!params.rank_one || !vectors.matrices().empty()) return {};
  return Error{"rank_one", "the problem's vectors have no matrices", "leave it out"};
}

void OpenAiEs::spread(std::span<double> numbers) const { noise().stretch(params_.sigma, numbers); }

void OpenAiEs::update(const Generation& generation) {
  const auto ranks = centred_ranks(generation.losses);
  Vector gradient(dimension());
  const double scale = 1 / (params_.sigma * static_cast<double>(ranks.size()));
  for (std::size_t pair = 0; pair < generation.deviations.size(); ++pair) {
    const double slope = (ranks[2 * pair] - ranks[2 * pair + 1]) * scale;
    noise().add<double>(generation.deviations[pair], slope, gradient);
  }
  for (std::size_t i = 0; i < gradient.size(); ++i)
    gradient[i] += params_.weight_decay * centre_[i];
  step_.apply(gradient, centre_);
}

}  // namespace cambrian
