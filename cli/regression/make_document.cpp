#include "cli/regression/make_document.hpp"

#include "operators/expression/print.hpp"
#include "problems/symbolic_regression/report.hpp"

namespace cambrian::cli {
namespace {

std::string text_of(regression::Standing standing) {
  switch (standing) {
    case regression::Standing::law:
      return "law";
    case regression::Standing::noise_floor:
      return "noise floor";
    case regression::Standing::overfit:
      return "overfit";
    case regression::Standing::fit:
      break;
  }
  return "fit";
}

FormulaRecord record_of(const regression::FrontMember& member, const regression::Problem& problem,
                        int digits) {
  const expression::Vocabulary& words = problem.vocabulary;
  FormulaRecord record;
  record.complexity = member.complexity;
  record.loss = member.individual.loss();
  record.score = member.score;
  record.training = member.training;
  record.validation = member.validation;
  record.standing = text_of(member.standing);
  record.equation = to_infix(member.rounded, words, {.precision = digits});
  record.exact = to_infix(member.expression, words, {.exact = true});
  record.latex = to_latex(member.rounded, words, {.precision = digits});
  record.python = to_python(member.expression, words);
  record.sympy = to_sympy(member.expression, words);
  record.cpp = to_cpp(member.expression, words);
  return record;
}

}  // namespace

RunDocument make_document(const regression::Problem& problem, const Board& board, bool rounded) {
  const regression::RegressionReport report =
      make_report(problem, board, {.round_constants = rounded});
  RunDocument run;
  run.target = problem.target;
  run.features = problem.vocabulary.variables;
  run.definitions = problem.config.definitions;
  run.loss =
      problem.config.loss_expression.empty() ? problem.config.loss : problem.config.loss_expression;
  run.selection = problem.config.selection;
  run.seed = static_cast<std::uint64_t>(problem.config.seed);
  run.best = report.chosen;
  for (const regression::FrontMember& member : report.front) {
    run.front.push_back(record_of(member, problem, rounded ? 0 : 6));
  }
  return run;
}

}  // namespace cambrian::cli
