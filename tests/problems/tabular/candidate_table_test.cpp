#include "problems/tabular/candidate_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "engine/config/config.hpp"
#include "problems/tabular/problem_kinds.hpp"

namespace cambrian::tabular {
namespace {

using ::testing::ElementsAre;

/// A file of its own that is gone with the test.
class ReadCandidates : public ::testing::Test {
 protected:
  ~ReadCandidates() override { std::filesystem::remove(path_); }
  Result<CandidateTable> read(const std::string& text, const TableSettings& settings = {}) const {
    std::ofstream(path_, std::ios::binary) << text;
    return read_candidates(settings, path_);
  }
  std::string fault(const std::string& text, const TableSettings& settings = {}) const {
    const auto table = read(text, settings);
    return table ? "no error" : table.error().message();
  }
  const std::string path_ = (std::filesystem::temp_directory_path() /
                             ("cambrian-table-" + std::to_string(::getpid()) + ".csv"))
                                .string();
};

TEST_F(ReadCandidates, TakesTheLastColumnForTheObjective) {
  const auto table = read("op,width,loss\nconv,1,0.5\n\"conv\",2,0.25\npool,1,3e-1\n").value();
  EXPECT_EQ(table.rows(), 3u);
  EXPECT_THAT(table.objective_names(), ElementsAre("loss"));
  EXPECT_THAT(table.columns()[0].values, ElementsAre("conv", "pool"));
  EXPECT_THAT(table.columns()[1].values, ElementsAre("1", "2"));
  EXPECT_THAT(table.objectives(1), ElementsAre(0.25));
  EXPECT_EQ(table.optimum(), 0.25);
  EXPECT_EQ(table.find({1, 0}), std::optional<std::size_t>(2));
  EXPECT_FALSE(table.find({1, 1}));
}

TEST_F(ReadCandidates, NegatesWhatIsMaximisedAndIgnoresWhatItIsTold) {
  const auto table =
      read("id\tx\taccuracy\tcost\r\n7\ta\t0.9\t5\r\n8\tb\t0.8\t2\r\n",
           {.objectives = {"cost", "accuracy"}, .maximise = {"accuracy"}, .ignore = {"id"}})
          .value();
  EXPECT_EQ(table.columns().size(), 1u);
  EXPECT_THAT(table.objective_names(), ElementsAre("cost", "-accuracy"));
  EXPECT_THAT(table.objectives(0), ElementsAre(5, -0.9));
}

TEST_F(ReadCandidates, RefusesWhatIsNoTableOfCandidates) {
  EXPECT_EQ(fault(""), path_ + ": is empty");
  EXPECT_EQ(fault("x,y\n"), path_ + ": holds no candidate");
  EXPECT_EQ(fault("x,x,y\n1,2,3\n"), path_ + ":1: two columns have one name");
  EXPECT_EQ(fault("x,y\n1,2\n1,2,3\n"), path_ + ":3: 3 cells where the first line has 2");
  EXPECT_EQ(fault("x,y\n1,\n"), path_ + ":2: '' in column y is no finite number");
  EXPECT_EQ(fault("x,y\n1,2\n\n1,3\n"),
            path_ + ":4: the candidate of this row has one further up (keep one of them)");
  EXPECT_EQ(fault("x,loss\n1,2\n", {.objectives = {"los"}}),
            "objectives: the table has no column 'los' (did you mean 'loss'?)");
  EXPECT_EQ(fault("x,y\n1,2\n", {.maximise = {"x"}}), "maximise: the table has no column 'x'");
  EXPECT_EQ(fault("y\n1\n"),
            "objectives: no column is left to choose values of (name fewer objectives)");
}

TEST(NkLandscape, WithoutNeighboursIsASumWithOneLocalOptimum) {
  const CandidateTable table = nk_landscape({.bits = 6, .neighbours = 0});
  EXPECT_EQ(table.rows(), 64u);
  int optima = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    bool best = true;
    for (std::size_t k = 0; k < 6; ++k) {
      Choices other = table.choices(row);
      other[k] ^= 1;
      best = best && table.objectives(*table.find(other))[0] > table.objectives(row)[0];
    }
    optima += best;
  }
  EXPECT_EQ(optima, 1);
}

TEST(NkLandscape, ChangesOnlyThePartsThatDependOnABit) {
  // With one neighbour, flipping bit 0 changes the parts of bit 0 and of the last bit: the change
  // does not depend on bits 2 to 4 of 6.
  const CandidateTable table = nk_landscape({.bits = 6, .neighbours = 1, .landscape = 3});
  const auto change = [&](Choices choices) {
    const double before = table.objectives(*table.find(choices))[0];
    choices[0] ^= 1;
    return table.objectives(*table.find(choices))[0] - before;
  };
  EXPECT_NEAR(change({0, 1, 0, 0, 0, 1}), change({0, 1, 1, 1, 1, 1}), 1e-12);
  EXPECT_GT(std::fabs(change({0, 1, 0, 0, 0, 1}) - change({0, 0, 0, 0, 0, 1})), 1e-9);
  EXPECT_GT(std::fabs(change({0, 1, 0, 0, 0, 1}) - change({0, 1, 0, 0, 0, 0})), 1e-9);
}

TEST(TabularProblems, OfOneObjectiveKnowTheirOptimum) {
  const std::string path = ::testing::TempDir() + "optimum.csv";
  std::ofstream(path) << "kernel,loss,time\n3,0.5,1\n5,0.25,2\n";
  for (const ProblemKind& kind : problem_kinds()) {
    const auto draft = kind.draft();
    if (kind.name == "nk") {
      EXPECT_EQ(draft->make({}).value()->optimum(), nk_landscape({}).optimum());
    } else {
      const FieldList fields = draft->fields();
      ASSERT_TRUE(set_assignment(fields, "file=" + path));
      ASSERT_TRUE(set_assignment(fields, "ignore=[\"time\"]"));
      ASSERT_TRUE(set_assignment(fields, "objectives=[\"loss\"]"));
      EXPECT_EQ(draft->make({}).value()->optimum(), 0.25);
      ASSERT_TRUE(set_assignment(fields, "ignore=[]"));
      ASSERT_TRUE(set_assignment(fields, "objectives=[\"loss\", \"time\"]"));
      EXPECT_FALSE(draft->make({}).value()->optimum());
    }
  }
}

TEST(TabularProblems, AnswerFromTheTable) {
  for (const ProblemKind& kind : problem_kinds()) {
    if (kind.name != "nk") continue;
    const auto problem = std::move(kind.draft()->make({}).value());
    const CandidateTable table = nk_landscape({});
    Random random({.seed = 1});
    Candidate candidate;
    candidate.genome = problem->space().sample(random);
    Evaluation evaluation;
    problem->evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
    ASSERT_EQ(evaluation.status, Status::ok);
    EXPECT_GE(evaluation.objectives.at(0), table.optimum());
    EXPECT_EQ(problem->space().describe(candidate.genome).substr(0, 5), "bit0=");
  }
}

}  // namespace
}  // namespace cambrian::tabular
