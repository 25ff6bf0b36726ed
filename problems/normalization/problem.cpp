#include "problems/normalization/problem.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <utility>

#include "engine/core/suggest.hpp"
#include "operators/layer/analysis.hpp"
#include "operators/layer/fingerprint.hpp"
#include "operators/layer/known.hpp"
#include "operators/layer/parse.hpp"

namespace cambrian::normalization {
namespace {

Result<layer::Graph> read_layer(const std::string& text, const std::string& folder) {
  if (const auto known = layer::find_layer(text)) return layer::parse(known->text, "start");
  if (text.find("return") != std::string::npos) return layer::parse(text, "start");
  std::ifstream file(std::filesystem::path(folder) / text);
  if (!file) {
    std::vector<std::string> names = {"random"};
    for (const layer::KnownLayer& known : layer::kKnownLayers) names.emplace_back(known.name);
    return Error{"start", "\"" + text + "\" is no layer, no file and no text",
                 did_you_mean(text, names,
                              "write random, bn_relu, evonorm_s0, the name of a file, or e.g. "
                              "return max(x, 0)")};
  }
  std::ostringstream content;
  content << file.rdbuf();
  return layer::parse(content.str(), text);
}

Result<std::vector<layer::Primitive>> read_primitives(const Settings& settings) {
  const bool all = settings.track == Track::batch_dependent;
  std::vector<layer::Primitive> primitives;
  if (settings.primitives.empty()) {
    for (const layer::PrimitiveInfo& facts : layer::all_primitives())
      if (all || !facts.of_batch()) primitives.push_back(facts.primitive);
    return primitives;
  }
  for (const std::string& word : settings.primitives) {
    const auto primitive = layer::find_primitive(word);
    if (!primitive) {
      std::vector<std::string> names;
      for (const layer::PrimitiveInfo& facts : layer::all_primitives())
        names.emplace_back(facts.name);
      return Error{"primitives", "\"" + word + "\" is not a primitive", did_you_mean(word, names)};
    }
    if (!all && layer::info(*primitive).of_batch())
      return Error{"primitives", "\"" + word + "\" is taken over the batch",
                   "set track to batch_dependent"};
    primitives.push_back(*primitive);
  }
  return primitives;
}

Result<void> check(const training::Architecture& architecture) {
  if (architecture.width % 2 == 0) return {};
  return Error{"width", "is odd", "take an even number of channels"};
}

Result<std::shared_ptr<const training::DataSet>> read_pictures(
    const training::DataSettings& settings, const std::string& folder) {
  auto pictures = training::make_data(settings, folder);
  auto checked = pictures ? training::ConvNet::check(**pictures) : Result<void>(pictures.error());
  if (checked) return pictures;
  Error error = checked.error();
  error.where = "pictures." + error.where;
  return error;
}

Evaluation refusal(std::string note) {
  Evaluation evaluation;
  evaluation.status = Status::invalid;
  evaluation.note = std::move(note);
  return evaluation;
}

std::string number_text(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g", value);
  return text.data();
}

}  // namespace

Verdict verdict_of(const Evaluation& evaluation) {
  if (evaluation.status == Status::ok) return Verdict::trained;
  if (evaluation.note.starts_with("quality")) return Verdict::quality;
  return evaluation.note.starts_with("stability") ? Verdict::stability : Verdict::numerical;
}

training::DataSettings usual_pictures() {
  training::DataSettings settings;
  settings.rows = {.train = 2000, .validation = 1000, .test = 2000};
  return settings;
}

Table<training::Architecture> usual_architectures() {
  using Blocks = training::Architecture::Blocks;
  return {{"plain", {.blocks = Blocks::plain}},
          {"residual", {.blocks = Blocks::residual}},
          {"bottleneck", {.blocks = Blocks::bottleneck}}};
}

Result<std::unique_ptr<Problem>> NormalizationProblem::make(const Params& params,
                                                            const ProblemPlace& place) {
  Parts parts;
  auto primitives = read_primitives(params);
  if (!primitives) return primitives.error();
  parts.primitives = std::move(*primitives);
  if (params.start != "random") {
    auto start = read_layer(params.start, place.folder);
    if (!start) return start.error();
    if (params.track == Track::batch_independent && layer::analyze(*start).analysis.of_batch)
      return Error{"start", "takes moments over the batch", "set track to batch_dependent"};
    const std::size_t body = layer::body_size(*start);
    if (body > params.nodes)
      return Error{"nodes", "the layer that populations begin with has more",
                   "allow at least " + std::to_string(body)};
    parts.start = layer::padded(*start, params.nodes);
  }
  if (params.architectures.empty())
    return Error{"architectures", "there is none", "name at least one"};
  for (const auto& [name, architecture] : params.architectures) {
    if (auto checked = check(architecture); !checked) {
      Error error = checked.error();
      error.where = "architectures." + name + "." + error.where;
      return error;
    }
  }
  auto pictures = read_pictures(params.pictures, place.folder);
  if (!pictures) return pictures.error();
  parts.pictures = std::move(*pictures);
  parts.folder = place.folder;
  return std::unique_ptr<Problem>(std::make_unique<NormalizationProblem>(params, std::move(parts)));
}

NormalizationProblem::NormalizationProblem(const Params& params, Parts parts)
    : settings_(params),
      pictures_(std::move(parts.pictures)),
      folder_(std::move(parts.folder)),
      space_(std::move(parts.start), {.primitives = std::move(parts.primitives),
                                      .weights = params.mutations,
                                      .nodes = params.nodes}) {}

std::vector<std::string> NormalizationProblem::objectives() const {
  std::vector<std::string> names;
  for (const auto& entry : settings_.architectures) names.push_back(entry.first + "_loss");
  return names;
}

std::vector<std::string> NormalizationProblem::descriptors() const {
  std::vector<std::string> names;
  for (const auto& entry : settings_.architectures) names.push_back(entry.first + "_error");
  return names;
}

std::vector<double> NormalizationProblem::reference_point() const {
  // A network that knows nothing.
  const double chance = std::log(static_cast<double>(pictures_->classes));
  return std::vector<double>(settings_.architectures.size(), chance);
}

std::uint64_t NormalizationProblem::count(Verdict verdict) const {
  const std::lock_guard lock(mutex_);
  return counts_[static_cast<std::size_t>(verdict)];
}

void NormalizationProblem::evaluate(std::span<const Candidate> candidates,
                                    std::span<Evaluation> evaluations) const {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    evaluations[i] = evaluate(layer::from_genome(candidates[i].genome));
    evaluations[i].id = candidates[i].id;
  }
}

Evaluation NormalizationProblem::evaluate(const layer::Graph& graph) const {
  const auto counted = [&](Verdict verdict) -> std::uint64_t& {
    return counts_[static_cast<std::size_t>(verdict)];
  };
  const auto print = layer::fingerprint(graph);
  if (!print) {
    const std::lock_guard lock(mutex_);
    ++counted(Verdict::numerical);
    return refusal("numerical: not finite on probes");
  }
  {
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(*print);
    if (found != answers_.end()) {
      ++counted(Verdict::remembered);
      return found->second;
    }
  }
  Evaluation evaluation = train(graph);
  const std::lock_guard lock(mutex_);
  ++counted(verdict_of(evaluation));
  if (settings_.cache > 0 && answers_.emplace(*print, evaluation).second) {
    order_.push_back(*print);
    if (order_.size() > settings_.cache) {
      answers_.erase(order_.front());
      order_.pop_front();
    }
  }
  return evaluation;
}

Evaluation NormalizationProblem::train(const layer::Graph& graph) const {
  std::deque<Trial> trials;
  for (const auto& entry : settings_.architectures)
    trials.emplace_back(pictures_, entry.second, graph, settings_.training);
  const auto refused = [&](const std::string& note) {
    Evaluation evaluation = refusal(note);
    for (const Trial& trial : trials) evaluation.work += trial.steps();
    return evaluation;
  };
  const auto name = [&](std::size_t i) { return settings_.architectures[i].first; };
  const std::uint32_t first = std::min(settings_.quality.steps, settings_.training.steps);
  for (std::size_t i = 0; first > 0 && i < trials.size(); ++i) {
    if (!trials[i].train_until(first)) return refused("numerical: " + name(i) + " diverges");
    const double right = 1 - trials[i].score(training::Split::validation).error;
    if (right < settings_.quality.accuracy)
      return refused("quality: " + name(i) + " gets " + number_text(100 * right) +
                     " % right after " + std::to_string(first) + " steps");
  }
  if (settings_.stability.steps > 0) {
    const double largest = trials.front().largest_gradient(settings_.stability);
    if (!(largest <= settings_.stability.limit))
      return refused("stability: " + name(0) + " can have a gradient of " + number_text(largest));
  }
  Evaluation evaluation;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (!trials[i].train_until(settings_.training.steps))
      return refused("numerical: " + name(i) + " diverges");
    const training::Score score = trials[i].score(training::Split::validation);
    if (!std::isfinite(score.loss)) return refused("numerical: " + name(i) + " has no loss");
    evaluation.objectives.push_back(score.loss);
    evaluation.descriptor.push_back(score.error);
    evaluation.work += trials[i].steps();
  }
  return evaluation;
}

std::vector<double> NormalizationProblem::held_out_log_losses(const Genome& genome) const {
  const Retraining& retraining = settings_.held_out;
  std::call_once(held_out_made_, [&] {
    training::DataSettings others = settings_.pictures;
    others.data_seed = retraining.data_seed;
    held_out_ = read_pictures(others, folder_).value();
  });
  const layer::Graph graph = layer::from_genome(genome);
  Recipe recipe = settings_.training;
  recipe.steps *= retraining.lengths;
  recipe.seed = retraining.seed;
  std::vector<double> logs;
  for (const auto& [name, searched] : settings_.architectures) {
    training::Architecture architecture = searched;
    architecture.width *= retraining.widths;
    Trial trial(held_out_, architecture, graph, recipe);
    double loss = std::numeric_limits<double>::infinity();
    if (trial.train_until(recipe.steps)) loss = trial.score(training::Split::validation).loss;
    logs.push_back(std::isnan(loss) ? std::numeric_limits<double>::infinity() : std::log(loss));
  }
  return logs;
}

std::vector<std::string> NormalizationProblem::held_out_tasks() const {
  std::vector<std::string> names;
  for (const auto& entry : settings_.architectures) names.push_back(entry.first);
  return names;
}

Genome NormalizationProblem::reference_genome() const {
  return layer::to_genome(layer::parse(layer::find_layer("bn_relu")->text).value());
}

}  // namespace cambrian::normalization
