// How well a search for normalization-activation layers goes. `normalization_search`: evolves
// layers on each track, re-trains the best at a larger size to choose one, and then trains it,
// BatchNorm and GroupNorm with ReLU, and EvoNorm-B0 and S0 in networks and on data that the search
// has not seen, each layer with its own rate of learning.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/measure.hpp"
#include "engine/algorithm/regularized_evolution.hpp"
#include "engine/catalogue/selector_kind.hpp"
#include "operators/layer/known.hpp"
#include "operators/layer/parse.hpp"
#include "operators/layer/print.hpp"
#include "problems/normalization/problem.hpp"

namespace {

using namespace cambrian;
using bench::cpu_seconds;
using bench::mean;
using bench::standard_error;
using namespace cambrian::normalization;
using layer::Graph;
using training::Architecture;

struct Options {
  std::vector<std::string> tracks = {"batch_independent", "batch_dependent"};
  std::vector<std::string> known = {"evonorm_b0", "evonorm_s0"};  ///< besides the first two
  std::vector<std::string> layers;  ///< texts of layers to compare, too
  std::uint32_t evaluations = 600;
  std::uint32_t population = 50;
  std::uint32_t sample = 8;
  std::uint32_t finalists = 5;
  std::uint32_t first_seed = 1;
  std::uint32_t seeds = 1;
  std::uint32_t repeats = 5;
  std::uint32_t steps = 300;
  std::uint32_t width = 12;
  std::uint32_t depth = 2;
  std::uint32_t batch = 32;
  double rate = 0.1;
  bool choose = false;
  std::uint64_t data_seed = 3;
};

struct Contender {
  std::string name;
  Graph graph;
};

/// Where a layer is trained.
struct Place {
  std::string name;
  std::shared_ptr<const training::DataSet> pictures;
  Architecture architecture;
};

std::shared_ptr<const training::DataSet> pictures(training::Data data, std::uint64_t seed) {
  training::DataSettings settings = usual_pictures();
  settings.data = data;
  settings.data_seed = seed;
  return training::make_data(settings, "").value();
}

/// A training that diverges is as good as one that knows nothing.
training::Score trained(const Place& place, const Graph& graph, const Recipe& recipe,
                        training::Split split) {
  Trial trial(place.pictures, place.architecture, graph, recipe);
  training::Score score = {std::log(10.0), 0.9};
  if (trial.train_until(recipe.steps)) score = trial.score(split);
  return std::isfinite(score.loss) ? score : training::Score{std::log(10.0), 0.9};
}

constexpr double kRates[] = {0.0125, 0.025, 0.05, 0.1, 0.2, 0.4};

/// By the validation loss of a seed that is used for nothing else.
double tuned_rate(const Place& place, const Graph& graph, Recipe recipe) {
  recipe.seed = 900;
  double best = 0;
  double lowest = 1e300;
  for (const double rate : kRates) {
    recipe.rate = rate;
    const double loss = trained(place, graph, recipe, training::Split::validation).loss;
    if (loss < lowest) {
      lowest = loss;
      best = rate;
    }
  }
  return best;
}

/// As `cambrian validate` trains them: the mean log of losses over those of BatchNorm and ReLU.
double retrained(const Graph& graph, const Problem& problem) {
  return mean(dynamic_cast<const HeldOut&>(problem).judge_held_out(layer::to_genome(graph)));
}

std::shared_ptr<const Selector> pareto_tournament(std::uint32_t sample) {
  const auto draft = pareto_tournament_kind().draft();
  *std::get<std::uint32_t*>(draft->fields().find("sample")->pointer) = sample;
  return draft->make().value();
}

struct Found {
  double value = 0;  ///< mean log loss
  Genome genome;
};

/// The best by the search, re-trained.
Graph choose(std::vector<Found> all, const Options& options, const Problem& problem) {
  std::stable_sort(all.begin(), all.end(),
                   [](const Found& a, const Found& b) { return a.value < b.value; });
  Graph best;
  double lowest = 1e300;
  std::vector<std::string> seen;
  for (const Found& found : all) {
    const Graph graph = layer::from_genome(found.genome);
    const std::string line = layer::to_line(graph);
    if (std::find(seen.begin(), seen.end(), line) != seen.end()) continue;
    if (seen.size() == options.finalists) break;
    seen.push_back(line);
    const double value = retrained(graph, problem);
    std::printf("  mean log loss %.3f, re-trained %.3f: %s\n", found.value, value, line.c_str());
    if (value >= lowest) continue;
    lowest = value;
    best = graph;
  }
  return best;
}

Graph evolve(const Options& options, const std::string& track, std::uint64_t seed) {
  Settings settings;
  settings.track = track == "batch_dependent" ? Track::batch_dependent : Track::batch_independent;
  const double start = cpu_seconds();
  const auto problem = NormalizationProblem::make(settings, {}).value();
  RegularizedEvolution algorithm(problem->space(), {.population = options.population,
                                                    .sample = options.sample,
                                                    .seed = seed,
                                                    .selector = pareto_tournament(options.sample)});
  std::vector<Found> all;
  for (std::uint32_t i = 0; i < options.evaluations; ++i) {
    const Candidate candidate = algorithm.ask(1).front();
    Evaluation evaluation;
    problem->evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
    if (evaluation.status == Status::ok) {
      double sum = 0;
      for (const double loss : evaluation.objectives) sum += std::log(loss);
      all.push_back({sum / static_cast<double>(evaluation.objectives.size()), candidate.genome});
    }
    algorithm.tell(evaluation);
  }
  const auto& counts = dynamic_cast<const NormalizationProblem&>(*problem);
  const auto share = [&](Verdict verdict) {
    return 100 * static_cast<double>(counts.count(verdict)) / options.evaluations;
  };
  std::printf(
      "%s, seed %llu: %u layers in %.0f s; numerical %.1f %%, quality %.1f %%, stability %.1f %%, "
      "known functions %.1f %%, trained to the end %.1f %%\n",
      track.c_str(), static_cast<unsigned long long>(seed), options.evaluations,
      cpu_seconds() - start, share(Verdict::numerical), share(Verdict::quality),
      share(Verdict::stability), share(Verdict::remembered), share(Verdict::trained));
  const double searched = cpu_seconds();
  Graph best = choose(std::move(all), options, *problem);
  std::printf("  chosen in %.0f s:\n%s", cpu_seconds() - searched, layer::to_formula(best).c_str());
  std::fflush(stdout);
  return best;
}

/// Other widths, depths and data than those of the search.
std::vector<Place> unseen_places(const Options& options) {
  using Blocks = Architecture::Blocks;
  using training::Data;
  std::vector<Place> places;
  for (const auto& [name, data] : {std::pair{"shapes", Data::shapes}, {"digits", Data::digits}}) {
    const auto these = pictures(data, options.data_seed);
    const std::string on = std::string(" on ") + name;
    for (const auto& [block, blocks] : {std::pair{"plain", Blocks::plain},
                                        {"residual", Blocks::residual},
                                        {"bottleneck", Blocks::bottleneck}})
      places.push_back({block + (", " + std::to_string(options.width)) + " wide, " +
                            std::to_string(options.depth) + " deep" + on,
                        these,
                        {.blocks = blocks, .width = options.width, .depth = options.depth}});
  }
  return places;
}

/// Of layers that a search has found, the best when re-trained.
Contender best_of(const Options& options) {
  Settings settings;
  settings.training.batch = options.batch;
  settings.training.steps = options.steps;
  settings.training.rate = options.rate;
  const auto problem = NormalizationProblem::make(settings, {}).value();
  Contender best;
  double lowest = 1e300;
  for (const std::string& text : options.layers) {
    const Graph graph = layer::parse(text).value();
    const double value = retrained(graph, *problem);
    std::printf("re-trained %.3f: %s\n", value, layer::to_line(graph).c_str());
    if (value >= lowest) continue;
    lowest = value;
    best = {"chosen", graph};
  }
  std::fflush(stdout);
  return best;
}

struct Results {
  std::vector<double> errors;
  std::vector<double> losses;
};

void print_difference(const std::vector<double>& mine, const std::vector<double>& theirs) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < mine.size(); ++i) differences.push_back(mine[i] - theirs[i]);
  std::printf("  %+7.3f +- %.3f", mean(differences), standard_error(differences));
}

void compare(const Options& options, const std::vector<Contender>& layers) {
  std::vector<std::vector<double>> all(layers.size());  // of errors, over all places and seeds
  for (const Place& place : unseen_places(options)) {
    std::printf("%s: test error, loss, difference of errors to bn_relu and gn_relu\n",
                place.name.c_str());
    std::vector<Results> results;
    for (const Contender& one : layers) {
      Recipe recipe;
      recipe.steps = options.steps;
      recipe.batch = options.batch;
      recipe.rate = tuned_rate(place, one.graph, recipe);
      Results mine;
      for (std::uint32_t i = 0; i < options.repeats; ++i) {
        recipe.seed = 11 + i;
        const auto score = trained(place, one.graph, recipe, training::Split::test);
        mine.errors.push_back(100 * score.error);
        mine.losses.push_back(score.loss);
      }
      results.push_back(mine);
      std::vector<double>& together = all[results.size() - 1];
      together.insert(together.end(), mine.errors.begin(), mine.errors.end());
      std::printf("  %-24s rate %.2f  %6.2f %%  %.4f", one.name.c_str(), recipe.rate,
                  mean(mine.errors), mean(mine.losses));
      print_difference(mine.errors, results[0].errors);
      if (results.size() > 1) print_difference(mine.errors, results[1].errors);
      std::printf("\n");
      std::fflush(stdout);
    }
  }
  std::printf("all together\n");
  for (std::size_t i = 0; i < layers.size(); ++i) {
    std::printf("  %-24s            %6.2f %%        ", layers[i].name.c_str(), mean(all[i]));
    print_difference(all[i], all[0]);
    print_difference(all[i], all[1]);
    std::printf("\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  bool search_only = false;
  CLI::App app("Found normalization-activation layers against known ones");
  app.add_option("--tracks", options.tracks, "batch_independent, batch_dependent; none: no search")
      ->expected(0, 2);
  app.add_option("--known", options.known, "Known layers to compare, besides bn_relu and gn_relu")
      ->expected(0, 4);
  app.add_option("--layers", options.layers, "Texts of layers to compare, too");
  app.add_flag("--choose", options.choose,
               "Of --layers the best alone: re-trained twice as long, in networks twice as wide");
  app.add_option("--rate", options.rate, "Of those re-trainings");
  app.add_option("--evaluations", options.evaluations, "Of a search");
  app.add_option("--population", options.population);
  app.add_option("--sample", options.sample);
  app.add_option("--finalists", options.finalists, "Layers of a search that are re-trained");
  app.add_option("--first-seed", options.first_seed);
  app.add_option("--seeds", options.seeds, "Searches on each track");
  app.add_option("--repeats", options.repeats, "Trainings of each layer in each network");
  app.add_option("--steps", options.steps, "Of the trainings that are compared");
  app.add_option("--batch", options.batch, "Pictures of a step of those trainings");
  app.add_option("--depth", options.depth, "Likewise, in blocks of a stage");
  app.add_option("--data-seed", options.data_seed, "Draws the pictures of those trainings");
  app.add_option("--width", options.width, "Of the networks that are compared");
  app.add_flag("--search-only", search_only, "Without the comparison");
  CLI11_PARSE(app, argc, argv);
  std::vector<Contender> layers;
  options.known.insert(options.known.begin(), {"bn_relu", "gn_relu"});
  for (const std::string& name : options.known)
    layers.push_back({name, layer::parse(layer::find_layer(name)->text).value()});
  if (options.choose && !options.layers.empty()) {
    layers.push_back(best_of(options));
    options.layers.clear();
  }
  for (const std::string& text : options.layers)
    layers.push_back({"given " + text.substr(text.find("return")), layer::parse(text).value()});
  for (const std::string& track : options.tracks) {
    if (track.empty()) continue;
    for (std::uint32_t i = 0; i < options.seeds; ++i) {
      const std::uint32_t seed = options.first_seed + i;
      layers.push_back({track + " " + std::to_string(seed), evolve(options, track, seed)});
    }
  }
  if (!search_only) compare(options, layers);
}
