// NetworkProblem: weights of a network, judged by the episodes that it plays.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/catalogue/problem.hpp"
#include "engine/config/fields.hpp"
#include "engine/space/playable.hpp"
#include "problems/neuroevolution/environment.hpp"
#include "problems/neuroevolution/network.hpp"
#include "problems/neuroevolution/network_space.hpp"

namespace cambrian::neuroevolution {

struct Settings {
  std::string environment = "cart_pole";
  std::vector<std::int64_t> image = {};
  std::vector<std::int64_t> convolutions = {};
  std::vector<std::int64_t> hidden = {16};
  Activation activation = Activation::tanh;
  bool recurrent = false;
  double sigma = 0.1;
  double first_sigma = 1;
  double first_output_sigma = 1;
  std::uint32_t episodes = 1;
  std::uint32_t glance = 0;
  double promising = 0;
  std::uint32_t steps = 0;
  std::uint32_t preliminary_steps = 0;
  std::uint32_t cache = 64;
  bool normalize = false;
  std::uint32_t share = 1;
  bool survival = true;
  std::string module = {};
  std::string python = "python3";
  double patience = 30;
  std::uint32_t side_by_side = 16;
};

/// With "python", which another program plays.
std::vector<std::string> environment_choices();

template <class Visitor>
void fields(Visitor& v, Settings& s) {
  v("environment", s.environment, Choice(environment_choices()), "What networks act in");
  v("module", s.module,
    "For the environment python: an environment of Gymnasium, e.g. CartPole-v1, or module:Class "
    "with the same interface");
  v("python", s.python, "The program that plays it");
  v("patience", s.patience, Range{.low = 0, .high = 1e6, .above_low = true},
    "Seconds that it may take for a step of one environment");
  v("side_by_side", s.side_by_side, Range{1, 1024},
    "Environments of such a program, each of which plays an episode of an evaluation");
  v("image", s.image, Range{1, 4096},
    "For convolutions: height, width and channels of the picture that a program shows, whose "
    "numbers "
    "follow each other in this order");
  v("convolutions", s.convolutions, Range{1, 4096},
    "Filters, their size and their stride, of each layer before the hidden ones: e.g. 32, 8, 4, "
    "64, "
    "4, 2 are two layers");
  v("hidden", s.hidden, Range{1, 1e6}, "Neurons of each hidden layer");
  v("activation", s.activation,
    Named<Activation>{{Activation::tanh, "tanh"}, {Activation::relu, "relu"}}, "Of hidden neurons");
  v("recurrent", s.recurrent,
    "Hidden layers also see their own outputs of the step before, so that a network remembers");
  v("sigma", s.sigma, Range{.low = 0, .high = 100, .above_low = true},
    "Standard deviation of what a mutation adds to each weight");
  v("first_sigma", s.first_sigma, Range{0, 100},
    "Of the weights of the first networks, times the root of a neuron's inputs");
  v("first_output_sigma", s.first_output_sigma, Range{0, 100}, "The same for the last layer");
  v("episodes", s.episodes, Range{1, 1e6},
    "Episodes of a full evaluation, whose mean score counts; some algorithms begin with fewer");
  v("glance", s.glance, Range{0, 1e6},
    "Episodes that a full evaluation begins with: only if their mean score is `promising` are all "
    "played; 0: always");
  v("promising", s.promising, Range{-1e12, 1e12}, "The least score after a glance");
  v("steps", s.steps, Range{0, 1e9}, "Steps after which an episode is cut, 0: as usual");
  v("preliminary_steps", s.preliminary_steps, Range{0, 1e9},
    "The same for evaluations of fewer episodes, if that is earlier, 0: as full ones");
  v("normalize", s.normalize,
    "Divide observations by their deviation and take their mean away, as far as they are known: "
    "for evolution strategies");
  v("share", s.share, Range{1, 1e9},
    "So many candidates in a row play the same episodes, so that chance does not come between "
    "them");
  v("survival", s.survival,
    "Evaluations of fewer episodes count what a step pays for not having fallen; without it "
    "standing still looks less good (Mania et al. 2018)");
  v("cache", s.cache, Range{0, 1e6}, "MiB of parents' weights that a process keeps");
}

/// The objective is minus the mean score. A candidate's budget is its episodes; the work of its
/// evaluation is the steps that they took, those of a glance included. The stream of (seed of the
/// run, id of the candidate) draws how episodes start, so each evaluation plays episodes of its
/// own, or each `share` of them. The descriptor is the mean of what the episodes' last states tell;
/// normalising, the number of observations and the sums of their numbers and of these numbers'
/// squares follow. A network that gives rise to an observation that is not a number is invalid.
class NetworkProblem : public Problem, public Playable, private Evaluator {
 public:
  using Params = Settings;
  static Result<std::unique_ptr<Problem>> make(const Params& params, const ProblemPlace& place);

  NetworkProblem(Environment environment, const Params& params, std::uint64_t seed);

  const NetworkSpace& space() const override { return space_; }
  const Evaluator& evaluator() const override { return *this; }
  bool repeatable() const override { return !environment_.has_chance; }
  std::optional<double> optimum() const override {
    if (environment_.best == std::numeric_limits<double>::infinity()) return {};
    return -environment_.best;
  }
  std::uint64_t full_budget() const override { return episodes_; }

  std::string stage() const override { return environment_.name; }
  std::vector<PlayedEpisode> play(const Genome& genome, std::uint32_t episodes,
                                  std::uint64_t seed) const override;
  bool has_frames() const override { return environment_.draw != nullptr; }
  Film film(const Genome& genome, std::uint64_t seed) const override;

  const Environment& environment() const { return environment_; }
  struct Played {
    std::vector<Episode> episodes;
    std::vector<double> endings;  ///< the last state of each
    std::vector<double> sums;     ///< see Play; empty unless observations are normalised
  };
  /// Plays so many episodes, whose starts `random` draws, of at most `limit` steps.
  Played play(const Genome& genome, std::uint32_t episodes, std::uint32_t limit,
              Random& random) const;

 private:
  using Candidates = std::span<const Candidate>;
  struct Episodes {
    std::size_t first, end;
  };
  std::uint32_t episodes_of(const Candidate& candidate) const;
  bool is_preliminary(const Candidate& candidate) const;
  std::uint32_t limit_of(const Candidate& candidate) const;
  Random random_of(const Candidate& candidate) const;
  Evaluation evaluate_alone(const Candidate& candidate) const;
  Played play_relatives(Candidates candidates) const;
  void evaluate(Candidates candidates, std::span<Evaluation> evaluations) const override;
  std::vector<std::string> objectives() const override { return {"minus_score"}; }
  std::vector<double> draw_starts(std::uint32_t episodes, Random& random) const;
  Played play(const PackedNetwork& network, std::span<const double> starts,
              std::span<const float* const> factors, std::uint32_t limit) const;
  Evaluation evaluation_of(const Candidate& candidate, const Played& played,
                           Episodes episodes) const;
  void describe(const Played& played, Episodes episodes, Evaluation& evaluation) const;

  const Environment environment_;
  const std::uint32_t episodes_;
  const std::uint32_t glance_;
  const double promising_;
  const std::uint32_t limit_;
  const std::uint32_t preliminary_limit_;
  const std::uint64_t seed_;
  const bool normalizes_;
  const std::uint32_t share_;
  const double unpaid_;  // of a step, where evaluations are preliminary
  const NetworkSpace space_;
};

}  // namespace cambrian::neuroevolution
