#include "problems/training/trainer.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/archive.hpp"

namespace cambrian::training {
TrainingState TrainingState::start(const Task& task, std::uint64_t seed) {
  TrainingState state{seed, 0, std::vector<float>(task.parameters()),
                      std::vector<float>(task.parameters())};
  task.initialise(seed, state.weights);
  return state;
}

Bytes TrainingState::encode() const {
  Encoder out;
  out.u64(seed);
  out.u64(epochs);
  out.block(weights);
  out.block(velocity);
  return out.take();
}

TrainingState TrainingState::decode(const Bytes& bytes, const Task& task) {
  Decoder in(bytes);
  TrainingState state;
  state.seed = in.u64();
  state.epochs = in.u64();
  state.weights = in.block<float>();
  state.velocity = in.block<float>();
  if (state.weights.size() != task.parameters() || state.velocity.size() != task.parameters())
    throw DecodeError("a state of another network");
  return state;
}

void descend(const Descent& how, std::span<const float> gradient, TrainingState& state) {
  const auto rate = static_cast<float>(how.rate);
  const auto momentum = static_cast<float>(how.momentum);
  const auto decay = static_cast<float>(how.weight_decay);
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    state.velocity[i] = momentum * state.velocity[i] + gradient[i] + decay * state.weights[i];
    state.weights[i] -= rate * state.velocity[i];
  }
}

std::vector<double> train(const Task& task, const Descent& how, std::uint64_t epochs,
                          TrainingState& state) {
  WorkSpace space;
  std::vector<float> gradient(task.parameters());
  std::vector<double> losses;
  Batch batch{
      .seed = state.seed, .rows = std::min(how.batch, task.train_rows()), .noise = how.noise};
  const std::uint64_t steps = task.train_rows() / batch.rows;
  for (std::uint64_t epoch = 0; epoch < epochs; ++epoch) {
    double sum = 0;
    for (std::uint64_t step = 0; step < steps; ++step) {
      batch.step = state.epochs * steps + step;
      sum += task.loss_and_gradient(state.weights, batch, gradient, space);
      descend(how, gradient, state);
    }
    ++state.epochs;
    losses.push_back(sum / static_cast<double>(steps));
    if (!std::isfinite(losses.back())) break;
  }
  return losses;
}

}  // namespace cambrian::training
