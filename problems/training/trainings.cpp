#include "problems/training/trainings.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "engine/core/archive.hpp"
#include "engine/core/suggest.hpp"
#include "operators/parameters/parameter_space.hpp"
#include "problems/training/language_model.hpp"
#include "problems/training/make_task.hpp"
#include "problems/training/trainer.hpp"

namespace cambrian::training {
namespace {

using Json = nlohmann::json;

// What a network's task is made of, and whether its batches may have noise.
struct Perceptrons {
  using Settings = TaskSettings;
  static constexpr bool kNoise = true;
  static constexpr const char* kWhat = "What is learnt, by which network";
  static constexpr auto kMake = make_task;
};
struct LanguageModels {
  using Settings = LanguageSettings;
  static constexpr bool kNoise = false;
  static constexpr const char* kWhat = "The text, and the network that learns it";
  static constexpr auto kMake = make_language_model;
};

template <class Network>
struct Settings {
  typename Network::Settings task;
  std::uint64_t epochs = 40;
  Table<Parameter> parameters;
};

template <class Visitor, class Network>
void fields(Visitor& v, Settings<Network>& s) {
  v("task", s.task, Network::kWhat);
  v("epochs", s.epochs, Range{1, 1e9}, "Of a training whose algorithm does not say for how long");
  v("parameters", s.parameters,
    Network::kNoise ? "Other ranges of what is searched, by their names: rate, momentum, "
                      "weight_decay, batch, dropout, input_noise"
                    : "Other ranges of what is searched, by their names: rate, momentum, "
                      "weight_decay, batch");
}

Parameter real(double low, double high, Parameter::Scale scale) {
  Parameter parameter;
  parameter.low = low;
  parameter.high = high;
  parameter.scale = scale;
  return parameter;
}

Table<Parameter> usual_parameters(bool noise) {
  using Scale = Parameter::Scale;
  Parameter batch;
  batch.type = Parameter::Type::ordinal;
  batch.values = {{"8"}, {"16"}, {"32"}, {"64"}};
  Table<Parameter> all = {{"rate", real(1e-3, 1, Scale::log)},
                          {"momentum", real(0, 0.98, Scale::linear)},
                          {"weight_decay", real(1e-6, 1e-1, Scale::log)},
                          {"batch", batch}};
  if (noise) {
    all.emplace_back("dropout", real(0, 0.6, Scale::linear));
    all.emplace_back("input_noise", real(0, 1, Scale::linear));
  }
  return all;
}

struct Bounds {
  const char* name;
  double low;
  double high;
};
// What Descent allows.
constexpr Bounds kBounds[] = {{"rate", 0, 1e6},  {"momentum", 0, 1},   {"weight_decay", 0, 1e6},
                              {"batch", 1, 1e9}, {"dropout", 0, 0.99}, {"input_noise", 0, 1e6}};

Result<void> check_value(const Bounds& bounds, const Json& value) {
  const bool number = value.is_number();
  if (number && value.get<double>() >= bounds.low && value.get<double>() <= bounds.high) return {};
  const Json low = bounds.low;
  const Json high = bounds.high;
  return Error{"", "allows " + value.dump() + ", which the training does not",
               "numbers from " + low.dump() + " to " + high.dump()};
}

Result<void> check(const std::string& name, const Parameter& parameter,
                   const Table<Parameter>& usual) {
  std::vector<std::string> names;
  std::string all;
  for (const auto& one : usual) {
    names.push_back(one.first);
    all += (all.empty() ? "" : ", ") + one.first;
  }
  if (std::find(names.begin(), names.end(), name) == names.end())
    return Error{"", "the training has no such setting",
                 did_you_mean(name, names, "it has " + all)};
  const auto* const found = std::find_if(std::begin(kBounds), std::end(kBounds),
                                         [&](const Bounds& b) { return name == b.name; });
  const Bounds& bounds = *found;
  if (parameter.length || !parameter.when.empty())
    return Error{"", "is one value that is always there", "leave out length and when"};
  if (parameter.type == Parameter::Type::boolean || parameter.type == Parameter::Type::bits ||
      parameter.type == Parameter::Type::permutation)
    return Error{"", "is a number", "its type is real, integer, ordinal or categorical"};
  std::vector<Json> values;
  for (const auto& edge : {parameter.low, parameter.high})
    if (edge) values.emplace_back(*edge);
  for (const JsonText& value : parameter.values) values.push_back(Json::parse(value.text));
  for (const Json& value : values)
    if (auto checked = check_value(bounds, value); !checked) return checked;
  return {};
}

Result<ParameterSpace> space_of(const Table<Parameter>& changed, bool noise) {
  const Table<Parameter> usual = usual_parameters(noise);
  Table<Parameter> all = usual;
  for (const auto& [name, parameter] : changed) {
    if (const auto checked = check(name, parameter, usual); !checked)
      return Error{"parameters." + name, checked.error().what, checked.error().hint};
    for (auto& one : all)
      if (one.first == name) one.second = parameter;
  }
  return ParameterSpace::make(all, "parameters");
}

class Trainings final : public Problem, private Evaluator {
 public:
  Trainings(std::uint64_t epochs, std::uint64_t seed, ParameterSpace space,
            std::shared_ptr<const Task> task)
      : epochs_(epochs), seed_(seed), space_(std::move(space)), task_(std::move(task)) {}

  const SearchSpace& space() const override { return space_; }
  const Evaluator& evaluator() const override { return *this; }
  // First weights and batches follow from the candidate's number.
  bool repeatable() const override { return false; }
  std::vector<std::string> descriptors() const override { return {"test_loss", "test_error"}; }

 private:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) evaluations[i] = evaluate(candidates[i]);
  }
  std::vector<std::string> objectives() const override { return {"validation_loss"}; }

  TrainingState start(const Candidate& candidate) const {
    if (!candidate.state.empty()) return TrainingState::decode(candidate.state, *task_);
    const auto number = static_cast<std::uint64_t>(candidate.id);
    return TrainingState::start(*task_, hash_combine(seed_, number));
  }

  Descent descent(const Genome& genome) const {
    const Json values = Json::parse(space_.print(genome, 0));
    const auto value = [&](const char* name) { return values.at(name).get<double>(); };
    return {.rate = value("rate"),
            .momentum = value("momentum"),
            .weight_decay = value("weight_decay"),
            .batch = static_cast<std::size_t>(value("batch")),
            .noise = {.dropout = values.value("dropout", 0.0),
                      .input = values.value("input_noise", 0.0)}};
  }

  Evaluation evaluate(const Candidate& candidate) const {
    Evaluation evaluation{.id = candidate.id};
    TrainingState state;
    try {
      state = start(candidate);
    } catch (const DecodeError& error) {
      evaluation.status = Status::failed;
      evaluation.note = error.what();
      return evaluation;
    }
    evaluation.work = candidate.budget.work > 0 ? candidate.budget.work : epochs_;
    train(*task_, descent(candidate.genome), evaluation.work, state);
    WorkSpace space;
    const double loss = task_->evaluate(state.weights, Split::validation, space).loss;
    if (!std::isfinite(loss)) {
      evaluation.status = Status::invalid;
      evaluation.note = "the training diverged in epoch " + std::to_string(state.epochs);
      return evaluation;
    }
    const Score test = task_->evaluate(state.weights, Split::test, space);
    evaluation.objectives = {loss};
    evaluation.descriptor = {test.loss, test.error};
    evaluation.state = state.encode();
    return evaluation;
  }

  const std::uint64_t epochs_;
  const std::uint64_t seed_;
  const ParameterSpace space_;
  const std::shared_ptr<const Task> task_;
};

template <class Network>
struct TrainingsOf {
  using Params = Settings<Network>;
  static Result<std::unique_ptr<Problem>> make(const Params& params, const ProblemPlace& place) {
    auto space = space_of(params.parameters, Network::kNoise);
    if (!space) return space.error();
    auto task = Network::kMake(params.task, place.folder);
    if (!task) return Error{"task." + task.error().where, task.error().what, task.error().hint};
    return std::unique_ptr<Problem>(std::make_unique<Trainings>(
        params.epochs, place.seed, std::move(*space), std::move(*task)));
  }
};

}  // namespace

ProblemKind mlp_kind() {
  return problem_kind<TrainingsOf<Perceptrons>>(
      "mlp",
      "Settings of a network's training, to be searched or scheduled on real learning tasks.");
}

ProblemKind language_model_kind() {
  return problem_kind<TrainingsOf<LanguageModels>>(
      "language_model", "Settings of the training of a small transformer on a text.");
}

}  // namespace cambrian::training
