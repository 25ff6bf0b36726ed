#include "problems/training/toy.hpp"

#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

#include "operators/parameters/parameter_space.hpp"

namespace cambrian::training {
namespace {

struct Settings {
  double rate = 0.01;
};

template <class Visitor>
void fields(Visitor& v, Settings& s) {
  v("rate", s.rate, Range{.low = 0, .high = 0.5, .above_low = true}, "Length of a gradient step");
}

using Point = std::array<double, 2>;

constexpr double kStart = 0.9;
constexpr std::uint64_t kUsualSteps = 200;

Point decode_point(const Bytes& state) {
  Point point{kStart, kStart};
  if (state.empty()) return point;
  if (state.size() != sizeof point) throw std::invalid_argument("a state of another problem");
  std::memcpy(point.data(), state.data(), sizeof point);
  return point;
}

Bytes encode_point(const Point& point) {
  Bytes state(sizeof point);
  std::memcpy(state.data(), point.data(), sizeof point);
  return state;
}

class Toy final : public Problem, private Evaluator {
 public:
  using Params = Settings;

  static Result<std::unique_ptr<Problem>> make(const Params& params, const ProblemPlace&) {
    Parameter weight;
    weight.low = 0;
    weight.high = 1;
    auto space = ParameterSpace::make({{"h0", weight}, {"h1", weight}}, "parameters");
    if (!space) return space.error();
    return std::unique_ptr<Problem>(std::make_unique<Toy>(params, std::move(*space)));
  }

  Toy(const Params& params, ParameterSpace space) : params_(params), space_(std::move(space)) {}

  const SearchSpace& space() const override { return space_; }
  const Evaluator& evaluator() const override { return *this; }

 private:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) evaluations[i] = train(candidates[i]);
  }
  std::vector<std::string> objectives() const override { return {"shortfall"}; }

  Evaluation train(const Candidate& candidate) const {
    const auto weights = space_.values(candidate.genome);
    Point point = decode_point(candidate.state);
    const std::uint64_t steps = candidate.budget.work > 0 ? candidate.budget.work : kUsualSteps;
    for (std::uint64_t step = 0; step < steps; ++step) {
      for (std::size_t k = 0; k < 2; ++k)
        point[k] -= params_.rate * 2 * weights[k]->front() * point[k];
    }
    Evaluation evaluation{.id = candidate.id, .work = steps, .state = encode_point(point)};
    evaluation.objectives = {point[0] * point[0] + point[1] * point[1]};
    return evaluation;
  }

  const Params params_;
  const ParameterSpace space_;
};

}  // namespace

ProblemKind toy_kind() {
  return problem_kind<Toy>("pbt_toy",
                           "Two numbers trained by a surrogate whose weights are to be scheduled.");
}

}  // namespace cambrian::training
