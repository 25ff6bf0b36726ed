#include "engine/process/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <thread>

namespace cambrian {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;
using Answer = Process::Answer;

constexpr double kEnough = 60;  // seconds, after which a test has failed

Process shell(const std::string& script, std::shared_ptr<KillSwitch> kill_switch = nullptr) {
  auto process = Process::start({{"sh", "-c", script}, "/", {{"GREETING", "hello"}}, kill_switch});
  EXPECT_TRUE(process.ok());
  return std::move(*process);
}

TEST(Process, AnswersLineByLine) {
  Process process = shell("while read word; do echo \"$GREETING $word from $PWD\"; done");
  std::string line;
  ASSERT_EQ(process.ask("Ann", kEnough, line), Answer::given);
  EXPECT_EQ(line, "hello Ann from /");
  ASSERT_EQ(process.ask("Ben", kEnough, line), Answer::given);
  EXPECT_EQ(line, "hello Ben from /");
  EXPECT_TRUE(process.wait(kEnough));
  EXPECT_EQ(process.finish(), "exit status 0");
}

TEST(Process, CarriesLargeRequestsPastOnesWhoseErrorsNobodyWaitsFor) {
  Process process = shell(
      "i=0; while [ $i -lt 20000 ]; do echo complaint $i >&2; i=$((i+1)); done; read -r x; "
      "echo ${#x}");
  std::string line;
  ASSERT_EQ(process.ask(std::string(300000, 'x'), kEnough, line), Answer::given);
  EXPECT_EQ(line, "300000");
  EXPECT_THAT(process.errors(), MatchesRegex("complaint 19[0-9]+\n(.|\n)*complaint 19999\n"));
}

TEST(Process, TellsHowItEnded) {
  Process process = shell("echo unasked; echo sorry >&2; exit 3");
  EXPECT_TRUE(process.wait(kEnough));
  EXPECT_EQ(process.finish(), "exit status 3");
  EXPECT_EQ(process.output(), "unasked\n");
  EXPECT_EQ(process.errors(), "sorry\n");
  Process killed = shell("kill -SEGV $$");
  std::string line;
  EXPECT_EQ(killed.ask("x", kEnough, line), Answer::ended);
  EXPECT_THAT(killed.finish(), StartsWith("ended by signal 11"));
}

TEST(Process, IsOverdueAfterItsTimeAndEndsWithEverythingItStarted) {
  // The inner process holds the output open and would sleep for ever.
  Process process = shell("sh -c 'echo $$; exec sleep 1000' & wait");
  std::string line;
  ASSERT_EQ(process.ask("", kEnough, line), Answer::given);
  const pid_t inner = std::stoi(line);
  EXPECT_EQ(process.ask("", 0.01, line), Answer::overdue);
  EXPECT_THAT(process.finish(), StartsWith("ended by signal 9"));
  // Whoever adopted the inner one may still have to collect it; it does not run any more.
  EXPECT_FALSE(process.wait(0) && ::kill(-inner, 0) == 0);
}

TEST(Process, EndsAlthoughWhatItStartedKeepsItsOutputOpen) {
  Process process = shell("sleep 1000 & exit 4");
  EXPECT_TRUE(process.wait(kEnough));
  EXPECT_EQ(process.finish(), "exit status 4");
}

TEST(Process, KnowsWhenItWasDisturbed) {
  Process process = shell("read x; echo one; echo two; read y");
  EXPECT_FALSE(process.disturbed());
  std::string line;
  ASSERT_EQ(process.ask("", kEnough, line), Answer::given);
  while (!process.disturbed()) std::this_thread::yield();
  EXPECT_EQ(process.output(), "two\n");
}

TEST(Process, EndsByTheSwitchWhileItIsAsked) {
  const auto kill_switch = std::make_shared<KillSwitch>();
  Process process = shell("echo ready; sleep 1000", kill_switch);
  std::string line;
  ASSERT_EQ(process.ask("", kEnough, line), Answer::given);
  std::thread other([&] { kill_switch->trip(); });
  EXPECT_EQ(process.ask("", kEnough, line), Answer::ended);
  other.join();
  Process later = shell("sleep 1000", kill_switch);
  EXPECT_TRUE(later.wait(kEnough));
}

TEST(Process, CannotBeStartedWithoutProgramOrFolder) {
  EXPECT_EQ(Process::start({{"/no/such/program"}}).error().message(),
            "/no/such/program: No such file or directory");
  EXPECT_FALSE(Process::start({{"sh"}, "/no/such/folder"}).ok());
}

TEST(Program, IsFoundOnThePathOrByItsFile) {
  EXPECT_THAT(find_program("sh", "").value(), EndsWith("/sh"));
  EXPECT_EQ(find_program("bin/sh", "/").value(), "//bin/sh");
  EXPECT_EQ(find_program("no-such-program", "/").error().message(),
            "there is no program 'no-such-program' on the PATH (is it installed?)");
  EXPECT_EQ(find_program("etc/passwd", "/").error().message(),
            "//etc/passwd is no program (make it executable: chmod +x)");
}

}  // namespace
}  // namespace cambrian
