#include "problems/test_functions/problem_kinds.hpp"

#include "operators/vector/real_space.hpp"
#include "problems/test_functions/function.hpp"

namespace cambrian::test_functions {
namespace {

struct Settings {
  std::string function = "zdt1";
  std::uint32_t variables = 0;
  std::uint32_t objectives = 0;
  vectors::RealVariation variation;
};

template <class Visitor>
void fields(Visitor& v, Settings& s) {
  v("function", s.function, Choice(test_function_names()), "Which one");
  v("variables", s.variables, Range{0, 1e6}, "Length of the vectors, 0: as usual");
  v("objectives", s.objectives, Range{0, 100}, "Of dtlz1 to dtlz4, 0: as usual, which is 3");
  v("variation", s.variation, "How children of vectors come about");
}

class FunctionProblem : public Problem, private Evaluator {
 public:
  using Params = Settings;

  static Result<std::unique_ptr<Problem>> make(const Params& params, const ProblemPlace&) {
    auto function = test_function(params.function, {params.variables, params.objectives});
    if (!function) return function.error();
    return std::unique_ptr<Problem>(
        std::make_unique<FunctionProblem>(std::move(*function), params.variation));
  }

  FunctionProblem(TestFunction function, vectors::RealVariation variation)
      : function_(std::move(function)), space_(function_.bounds, variation) {}

  const SearchSpace& space() const override { return space_; }
  const Evaluator& evaluator() const override { return *this; }
  std::optional<double> optimum() const override {
    return function_.objectives == 1 ? std::optional(0.0) : std::nullopt;
  }
  std::vector<double> reference_point() const override { return function_.reference; }

 private:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      evaluations[i] = {.id = candidates[i].id, .work = 1};
      evaluations[i].objectives.resize(function_.objectives);
      function_.evaluate(vectors::decode_reals(candidates[i].genome), evaluations[i].objectives);
    }
  }
  std::vector<std::string> objectives() const override {
    if (function_.objectives == 1) return {"value"};
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= function_.objectives; ++i)
      names.push_back("f" + std::to_string(i));
    return names;
  }

  const TestFunction function_;
  const vectors::RealSpace space_;
};

}  // namespace

std::vector<ProblemKind> problem_kinds() {
  return {problem_kind<FunctionProblem>(
      "test_function", "Functions of real variables with known optima: sphere, zdt1, dtlz2, ...")};
}

}  // namespace cambrian::test_functions
