#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/random.hpp"
#include "problems/optimizers/task.hpp"

namespace cambrian::optimizers {
namespace {

constexpr std::size_t kClasses = 4;
constexpr std::size_t kTrainingRows = 1024;
constexpr std::size_t kValidationRows = 1024;

struct Rows {
  std::vector<float> inputs;  ///< row by row
  std::vector<std::uint8_t> classes;
};

/// Weights (inputs x classes), then biases.
class Logistic : public Task {
 public:
  explicit Logistic(const TaskSettings& settings) : settings_(settings) {
    Random random({.seed = settings.seed, .step = 77, .purpose = Purpose::split});
    std::vector<float> centers(kClasses * settings.size);
    for (float& value : centers) value = static_cast<float>(random.normal() * 0.5);
    training_ = draw(centers, kTrainingRows, random);
    validation_ = draw(centers, kValidationRows, random);
  }

  std::vector<std::size_t> tensors() const override {
    return {settings_.size * kClasses, kClasses};
  }
  std::unique_ptr<Training> begin(std::uint64_t seed) const override {
    return std::make_unique<Run>(*this, seed);
  }

 private:
  using Scores = std::array<float, kClasses>;

  class Run : public Training {
   public:
    Run(const Logistic& task, std::uint64_t seed) : task_(task), seed_(seed) {}
    void start(std::span<float> w) override { std::fill(w.begin(), w.end(), 0.0F); }
    void gradient(std::span<const float> w, std::uint64_t step, std::span<float> g) override {
      Random random({.seed = seed_, .step = step, .purpose = Purpose::sample_rows});
      std::fill(g.begin(), g.end(), 0.0F);
      const std::size_t size = task_.settings_.size;
      const float share = 1 / static_cast<float>(task_.settings_.batch);
      for (std::uint32_t i = 0; i < task_.settings_.batch; ++i) {
        const std::size_t row = random.below(kTrainingRows);
        Scores p = task_.probabilities(w, task_.training_, row);
        p[task_.training_.classes[row]] -= 1;
        const float* x = &task_.training_.inputs[row * size];
        for (std::size_t k = 0; k < size; ++k) {
          for (std::size_t c = 0; c < kClasses; ++c) g[k * kClasses + c] += share * p[c] * x[k];
        }
        for (std::size_t c = 0; c < kClasses; ++c) g[size * kClasses + c] += share * p[c];
      }
    }
    double loss(std::span<const float> w) override {
      double sum = 0;
      for (std::size_t row = 0; row < kValidationRows; ++row) {
        const Scores p = task_.probabilities(w, task_.validation_, row);
        const float right = p[task_.validation_.classes[row]];
        sum -= std::isnan(right) ? NAN : std::log(std::max(right, 1e-20F));
      }
      return sum / kValidationRows;
    }

   private:
    const Logistic& task_;
    std::uint64_t seed_;
  };

  Rows draw(const std::vector<float>& centers, std::size_t count, Random& random) const {
    Rows rows;
    const std::size_t size = settings_.size;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t c = random.below(kClasses);
      for (std::size_t k = 0; k < size; ++k) {
        const double scale = std::pow(10, -static_cast<double>(k) / static_cast<double>(size - 1));
        const double value = centers[c * size + k] + settings_.noise * random.normal();
        rows.inputs.push_back(static_cast<float>(scale * value));
      }
      rows.classes.push_back(static_cast<std::uint8_t>(c));
    }
    return rows;
  }

  Scores probabilities(std::span<const float> w, const Rows& rows, std::size_t row) const {
    const std::size_t size = settings_.size;
    Scores scores{};
    for (std::size_t c = 0; c < kClasses; ++c) scores[c] = w[size * kClasses + c];
    const float* x = &rows.inputs[row * size];
    for (std::size_t k = 0; k < size; ++k) {
      for (std::size_t c = 0; c < kClasses; ++c) scores[c] += x[k] * w[k * kClasses + c];
    }
    const float largest = *std::max_element(scores.begin(), scores.end());
    float sum = 0;
    for (float& score : scores) sum += score = std::exp(score - largest);
    for (float& score : scores) score /= sum;
    return scores;
  }

  TaskSettings settings_;
  Rows training_;
  Rows validation_;
};

}  // namespace

std::unique_ptr<Task> make_logistic(const TaskSettings& settings) {
  return std::make_unique<Logistic>(settings);
}

}  // namespace cambrian::optimizers
