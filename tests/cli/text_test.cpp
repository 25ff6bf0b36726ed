#include "cli/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "cli/spread.hpp"

namespace cambrian::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Text, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("é·█"), 3U);
  EXPECT_EQ(display_width("周期"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
}

TEST(Text, WidthCountsBrokenUtf8BytewiseAndDoesNotReadPastTheEnd) {
  EXPECT_EQ(display_width("\xff\xfe"), 2U);
  EXPECT_EQ(display_width("a\xe5\x91"), 3U);
}

TEST(Text, ClipLeavesShortTextAlone) {
  EXPECT_EQ(clip("x^2", 3), "x^2");
  EXPECT_EQ(clip("", 0), "");
}

TEST(Text, ClipMarksTheCutAndKeepsTheWidth) {
  EXPECT_EQ(clip("abcdef", 4), "abc…");
  EXPECT_EQ(clip("周期周期", 4), "周…");
  EXPECT_EQ(clip("abc", 0), "");
}

TEST(Text, ClipDisarmsControlCharacters) {
  EXPECT_EQ(clip("a\x1b[2Jb\n", 20), "a?[2Jb?");
  EXPECT_EQ(clip("a\x9b", 20), "a?");
}

TEST(Text, CellsAreQuotedWhereTheyNeedIt) {
  EXPECT_EQ(csv_cell("x + 1"), "x + 1");
  EXPECT_EQ(csv_cell("[1,2]"), "\"[1,2]\"");
  EXPECT_EQ(csv_cell("a \"b\""), "\"a \"\"b\"\"\"");
}

TEST(Spread, TakesSomeOfManyEvenlyBothEndsAmongThem) {
  EXPECT_THAT(spread(101, 5), ElementsAre(0, 25, 50, 75, 100));
  EXPECT_THAT(spread(7, 3), ElementsAre(0, 3, 6));
  EXPECT_THAT(spread(3, 20), ElementsAre(0, 1, 2));
  EXPECT_THAT(spread(1, 20), ElementsAre(0));
  EXPECT_THAT(spread(0, 20), IsEmpty());
}

TEST(Text, PaddingCountsColumns) {
  EXPECT_EQ(pad_left("é", 3), "  é");
  EXPECT_EQ(pad_right("周", 3), "周 ");
  EXPECT_EQ(pad_right("long", 2), "long");
}

TEST(Text, CountsCarryAUnit) {
  EXPECT_EQ(counted(0), "0");
  EXPECT_EQ(counted(999), "999");
  EXPECT_EQ(counted(12345), "12.3k");
  EXPECT_EQ(counted(999999), "1.00M");
  EXPECT_EQ(counted(4.56e6), "4.56M");
  EXPECT_EQ(counted(1e15), "1000T");
}

TEST(Text, DurationsNeedTwoUnitsAtMost) {
  EXPECT_EQ(duration(0.04), "0.0 s");
  EXPECT_EQ(duration(9.96), "10 s");
  EXPECT_EQ(duration(59.7), "1 min 00 s");
  EXPECT_EQ(duration(200), "3 min 20 s");
  EXPECT_EQ(duration(7500), "2 h 05 min");
  EXPECT_EQ(duration(3 * 86400 + 4 * 3600), "3 d 4 h");
  EXPECT_EQ(duration(std::numeric_limits<double>::quiet_NaN()), "0.0 s");
}

TEST(Text, ExactNumbersReadBackUnchanged) {
  for (const double value : {0.1, 1.0 / 3, 1e-300, -2.5e17}) {
    EXPECT_EQ(std::stod(exact(value)), value);
  }
}

}  // namespace
}  // namespace cambrian::cli
