// Task: something to train, which optimizers are judged by.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "problems/training/language_model.hpp"
#include "problems/training/make_task.hpp"

namespace cambrian::optimizers {

/// A training that begins. For one thread.
class Training {
 public:
  virtual ~Training() = default;
  /// The first parameters.
  virtual void start(std::span<float> w) = 0;
  /// The gradient of the training loss at w, on the batch of this step.
  virtual void gradient(std::span<const float> w, std::uint64_t step, std::span<float> g) = 0;
  /// The loss on what is not trained with; > 0 unless it is perfect.
  virtual double loss(std::span<const float> w) = 0;
  /// The loss on what nothing is decided by, if there is such a part.
  virtual double test_loss(std::span<const float> w) { return loss(w); }
};

/// Immutable and thread-safe.
class Task {
 public:
  virtual ~Task() = default;
  /// Sizes of the parameters' tensors.
  virtual std::vector<std::size_t> tensors() const = 0;
  /// First parameters, batches and noise follow from the seed.
  virtual std::unique_ptr<Training> begin(std::uint64_t seed) const = 0;
};

struct TaskSettings {
  std::string kind = "network";
  std::uint32_t size = 20;
  std::uint32_t steps = 100;
  std::uint32_t batch = 32;
  double noise = 1;
  std::uint32_t seed = 1;
  double weight = 1;
  double enough = 0;
  training::TaskSettings network = {};
  training::LanguageSettings language = {};
};

/// Names of kinds, for `kind`.
std::vector<std::string> task_kinds();

template <class Visitor>
void fields(Visitor& v, TaskSettings& s) {
  v("kind", s.kind, Choice(task_kinds()), "What is trained");
  v("size", s.size, Range{2, 1e5}, "Numbers or inputs, of what is no network");
  v("steps", s.steps, Range{1, 1e9}, "Steps of a training");
  v("batch", s.batch, Range{1, 1e6}, "Examples of a step");
  v("noise", s.noise, Range{0, 1e3}, "How noisy gradients or inputs are, of what is no network");
  v("seed", s.seed, Range{0, 4e9}, "Draws first parameters, batches and noise");
  v("weight", s.weight, Range{0, 1e6}, "In the mean over tasks");
  v("enough", s.enough, Range{0, 1e6},
    "A loss that is as good as any below it: where classes can be told apart without an error, "
    "weights that only grow would lower it for ever");
  v("network", s.network, "The network and its data, for a task of the kind network");
  v("language", s.language, "The transformer and its text, for a task of the kind language");
}

/// A noisy quadratic: a sum over numbers with curvatures from 0.01 to 10.
std::unique_ptr<Task> make_quadratic(const TaskSettings& settings);
/// Rosenbrock's valley, with noise on the gradient.
std::unique_ptr<Task> make_rosenbrock(const TaskSettings& settings);
/// Logistic regression of four classes on inputs of unlike scales.
std::unique_ptr<Task> make_logistic(const TaskSettings& settings);

/// A network or a transformer of problems/training, whose relative paths start at `folder`.
Result<std::unique_ptr<Task>> make_network(const TaskSettings& settings, const std::string& folder);
Result<std::unique_ptr<Task>> make_language(const TaskSettings& settings,
                                            const std::string& folder);

/// An error names the setting.
Result<std::unique_ptr<Task>> make_task(const TaskSettings& settings, const std::string& folder);

}  // namespace cambrian::optimizers
