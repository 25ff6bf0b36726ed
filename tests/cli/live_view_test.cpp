#include "cli/live_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::SizeIs;

SearchStatus search_with(std::size_t formulas) {
  SearchStatus progress{.evaluations = 2.5e6, .rate = 2.5e5, .seconds = 10};
  progress.front = {.titles = {"complexity", "loss"}, .text = "equation"};
  for (std::size_t i = 0; i < formulas; ++i) {
    const auto k = static_cast<double>(i);
    progress.front.rows.push_back({{2 * k + 1, 1 / (k + 1)}, "sin(x" + std::to_string(i) + ")"});
  }
  return progress;
}

MATCHER_P(FitsIn, width, "") { return display_width(arg) <= width; }

TEST(Picture, ShowsValuesUnderTheirTitles) {
  const auto lines = picture(search_with(2), {});
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_EQ(lines[1], "complexity        loss  equation");
  EXPECT_EQ(lines[3], "         3         0.5  sin(x1)");
}

TEST(Picture, TellsRateAndTimeLeft) {
  SearchStatus progress = search_with(1);
  progress.limit = 60;
  EXPECT_THAT(picture(progress, {}).front(), HasSubstr("10 s, 50 s left"));
  EXPECT_THAT(picture(progress, {}).front(), HasSubstr("2.50M evaluations, 250k/s"));
}

TEST(Picture, TimeLeftFollowsTheLimitThatComesFirst) {
  SearchStatus progress = search_with(1);
  progress.limit = 60;
  progress.fraction = 0.5;
  EXPECT_THAT(picture(progress, {}).front(), HasSubstr("10 s, 10 s left"));
}

TEST(Picture, NeverExceedsTheScreen) {
  SearchStatus progress = search_with(40);
  progress.front.rows.back().text = std::string(500, 'x');
  for (const std::size_t width : {1, 10, 33, 80, 200}) {
    for (const std::size_t height : {1, 5, 24, 50}) {
      const auto lines = picture(progress, {.live = true, .width = width, .height = height});
      EXPECT_THAT(lines, Each(FitsIn(width)));
      EXPECT_LE(lines.size(), std::max<std::size_t>(height, 4));
    }
  }
}

TEST(Picture, LeavesOutTheFirstRowsWhenTheScreenIsLow) {
  const auto lines = picture(search_with(40), {.live = true, .width = 80, .height = 10});
  EXPECT_THAT(lines[2], HasSubstr("(34 more)"));
  EXPECT_THAT(lines.back(), HasSubstr("sin(x39)"));
}

TEST(Picture, SpreadsWhatItShowsOfAFrontWhoseRowsAreAlike) {
  SearchStatus progress = search_with(400);
  progress.front.alike = true;
  const auto lines = picture(progress, {.live = true, .width = 80, .height = 60});
  ASSERT_THAT(lines, SizeIs(2 + 20));
  EXPECT_THAT(lines[2], HasSubstr("(381 more between these)"));
  EXPECT_THAT(lines[3], HasSubstr("sin(x0)"));
  EXPECT_THAT(lines[12], HasSubstr("sin(x199)"));
  EXPECT_THAT(lines.back(), HasSubstr("sin(x399)"));
}

TEST(Picture, SaysThatNothingWasFoundYet) {
  const SearchStatus progress{.front = {.nothing = "no valid formula yet"}};
  EXPECT_THAT(picture(progress, {}).back(), HasSubstr("(no valid formula yet)"));
}

class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
  ~Pipe() { ::close(ends_[0]), ::close(ends_[1]); }
  int writing() const { return ends_[1]; }
  std::string content() {
    std::array<char, 4096> buffer{};
    const ssize_t size = ::read(ends_[0], buffer.data(), buffer.size());
    return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }

 private:
  std::array<int, 2> ends_{};
};

TEST(LiveView, WritesPlainLinesToAPipe) {
  Pipe pipe;
  LiveView view(pipe.writing(), false);
  view.show(search_with(2));
  EXPECT_EQ(pipe.content(), "10 s  2.50M evaluations, 250k/s  complexity 3  loss 0.5  sin(x1)\n");
}

TEST(LiveView, TellsAtOnceThatItIsStopping) {
  Pipe pipe;
  LiveView view(pipe.writing(), false);
  SearchStatus progress = search_with(1);
  view.show(progress);
  pipe.content();
  progress.stopping = true;
  view.show(progress);
  EXPECT_THAT(pipe.content(), HasSubstr("stopping and saving"));
}

TEST(LiveView, QuietWritesNothing) {
  Pipe pipe;
  {
    LiveView view(pipe.writing(), true);
    view.show(search_with(2));
  }
  ASSERT_EQ(::write(pipe.writing(), "end", 3), 3);
  EXPECT_EQ(pipe.content(), "end");
}

}  // namespace
}  // namespace cambrian::cli
