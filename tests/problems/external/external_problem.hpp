// Problems that are one parameter x and a script of the shell.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "problems/external/problem.hpp"

namespace cambrian::external {

inline ExternalProblem::Params answering(const std::string& script) {
  ExternalProblem::Params params;
  params.command = {"sh", "-c", script};
  Parameter x;
  x.low = 0;
  x.high = 1;
  params.parameters = {{"x", x}};
  return params;
}

inline std::unique_ptr<Problem> make(const ExternalProblem::Params& params,
                                     const ProblemPlace& place = {.folder = "/"}) {
  auto problem = ExternalProblem::make(params, place);
  EXPECT_TRUE(problem.ok());
  return std::move(*problem);
}

inline Evaluation evaluate(const Problem& problem, std::uint64_t id = 0) {
  Random random({.seed = 1, .step = id});
  Candidate candidate;
  candidate.id = CandidateId{id};
  candidate.genome = problem.space().sample(random);
  Evaluation evaluation;
  problem.evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
  EXPECT_EQ(evaluation.id, candidate.id);
  return evaluation;
}

}  // namespace cambrian::external
