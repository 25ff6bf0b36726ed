// Evaluations by real processes that stay: well-behaved ones, and all kinds of others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "tests/problems/external/external_problem.hpp"

namespace cambrian::external {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A server that answers every request with these words of the shell.
std::string loop(const std::string& body) { return "while read -r request; do " + body + "; done"; }

TEST(Server, AnswersAllCandidatesByOneProcess) {
  const auto problem = make(answering("n=0; " + loop("n=$((n+1)); echo $n")));
  EXPECT_THAT(evaluate(*problem, 0).objectives, ElementsAre(1));
  EXPECT_THAT(evaluate(*problem, 1).objectives, ElementsAre(2));
  EXPECT_THAT(evaluate(*problem, 2).objectives, ElementsAre(3));
}

TEST(Server, IsAskedInOneLineOfJson) {
  const auto problem = make(answering(loop("echo \"$request\" >&2; exit 1")));
  EXPECT_THAT(evaluate(*problem, 3).note,
              ::testing::MatchesRegex("the command ended, exit status 1; standard error: "
                                      "\\{\"id\":3,\"genome\":\\{\"x\":0\\.[0-9]+\\},\"budget\":0,"
                                      "\"seed\":[0-9]+,\"state\":null\\}"));
}

TEST(Server, IsReplacedAfterACrash) {
  const auto problem = make(answering("n=0; " + loop("n=$((n+1)); [ $n = 2 ] && kill -9 $$; "
                                                     "echo $n")));
  EXPECT_EQ(evaluate(*problem, 0).status, Status::ok);
  const Evaluation crashed = evaluate(*problem, 1);
  EXPECT_EQ(crashed.status, Status::failed);
  EXPECT_THAT(crashed.note, StartsWith("the command ended, ended by signal 9"));
  EXPECT_THAT(evaluate(*problem, 2).objectives, ElementsAre(1));
}

TEST(Server, ThatDiedWhileIdleIsNoFailure) {
  const auto problem = make(answering("read -r request; echo 5"));
  for (std::uint64_t id = 0; id < 5; ++id)
    EXPECT_THAT(evaluate(*problem, id).objectives, ElementsAre(5));
}

TEST(Server, ThatHangsIsKilledWithAllItStarted) {
  auto params = answering(loop("echo starting >&2; sleep 1000"));
  params.time_limit = 0.2;
  const auto problem = make(params);
  const Evaluation evaluation = evaluate(*problem);
  EXPECT_EQ(evaluation.status, Status::timed_out);
  EXPECT_EQ(evaluation.note, "took longer than its time limit; standard error: starting");
}

TEST(Server, WhoseAnswerIsNoneFailsWithWhatWasRead) {
  const auto note = [](const std::string& body) {
    const auto problem = make(answering(loop(body)));
    const Evaluation evaluation = evaluate(*problem);
    EXPECT_EQ(evaluation.status, Status::failed);
    return evaluation.note;
  };
  EXPECT_EQ(note("echo Loading the model"),
            "the answer is no JSON: \"Loading the model\" (all but the answer belongs on standard "
            "error)");
  EXPECT_EQ(note("echo '{\"objektives\": 1}'"),
            "the answer is no use, it has an unknown key 'objektives': \"{\"objektives\": 1}\" "
            "(did you mean 'objectives'?)");
  EXPECT_THAT(note("echo '[1, 2]'"), HasSubstr("it has 2 objectives instead of 1"));
  EXPECT_THAT(note("echo '{}'"), HasSubstr("it has no objectives"));
  EXPECT_THAT(note("echo '{\"id\": 5, \"objectives\": 1}'"), HasSubstr("it is for another id: 5"));
}

TEST(Server, ThatSpeaksUnaskedFails) {
  const auto problem = make(answering(loop("echo 1; echo chatter; read -r x")));
  EXPECT_EQ(evaluate(*problem).status, Status::ok);
  EXPECT_EQ(evaluate(*problem).status, Status::failed);
}

TEST(Server, RunsOncePerThreadThatAsks) {
  // Each waits until both are there.
  const auto params =
      answering(loop("echo \"{\\\"objectives\\\": $CAMBRIAN_SLOT, \\\"note\\\": \\\"$$\\\"}\""));
  const auto problem = make(params);
  std::vector<std::thread> threads;
  std::vector<std::set<std::string>> servers(4);
  for (std::uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < 50; ++i)
        servers[t].insert(evaluate(*problem, 100 * t + i).note);
    });
  }
  std::set<std::string> all;
  for (std::size_t t = 0; t < 4; ++t) {
    threads[t].join();
    all.insert(servers[t].begin(), servers[t].end());
  }
  EXPECT_LE(all.size(), 4u);
  EXPECT_GE(all.size(), 1u);
}

TEST(Server, EndsWithTheRun) {
  const auto problem = make(answering(loop("sleep 1000")));
  std::thread stop(problem->interrupt());
  const Evaluation evaluation = evaluate(*problem);
  stop.join();
  EXPECT_EQ(evaluation.status, Status::failed);
  EXPECT_EQ(evaluate(*problem).note, "the run has ended");
}

TEST(Server, AnswersOfEveryFormAreRead) {
  auto params = answering(loop("echo \"$ANSWER\""));
  params.objectives = {"error", "size"};
  const auto evaluation = [&](const std::string& answer) {
    params.environment["ANSWER"] = answer;
    const auto problem = make(params);
    return evaluate(*problem);
  };
  EXPECT_THAT(evaluation("[1, 2]").objectives, ElementsAre(1, 2));
  const Evaluation full = evaluation(
      R"({"id": 0, "objectives": {"size": 3, "error": 0.5}, "descriptor": [1, 2], "work": 7,
          "state": {"epoch": 3}, "note": "fine", "status": "ok"})");
  EXPECT_EQ(full.status, Status::failed);  // two lines
  const Evaluation whole = evaluation(
      R"({"id": 0, "objectives": {"size": 3, "error": 0.5}, "descriptor": [1, 2], "work": 7, )"
      R"("state": {"epoch": 3}, "note": "fine", "status": "ok"})");
  EXPECT_EQ(whole.status, Status::ok);
  EXPECT_THAT(whole.objectives, ElementsAre(0.5, 3));
  EXPECT_THAT(whole.descriptor, ElementsAre(1, 2));
  EXPECT_EQ(whole.work, 7u);
  EXPECT_EQ(whole.state.size(), std::string(R"({"epoch":3})").size());
  EXPECT_EQ(whole.note, "fine");
  EXPECT_EQ(evaluation("[NaN, 1]").status, Status::invalid);
  EXPECT_EQ(evaluation("[null, 1]").note, "error is no number");
  EXPECT_THAT(evaluation("[Infinity, -Infinity]").objectives, ElementsAre(INFINITY, -INFINITY));
  EXPECT_EQ(evaluation(R"({"status": "invalid", "note": "x"})").status, Status::invalid);
  EXPECT_EQ(evaluation(R"({"status": "failed", "note": "NaN in a text"})").note, "NaN in a text");
}

TEST(Server, GetsAStateBackAsItGaveIt) {
  const auto problem = make(answering(loop("echo \"$request\" >&2; exit 1")));
  Random random({.seed = 1});
  Candidate candidate;
  candidate.genome = problem->space().sample(random);
  const BytesView state = as_bytes(R"({"file":"a"})");
  candidate.state.assign(state.begin(), state.end());
  candidate.budget = {30};
  Evaluation evaluation;
  problem->evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
  EXPECT_THAT(evaluation.note, HasSubstr(R"("budget":30,)"));
  EXPECT_THAT(evaluation.note, HasSubstr(R"("state":{"file":"a"}})"));
}

TEST(ExternalProblem, SaysAllThatIsWrongBeforeAnythingStarts) {
  auto params = answering("");
  params.command = {"no-such-program"};
  params.objectives = {"a", "b", "a"};
  params.parameters[0].second.high.reset();
  EXPECT_EQ(ExternalProblem::make(params, {.folder = "/"}).error().message(),
            "3 errors\n"
            "  command: there is no program 'no-such-program' on the PATH (is it installed?)\n"
            "  objectives: 'a' is given twice\n"
            "  parameters.x.high: is missing");
}

}  // namespace
}  // namespace cambrian::external
