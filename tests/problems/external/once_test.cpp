// Evaluations by a command that is started for each candidate.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "problems/external/placeholders.hpp"
#include "tests/problems/external/external_problem.hpp"

namespace cambrian::external {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Once : public ::testing::Test {
 protected:
  Once() {
    std::string path = fs::temp_directory_path() / "once-XXXXXX";
    folder_ = ::mkdtemp(path.data());
  }
  ~Once() override { fs::remove_all(folder_); }

  ExternalProblem::Params once(const std::string& script) const {
    auto params = answering(script);
    params.mode = ExternalProblem::Mode::once;
    return params;
  }
  std::unique_ptr<Problem> made(const ExternalProblem::Params& params) const {
    return make(params, {.folder = "/", .run = folder_});
  }
  std::string content(const std::string& name) const {
    std::ifstream file(folder_ + "/evaluations/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string folder_;
};

TEST_F(Once, ReadsTheRequestAndTakesTheLastLineForTheAnswer) {
  const auto problem = made(once("read -r request; echo working; echo; echo ${#request}; echo"));
  EXPECT_GT(evaluate(*problem).objectives.at(0), 50);
}

TEST_F(Once, WorksInAFolderOfItsOwnThatGoesAway) {
  const auto problem = made(once("ls | wc -l; touch more"));
  EXPECT_THAT(evaluate(*problem, 7).objectives, ElementsAre(1));
  EXPECT_FALSE(fs::exists(folder_ + "/evaluations/7"));
}

TEST_F(Once, FillsPlaceholdersIn) {
  auto params = once("echo \"$0 $1 $2\" > seen; grep -q '\"id\":4' {input} && echo 3 > {output}");
  params.command.insert(params.command.end(), {"{x}", "{folder}:{id}", "{{id}} {genome}"});
  params.keep = Keep::all;
  const auto problem = made(params);
  EXPECT_THAT(evaluate(*problem, 4).objectives, ElementsAre(3));
  EXPECT_THAT(content("4/seen"),
              ::testing::MatchesRegex("(0\\.[0-9]+) /:4 \\{id\\} \\{\"x\":0\\.[0-9]+\\}\n"));
}

TEST_F(Once, KeepsTheFolderAndTheComplaintsOfAFailure) {
  const auto problem = made(once("echo oh no >&2; exit 2"));
  const Evaluation evaluation = evaluate(*problem, 3);
  EXPECT_EQ(evaluation.status, Status::failed);
  EXPECT_EQ(evaluation.note, "the command ended, exit status 2; standard error: oh no");
  EXPECT_EQ(content("3/standard_error.txt"), "oh no\n");
  EXPECT_THAT(content("3/input.json"), StartsWith("{\"id\":3,\"genome\":"));
}

TEST_F(Once, IsKilledAfterItsTimeWithAllItStarted) {
  auto params = once("sleep 1000 & wait");
  params.time_limit = 0.1;
  EXPECT_EQ(evaluate(*made(params)).status, Status::timed_out);
}

TEST_F(Once, FailsWithWhatWasReadWhenThatIsNoAnswer) {
  EXPECT_THAT(evaluate(*made(once("echo rubbish"))).note,
              StartsWith("the answer is no JSON: \"rubbish\""));
  EXPECT_THAT(evaluate(*made(once("true {output}"))).note, "the command wrote no output.json");
  EXPECT_EQ(evaluate(*made(once("echo NaN"))).status, Status::invalid);
}

TEST_F(Once, EndsWithTheRun) {
  const auto problem = made(once("sleep 1000"));
  std::thread stop(problem->interrupt());
  EXPECT_EQ(evaluate(*problem).status, Status::failed);
  stop.join();
  EXPECT_EQ(evaluate(*problem).note, "the run has ended");
}

TEST_F(Once, WithoutARunFolderLeavesNothing) {
  auto params = once("pwd >&2; exit 1");
  params.keep = Keep::all;
  std::string note;
  {
    const auto problem = make(params);
    note = evaluate(*problem).note;
  }
  const std::string place = note.substr(note.find('/'));
  EXPECT_THAT(place, HasSubstr("/cambrian-"));
  EXPECT_FALSE(fs::exists(fs::path(place).parent_path()));
}

TEST_F(Once, SaysWhatIsWrongWithPlaceholdersAndFiles) {
  auto params = once("");
  params.command = {"sh", "{inptu}", "train.sh"};
  std::ofstream(folder_ + "/train.sh") << "\n";
  EXPECT_EQ(ExternalProblem::make(params, {.folder = folder_}).error().message(),
            "2 errors\n"
            "  command[1]: there is no placeholder {inptu} (did you mean 'input'?)\n"
            "  command[2]: the command starts in a folder of its own, which has no train.sh (write "
            "{folder}/train.sh)");
}

TEST(Placeholders, AreNamesInBracesOnly) {
  EXPECT_THAT(placeholders("{a}{b_1} {c d} {} {{e}} {f"), ElementsAre("a", "b_1"));
  EXPECT_EQ(fill_in("{a}-{b}-{ c}-{{a}}-{", {{"a", "1"}}), "1--{ c}-{a}-{");
}

}  // namespace
}  // namespace cambrian::external
