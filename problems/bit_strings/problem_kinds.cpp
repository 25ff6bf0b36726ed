#include "problems/bit_strings/problem_kinds.hpp"

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

/// Bits that do not count yet, so that 0 is the optimum; `count` says how many do.
template <std::uint32_t (*count)(const Genome&)>
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

 private:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) evaluations[i] = evaluate(candidates[i]);
  }
  std::vector<std::string> objectives() const override { return {"missing"}; }

  Evaluation evaluate(const Candidate& candidate) const {
    double missing = params_.bits - static_cast<double>(count(candidate.genome));
    if (params_.noise > 0) {
      Random random({.seed = seed_,
                     .step = static_cast<std::uint64_t>(candidate.id),
                     .purpose = Purpose::evaluate});
      missing += params_.noise * random.normal();
    }
    Evaluation evaluation;
    evaluation.id = candidate.id;
    evaluation.objectives = {missing};
    evaluation.work = 1;
    return evaluation;
  }

  const Params params_;
  const std::uint64_t seed_;
  const BitStrings space_;
};

}  // namespace

std::vector<ProblemKind> problem_kinds() {
  return {
      problem_kind<BitProblem<ones>>("one_max", "As many ones in a bit string as possible."),
      problem_kind<BitProblem<leading_ones>>(
          "leading_ones", "As many ones before the first zero of a bit string as possible."),
  };
}

}  // namespace cambrian::bit_strings
