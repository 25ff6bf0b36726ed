#include "problems/bit_strings/problem_kinds.hpp"

#include <array>

#include "problems/bit_strings/space.hpp"

namespace cambrian::bit_strings {
namespace {

using Mutation = BitStrings::Mutation;

struct Settings {
  std::uint32_t bits = 100;
  Mutation mutation = Mutation::flip_each;
  double noise = 0;
};

template <class Visitor>
void fields(Visitor& v, Settings& s) {
  v("bits", s.bits, Range{1, 1e6}, "Length of the strings");
  v("mutation", s.mutation,
    Named<Mutation>{{Mutation::flip_one, "flip_one"}, {Mutation::flip_each, "flip_each"}},
    "Flip exactly one bit, or each with probability 1/bits");
  v("noise", s.noise, Range{0, 1e9}, "Standard deviation of what is added to each evaluation");
}

using Count = std::uint32_t (*)(const Genome&);

/// An objective: its name, and how many bits count. What is minimised is the number of those that
/// do not, so that 0 is the lowest value.
struct Goal {
  const char* name;
  Count count;
};

template <const auto& goals>
class BitProblem : public Problem, private Evaluator {
 public:
  using Params = Settings;

  static Result<std::unique_ptr<Problem>> make(const Params& params, const ProblemPlace& place) {
    return std::unique_ptr<Problem>(std::make_unique<BitProblem>(params, place.seed));
  }

  BitProblem(const Params& params, std::uint64_t seed)
      : params_(params), seed_(seed), space_(params.bits, params.mutation) {}

  const SearchSpace& space() const override { return space_; }
  const Evaluator& evaluator() const override { return *this; }
  bool repeatable() const override { return params_.noise == 0; }
  std::optional<double> optimum() const override {
    return goals.size() == 1 && repeatable() ? std::optional(0.0) : std::nullopt;
  }
  std::vector<double> reference_point() const override {
    if (goals.size() == 1) return {};
    return std::vector<double>(goals.size(), params_.bits + 1.0);
  }

 private:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) evaluations[i] = evaluate(candidates[i]);
  }
  std::vector<std::string> objectives() const override {
    std::vector<std::string> names;
    for (const Goal& goal : goals) names.emplace_back(goal.name);
    return names;
  }

  Evaluation evaluate(const Candidate& candidate) const {
    Random random({.seed = seed_,
                   .step = static_cast<std::uint64_t>(candidate.id),
                   .purpose = Purpose::evaluate});
    Evaluation evaluation;
    evaluation.id = candidate.id;
    evaluation.work = 1;
    for (const Goal& goal : goals) {
      double missing = params_.bits - static_cast<double>(goal.count(candidate.genome));
      if (params_.noise > 0) missing += params_.noise * random.normal();
      evaluation.objectives.push_back(missing);
    }
    return evaluation;
  }

  const Params params_;
  const std::uint64_t seed_;
  const BitStrings space_;
};

constexpr std::array kOnes{Goal{"missing", ones}};
constexpr std::array kLeadingOnes{Goal{"missing", leading_ones}};
constexpr std::array kOnesAndZeros{Goal{"missing_ones", leading_ones},
                                   Goal{"missing_zeros", trailing_zeros}};

}  // namespace

std::vector<ProblemKind> problem_kinds() {
  return {
      problem_kind<BitProblem<kOnes>>("one_max", "As many ones in a bit string as possible."),
      problem_kind<BitProblem<kLeadingOnes>>(
          "leading_ones", "As many ones before the first zero of a bit string as possible."),
      problem_kind<BitProblem<kOnesAndZeros>>(
          "leading_ones_trailing_zeros",
          "Two objectives: many ones at the begin of a bit string, many zeros at its end."),
  };
}

}  // namespace cambrian::bit_strings
