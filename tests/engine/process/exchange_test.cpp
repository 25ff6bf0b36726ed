#include "engine/process/exchange.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <utility>

namespace cambrian {
namespace {

using Answer = Process::Answer;

constexpr double kEnough = 60;  // seconds, after which a test has failed

// Adds one to the number of a round, after `before` was done; it looks `look` times.
std::string adder(const std::string& before, int look) {
  return "import mmap, os, sys, time\n"
         "m = mmap.mmap(3, 0); w = memoryview(m).cast('q'); asked = 0\n"
         "print('ready', flush=True)\n"
         "while True:\n"
         "  for _ in range(" +
         std::to_string(look) +
         "):\n"
         "    if w[0] != asked: break\n"
         "  else:\n"
         "    w[16] = 1; os.getppid()\n"
         "    while w[0] == asked:\n"
         "      if not os.read(0, 1): sys.exit()\n"
         "    w[16] = 0\n"
         "  asked = w[0]\n"
         "  " +
         before +
         "\n"
         "  w[40] += 1; w[8] = asked\n"
         "  if w[24]: os.write(1, b'\\n')\n";
}

struct Pair {
  explicit Pair(const std::string& before, int look = 0)
      : exchange(Exchange::make().value()),
        process(Process::start(
                    {.words = {"python3", "-c", adder(before, look)}, .shared = exchange.file()})
                    .value()) {
    EXPECT_TRUE(exchange.reserve(Exchange::kHeader + 8));
    std::string line;
    EXPECT_EQ(process.hear(kEnough, line), Answer::given);
    EXPECT_EQ(line, "ready");
  }
  std::int64_t number() const {
    std::int64_t number = 0;
    std::memcpy(&number, exchange.room(), sizeof number);
    return number;
  }
  Exchange exchange;
  Process process;
};

TEST(Exchange, AnswersRoundByRoundWhetherOrNotTheProgramSleeps) {
  for (const int look : {0, 2, 1000}) {
    Pair pair("pass", look);
    for (int i = 1; i <= 2000; ++i) {
      ASSERT_EQ(pair.exchange.round(pair.process, kEnough), Answer::given);
      ASSERT_EQ(pair.number(), i);
    }
  }
}

TEST(Exchange, SleepsUntilALongRoundIsOver) {
  Pair pair("time.sleep(0.05)");
  for (int i = 1; i <= 3; ++i) {
    ASSERT_EQ(pair.exchange.round(pair.process, kEnough), Answer::given);
    ASSERT_EQ(pair.number(), i);
  }
}

TEST(Exchange, TellsOfAProgramThatEnds) {
  Pair pair("os._exit(3) if w[40] == 1 else None");
  ASSERT_EQ(pair.exchange.round(pair.process, kEnough), Answer::given);
  EXPECT_EQ(pair.exchange.round(pair.process, kEnough), Answer::ended);
  EXPECT_EQ(pair.process.finish(), "exit status 3");
}

TEST(Exchange, WaitsNoLongerThanItsTime) {
  Pair pair("time.sleep(600)");
  EXPECT_EQ(pair.exchange.round(pair.process, 0.05), Answer::overdue);
}

// Counts the word of beats up so many times, then does `after`.
std::string beating(int times, const std::string& after) {
  return "for _ in range(" + std::to_string(times) + "): w[32] += 1; time.sleep(0.1)\n  " + after;
}

TEST(Exchange, WaitsForAProgramThatIsSlowButBeats) {
  Pair pair(beating(25, "pass"));
  EXPECT_EQ(pair.exchange.round(pair.process, 1), Answer::given);
  EXPECT_EQ(pair.number(), 1);
}

TEST(Exchange, DoesNotWaitForAProgramWhoseBeatsHaveEnded) {
  Pair pair(beating(3, "time.sleep(600)"));
  EXPECT_EQ(pair.exchange.round(pair.process, 1), Answer::overdue);
}

}  // namespace
}  // namespace cambrian
