#include "problems/neuroevolution/problem.hpp"

#include <algorithm>
#include <utility>

#include "problems/neuroevolution/python/python_environment.hpp"

namespace cambrian::neuroevolution {
namespace {

constexpr double kMostWeights = 1e8;
constexpr std::uint32_t kLongestFilm = 5000;  // frames

std::vector<Convolution> convolutions_of(const Settings& settings) {
  const auto number = [](std::int64_t value) { return static_cast<std::size_t>(value); };
  std::vector<Convolution> all;
  const auto& layers = settings.convolutions;
  for (std::size_t i = 0; i < layers.size(); i += 3) {
    Convolution c{number(settings.image[0]), number(settings.image[1]), number(settings.image[2]),
                  number(layers[i]),         number(layers[i + 1]),     number(layers[i + 2])};
    if (!all.empty()) {
      c.height = all.back().out_height();
      c.width = all.back().out_width();
      c.channels = all.back().filters;
    }
    all.push_back(c);
  }
  return all;
}

Result<void> check_convolutions(const Environment& environment, const Settings& settings) {
  if (settings.convolutions.empty()) {
    if (settings.image.empty()) return {};
    return Error{"image", "is for convolutions", "say which, or leave it out"};
  }
  if (settings.convolutions.size() % 3 != 0)
    return Error{"convolutions", "each layer has filters, their size and their stride",
                 "give three numbers for each"};
  if (settings.image.size() != 3)
    return Error{"image", "convolutions need a picture", "give its height, width and channels"};
  if (!environment.shows_pictures)
    return Error{"convolutions", environment.name + " shows no picture",
                 "convolutions are for the environment python"};
  if (settings.normalize)
    return Error{"normalize", "is not for networks with convolutions", "leave it out"};
  const auto numbers = settings.image[0] * settings.image[1] * settings.image[2];
  if (static_cast<std::size_t>(numbers) == environment.observations) return {};
  return Error{"image",
               "it has " + std::to_string(numbers) + " numbers, what " + environment.name +
                   " shows has " + std::to_string(environment.observations),
               "give height, width and channels of what it shows"};
}

Result<void> check_glance(const Settings& settings) {
  if (settings.glance == 0 && settings.promising != 0)
    return Error{"promising", "is for what a glance shows", "say of how many episodes: glance"};
  if (settings.glance == 0 || settings.glance < settings.episodes) return {};
  return Error{"glance", "a full evaluation has no more episodes than that",
               "a smaller glance, or more episodes"};
}

NetworkShape shape_of(const Environment& environment, const Settings& settings) {
  NetworkShape shape;
  shape.convolutions = convolutions_of(settings);
  shape.widths.push_back(shape.convolutions.empty() ? environment.observations
                                                    : shape.convolutions.back().outputs());
  for (const std::int64_t width : settings.hidden)
    shape.widths.push_back(static_cast<std::size_t>(width));
  shape.widths.push_back(environment.outputs);
  shape.activation = settings.activation;
  shape.recurrent = settings.recurrent;
  return shape;
}

seeds::Rebuilder::Params rebuilding(const NetworkShape& shape, const Settings& settings) {
  return {.groups = shape.groups(static_cast<float>(settings.first_sigma),
                                 static_cast<float>(settings.first_output_sigma)),
          .sigma = static_cast<float>(settings.sigma),
          .cache = std::size_t{settings.cache} << 20};
}

constexpr const char* kPython = "python";

Result<Environment> environment_of(const Settings& settings, const ProblemPlace& place) {
  if (settings.environment != kPython) {
    if (settings.module.empty()) return environment(settings.environment);
    return Error{"module", "is for the environment \"python\"", "leave it out"};
  }
  if (settings.module.empty())
    return Error{"module", "says what Python is to play", "e.g. CartPole-v1, or module:Class"};
  return python_environment({.program = settings.python,
                             .name = settings.module,
                             .folder = place.folder,
                             .patience = settings.patience,
                             .side_by_side = settings.side_by_side});
}

/// Draws the starts of the episodes that people see.
Random audience_random(std::uint64_t seed, std::uint64_t episode) {
  constexpr std::uint32_t kAudience = 1;  // evaluations draw from island 0
  return Random({.seed = seed, .island = kAudience, .step = episode, .purpose = Purpose::evaluate});
}

}  // namespace

std::vector<std::string> environment_choices() {
  std::vector<std::string> names = environment_names();
  names.emplace_back(kPython);
  return names;
}

Result<std::unique_ptr<Problem>> NetworkProblem::make(const Params& params,
                                                      const ProblemPlace& place) {
  auto environment = environment_of(params, place);
  if (!environment) return environment.error();
  if (auto checked = check_convolutions(*environment, params); !checked) return checked.error();
  if (auto checked = check_glance(params); !checked) return checked.error();
  const NetworkShape shape = shape_of(*environment, params);
  double weights = 0;
  for (const Convolution& c : shape.convolutions)
    weights += static_cast<double>(c.window() + 1) * static_cast<double>(c.filters);
  for (std::size_t l = 0; l < shape.layers(); ++l)
    weights += static_cast<double>(shape.inputs(l) + 1) * static_cast<double>(shape.widths[l + 1]);
  if (weights > kMostWeights) {
    return Error{"hidden", "the network has more than 100 million weights",
                 "use fewer neurons or filters"};
  }
  return std::unique_ptr<Problem>(
      std::make_unique<NetworkProblem>(std::move(*environment), params, place.seed));
}

NetworkProblem::NetworkProblem(Environment environment, const Params& params, std::uint64_t seed)
    : environment_(std::move(environment)),
      episodes_(params.episodes),
      glance_(params.glance),
      promising_(params.promising),
      limit_(params.steps == 0 ? environment_.limit : params.steps),
      preliminary_limit_(
          params.preliminary_steps == 0 ? limit_ : std::min(limit_, params.preliminary_steps)),
      seed_(seed),
      normalizes_(params.normalize),
      share_(params.share),
      unpaid_(params.survival ? 0 : environment_.survival),
      space_({.shape = shape_of(environment_, params),
              .rebuilding = rebuilding(shape_of(environment_, params), params),
              .normalizes = params.normalize,
              .first_sum = environment_.behaviour}) {}

NetworkProblem::Played NetworkProblem::play(const Genome& genome, std::uint32_t episodes,
                                            std::uint32_t limit, Random& random) const {
  return play(space_.network(genome), draw_starts(episodes, random), {}, limit);
}

std::vector<double> NetworkProblem::draw_starts(std::uint32_t episodes, Random& random) const {
  std::vector<double> starts(environment_.state * episodes);
  for (std::uint32_t i = 0; i < episodes; ++i)
    environment_.start(random, &starts[environment_.state * i]);
  return starts;
}

NetworkProblem::Played NetworkProblem::play(const PackedNetwork& network,
                                            std::span<const double> starts,
                                            std::span<const float* const> factors,
                                            std::uint32_t limit) const {
  const std::size_t episodes = starts.size() / environment_.state;
  Played played{std::vector<Episode>(episodes), std::vector<double>(starts.size()), {}};
  if (normalizes_) played.sums.resize(2 * environment_.observations * episodes);
  environment_.play(
      {network, starts, limit, played.episodes, played.endings, played.sums, {}, factors});
  return played;
}

bool NetworkProblem::is_preliminary(const Candidate& candidate) const {
  return episodes_of(candidate) < episodes_;
}

std::uint32_t NetworkProblem::limit_of(const Candidate& candidate) const {
  return is_preliminary(candidate) ? preliminary_limit_ : limit_;
}

// The first weights of every candidate's parts are those of the network that all are near.
NetworkProblem::Played NetworkProblem::play_relatives(Candidates candidates) const {
  std::vector<std::vector<float>> parts;
  std::vector<double> starts;
  std::vector<const float*> factors;
  parts.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    parts.push_back(space_.parts(candidate.genome));
    Random random = random_of(candidate);
    const std::uint32_t episodes = episodes_of(candidate);
    const std::vector<double> own = draw_starts(episodes, random);
    starts.insert(starts.end(), own.begin(), own.end());
    factors.insert(factors.end(), episodes, parts.back().data() + space_.size());
  }
  const std::uint32_t limit = limit_of(candidates.front());
  return play({space_.shape(), parts.front()}, starts, factors, limit);
}

std::vector<PlayedEpisode> NetworkProblem::play(const Genome& genome, std::uint32_t episodes,
                                                std::uint64_t seed) const {
  const PackedNetwork network = space_.network(genome);
  const std::size_t state = environment_.state;
  std::vector<double> starts(state * episodes);
  for (std::uint32_t i = 0; i < episodes; ++i) {
    Random random = audience_random(seed, i);
    environment_.start(random, &starts[state * i]);
  }
  std::vector<Episode> played(episodes);
  std::vector<double> endings(starts.size());
  environment_.play({network, starts, limit_, played, endings});
  std::vector<PlayedEpisode> answers;
  for (const Episode& episode : played)
    answers.push_back({episode.score, episode.steps, episode.broken});
  return answers;
}

Film NetworkProblem::film(const Genome& genome, std::uint64_t seed) const {
  const PackedNetwork network = space_.network(genome);
  const std::size_t state = environment_.state;
  std::vector<double> start(state);
  Random random = audience_random(seed, 0);
  environment_.start(random, start.data());
  std::vector<Episode> played(1);
  std::vector<double> ending(state);
  const std::uint32_t limit = std::min(limit_, kLongestFilm);
  std::vector<double> path(state * limit);
  environment_.play({network, start, limit, played, ending, {}, path});
  Film film{environment_.seconds, {}};
  for (std::size_t i = 0; i < played[0].steps; ++i)
    film.frames.push_back(environment_.draw(&path[state * i]));
  film.frames.push_back(environment_.draw(ending.data()));
  return film;
}

std::uint32_t NetworkProblem::episodes_of(const Candidate& candidate) const {
  const std::uint64_t budget = candidate.budget.work;
  return static_cast<std::uint32_t>(budget == 0 ? episodes_ : budget);
}

Random NetworkProblem::random_of(const Candidate& candidate) const {
  return Random({.seed = seed_,
                 .step = static_cast<std::uint64_t>(candidate.id) / share_,
                 .purpose = Purpose::evaluate});
}

Evaluation NetworkProblem::evaluate_alone(const Candidate& candidate) const {
  const auto first = [&](std::uint32_t episodes) {
    Random random = random_of(candidate);
    const Played played = play(candidate.genome, episodes, limit_of(candidate), random);
    return evaluation_of(candidate, played, {0, episodes});
  };
  const std::uint32_t count = episodes_of(candidate);
  if (glance_ == 0 || is_preliminary(candidate)) return first(count);
  const Evaluation glance = first(glance_);
  if (glance.status != Status::ok || -glance.objectives.front() < promising_) return glance;
  Evaluation all = first(count);
  all.work += glance.work;
  return all;
}

// Those that follow each other near one network play together. Each would have the same evaluation
// alone, and near another network its own weights: so a lone one is played in the same way.
void NetworkProblem::evaluate(Candidates candidates, std::span<Evaluation> evaluations) const {
  const bool apart = !environment_.plays_relatives;
  for (std::size_t i = 0; i < candidates.size();) {
    const Candidate& first = candidates[i];
    std::size_t end = i + 1;
    if (apart || !space_.is_near(first.genome)) {
      evaluations[i] = evaluate_alone(first);
    } else {
      const auto plays_along = [&](const Candidate& candidate) {
        return space_.are_near(first.genome, candidate.genome) &&
               is_preliminary(candidate) == is_preliminary(first);
      };
      while (end < candidates.size() && plays_along(candidates[end])) ++end;
      const Played played = play_relatives(candidates.subspan(i, end - i));
      std::size_t episode = 0;
      for (std::size_t k = i; k < end; ++k) {
        const std::size_t next = episode + episodes_of(candidates[k]);
        evaluations[k] = evaluation_of(candidates[k], played, {episode, next});
        episode = next;
      }
    }
    i = end;
  }
}

Evaluation NetworkProblem::evaluation_of(const Candidate& candidate, const Played& played,
                                         Episodes episodes) const {
  const std::size_t count = episodes.end - episodes.first;
  Evaluation evaluation;
  evaluation.id = candidate.id;
  double score = 0;
  for (const Episode& episode : std::span(played.episodes).subspan(episodes.first, count)) {
    score += episode.score;
    if (is_preliminary(candidate)) score -= unpaid_ * episode.steps;
    evaluation.work += episode.steps;
    if (episode.broken) {
      evaluation.status = Status::invalid;
      evaluation.note = "an observation was not a finite number";
    }
  }
  evaluation.objectives = {0 - score / static_cast<double>(count)};  // never -0
  describe(played, episodes, evaluation);
  return evaluation;
}

void NetworkProblem::describe(const Played& played, Episodes episodes,
                              Evaluation& evaluation) const {
  const std::size_t behaviour = environment_.behaviour;
  auto& descriptor = evaluation.descriptor;
  descriptor.resize(behaviour);
  const auto count = static_cast<double>(episodes.end - episodes.first);
  for (std::size_t i = episodes.first; i < episodes.end; ++i)
    for (std::size_t k = 0; k < behaviour; ++k)
      descriptor[k] += played.endings[i * environment_.state + k] / count;
  if (!normalizes_) return;
  const std::size_t sums = 2 * environment_.observations;
  descriptor.resize(behaviour + 1 + sums);
  descriptor[behaviour] = static_cast<double>(evaluation.work);
  for (std::size_t i = sums * episodes.first; i < sums * episodes.end; ++i)
    descriptor[behaviour + 1 + i % sums] += played.sums[i];
}

}  // namespace cambrian::neuroevolution
