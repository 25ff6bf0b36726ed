// Trainer: stochastic gradient descent with momentum, from a state to a state.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/core/bytes.hpp"
#include "problems/training/task.hpp"

namespace cambrian::training {

/// Everything that a training goes on from.
struct TrainingState {
  std::uint64_t seed = 0;    ///< draws the first weights, the batches and the noise
  std::uint64_t epochs = 0;  ///< done
  std::vector<float> weights;
  std::vector<float> velocity;

  /// Before the first epoch.
  static TrainingState start(const Task& task, std::uint64_t seed);
  Bytes encode() const;
  /// Throws DecodeError for what is no state of this task.
  static TrainingState decode(const Bytes& bytes, const Task& task);
};

/// velocity = momentum * velocity + gradient + weight_decay * weights; weights -= rate * velocity.
/// Biases decay, too.
struct Descent {
  double rate = 0.1;
  double momentum = 0.9;
  double weight_decay = 1e-4;
  std::size_t batch = 32;
  Noise noise = {};
};

/// One step.
void descend(const Descent& how, std::span<const float> gradient, TrainingState& state);

/// Goes on for so many epochs, and gives the mean loss of the batches of each. Ends early after one
/// whose loss is not finite. The result depends on the arguments alone: parts of a training with
/// the same settings give the same bits as the whole.
std::vector<double> train(const Task& task, const Descent& how, std::uint64_t epochs,
                          TrainingState& state);

}  // namespace cambrian::training
