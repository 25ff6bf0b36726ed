#include <utility>

#include "problems/optimizers/task.hpp"

namespace cambrian::optimizers {
namespace {

class NetworkTask : public Task {
 public:
  NetworkTask(std::shared_ptr<const training::Task> network, std::size_t batch)
      : network_(std::move(network)), batch_(batch) {}

  std::vector<std::size_t> tensors() const override {
    std::vector<std::size_t> sizes;
    for (const training::Segment& segment : network_->tensors()) sizes.push_back(segment.size());
    return sizes;
  }
  std::unique_ptr<Training> begin(std::uint64_t seed) const override {
    return std::make_unique<Run>(*network_, batch_, seed);
  }

 private:
  class Run : public Training {
   public:
    Run(const training::Task& network, std::size_t batch, std::uint64_t seed)
        : network_(network), batch_(batch), seed_(seed) {}
    void start(std::span<float> w) override { network_.initialise(seed_, w); }
    void gradient(std::span<const float> w, std::uint64_t step, std::span<float> g) override {
      network_.loss_and_gradient(w, {.seed = seed_, .step = step, .rows = batch_}, g, space_);
    }
    double loss(std::span<const float> w) override {
      return network_.evaluate(w, training::Split::validation, space_).loss;
    }
    double test_loss(std::span<const float> w) override {
      return network_.evaluate(w, training::Split::test, space_).loss;
    }

   private:
    const training::Task& network_;
    std::size_t batch_;
    std::uint64_t seed_;
    training::WorkSpace space_;
  };

  std::shared_ptr<const training::Task> network_;
  std::size_t batch_;
};

Result<std::unique_ptr<Task>> task_of(Result<std::shared_ptr<const training::Task>> network,
                                      const std::string& group, std::size_t batch) {
  if (network) return std::unique_ptr<Task>(std::make_unique<NetworkTask>(*network, batch));
  Error error = network.error();
  error.where = group + "." + error.where;
  return error;
}

}  // namespace

Result<std::unique_ptr<Task>> make_network(const TaskSettings& settings,
                                           const std::string& folder) {
  return task_of(training::make_task(settings.network, folder), "network", settings.batch);
}

Result<std::unique_ptr<Task>> make_language(const TaskSettings& settings,
                                            const std::string& folder) {
  return task_of(training::make_language_model(settings.language, folder), "language",
                 settings.batch);
}

}  // namespace cambrian::optimizers
