#include "cli/arguments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cambrian::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// A command with a flag of each kind.
class Arguments : public ::testing::Test {
 protected:
  Result<Parsed> read(const std::vector<std::string>& words) { return parse(command_, words); }

  std::string data_;
  std::string output_;
  bool quiet_ = false;
  std::vector<std::string> ops_;
  CommandLine command_{
      .name = "dig",
      .summary = "Digs.",
      .examples = "  cambrian dig a.csv\n",
      .positionals = {{"DATA", "a table", &data_}},
      .flags = {text_flag("output-folder", "DIR", output_, "where to"),
                switch_flag("quiet", quiet_, "say nothing"),
                {"op", "TEXT", "an operator",
                 [this](const std::string& text) -> Result<void> {
                   if (text == "bad") return Error{"", "no such operator", ""};
                   ops_.push_back(text);
                   return {};
                 },
                 "Rare", false}},
  };
};

TEST_F(Arguments, WordsAndFlagsComeInAnyOrder) {
  ASSERT_TRUE(read({"--quiet", "a.csv", "--output-folder", "b"}).ok());
  EXPECT_TRUE(quiet_);
  EXPECT_EQ(data_, "a.csv");
  EXPECT_EQ(output_, "b");
}

TEST_F(Arguments, EqualsSignAndUnderscoreMayBeUsed) {
  ASSERT_TRUE(read({"a.csv", "--output_folder=run_1"}).ok());
  EXPECT_EQ(output_, "run_1");
}

TEST_F(Arguments, ValuesMayBeginWithADash) {
  ASSERT_TRUE(read({"a.csv", "--output-folder", "-1"}).ok());
  EXPECT_EQ(output_, "-1");
  ASSERT_TRUE(read({"-"}).ok());
  EXPECT_EQ(data_, "-");
}

TEST_F(Arguments, RepeatedFlagsKeepTheirOrderAndTheirCommas) {
  ASSERT_TRUE(read({"--op", "b,c", "a.csv", "--op", "a"}).ok());
  EXPECT_THAT(ops_, ElementsAre("b,c", "a"));
}

TEST_F(Arguments, UnknownFlagNamesTheNearest) {
  const auto result = read({"a.csv", "--quite"});
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.error().message(), HasSubstr("--quite: unknown flag"));
  EXPECT_THAT(result.error().message(), HasSubstr("--quiet"));
}

TEST_F(Arguments, FaultOfAValueNamesItsFlag) {
  const auto result = read({"a.csv", "--op", "bad"});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message(), "--op: no such operator");
}

TEST_F(Arguments, MissingAndSuperfluousWordsAreErrors) {
  EXPECT_THAT(read({}).error().message(), HasSubstr("DATA: missing"));
  EXPECT_THAT(read({"a", "b"}).error().message(), HasSubstr("b: one argument too many"));
  EXPECT_THAT(read({"a", "--output-folder"}).error().message(), HasSubstr("--output-folder"));
}

TEST_F(Arguments, HelpGroupsFlagsAndKeepsRareOnesForHelpAll) {
  EXPECT_THAT(help_text(command_, false, 80), HasSubstr("Examples:\n  cambrian dig a.csv\n"));
  EXPECT_THAT(help_text(command_, false, 80), Not(HasSubstr("--op ")));
  EXPECT_THAT(help_text(command_, true, 80), HasSubstr("Rare:\n  --op TEXT"));
}

}  // namespace
}  // namespace cambrian::cli
