// Spaces that live in the command as a whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/problems/external/external_problem.hpp"

namespace cambrian::external {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ExternalProblem::Params space(const std::string& script) {
  auto params = answering(script);
  params.parameters.clear();
  params.protocol = ExternalProblem::Protocol::space;
  return params;
}

// Words, which grow; short ones are better.
constexpr const char* kWords = R"(while read -r request; do case $request in
    *sample*) echo '{"genome": {"word": "a", "n": [1, 2]}}' ;;
    *vary*) echo "$request" | sed 's/.*"parents":\[\(.*\)\],.*/{"genome": [\1, "b"]}/' ;;
    *) echo ${#request} ;;
  esac; done)";

TEST(CommandSpace, DrawsVariesAndEvaluatesByTheCommand) {
  const auto problem = make(space(kWords));
  Random random({.seed = 1});
  const Genome first = problem->space().sample(random);
  EXPECT_EQ(problem->space().describe(first), R"({"word":"a","n":[1,2]})");
  const std::vector<Genome> parents = {first, first};
  const Genome child = problem->space().vary(parents, random);
  EXPECT_EQ(problem->space().describe(child),
            R"([{"word":"a","n":[1,2]},{"word":"a","n":[1,2]},"b"])");
  EXPECT_NE(child.hash, first.hash);
  EXPECT_GT(evaluate(*problem).objectives.at(0), 50);
}

TEST(CommandSpace, ThatMakesNoGenomeIsAnError) {
  const auto problem = make(space("read -r request; echo hm"));
  Random random({.seed = 1});
  try {
    problem->space().sample(random);
    FAIL() << "no exception";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()),
              "the command made no genome: the answer has no genome: \"hm\"");
  }
}

TEST(CommandSpace, HasNoParametersAndIsAServer) {
  auto params = answering("");
  params.protocol = ExternalProblem::Protocol::space;
  params.mode = ExternalProblem::Mode::once;
  const auto error = ExternalProblem::make(params, {.folder = "/"}).error().message();
  EXPECT_THAT(error, HasSubstr("parameters: are not for a protocol of space"));
  EXPECT_THAT(error, HasSubstr("mode: must be server for a protocol of space"));
}

}  // namespace
}  // namespace cambrian::external
