#include "cli/page/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cli/page/film.hpp"

namespace cambrian::cli::page {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Page, EscapesWhatPeopleWrote) {
  EXPECT_EQ(escaped("a<b & \"c\" > d"), "a&lt;b &amp; &quot;c&quot; &gt; d");
  EXPECT_EQ(escaped("größe √x"), "größe √x");
  EXPECT_EQ(escaped("\xff\x01 \xc3"), "?? ?");
  Page page("<script>", "<b>");
  page.table({{"<i>"}, {{"<td>"}}});
  page.fold("<pre>", "</pre>");
  EXPECT_THAT(page.html(), Not(HasSubstr("<script")));
  EXPECT_THAT(page.html(), HasSubstr("&lt;/pre&gt;"));
}

TEST(Plot, LeavesOutWhatHasNoPlaceOnItsAxes) {
  Plot plot{"title", "x", "y"};
  plot.log_y = true;
  Series series{"s", 0};
  series.dots = {{1, 1}, {2, 0}, {3, NAN}, {INFINITY, 2}, {4, 100}};
  series.tips = {"first", "zero", "nan", "inf", "last"};
  plot.series.push_back(series);
  const std::string svg = plot.svg();
  EXPECT_THAT(svg, HasSubstr("first"));
  EXPECT_THAT(svg, HasSubstr("last"));
  for (const char* word : {"zero", "<title>nan", "inf"}) EXPECT_THAT(svg, Not(HasSubstr(word)));
}

TEST(Plot, OfNothingOrOfOnePointIsStillAPicture) {
  Plot plot{"title", "x", "y"};
  EXPECT_THAT(plot.svg(), Not(HasSubstr("nan")));
  plot.series.push_back({"s", 0, {{5, 5}}});
  EXPECT_THAT(plot.svg(), Not(HasSubstr("nan")));
  EXPECT_THAT(plot.svg(), HasSubstr("polyline"));
}

TEST(Plot, HasTicksThatAreRoundNumbers) {
  Plot plot{"title", "x", "y"};
  plot.series.push_back({"s", 0, {{0, 0}, {50000, 1}}});
  for (const char* label : {">10k<", ">40k<", ">0.2<", ">0.8<"})
    EXPECT_THAT(plot.svg(), HasSubstr(label));
  plot.log_y = true;
  plot.series[0].curve = {{0, 1e-8}, {50000, 1}};
  EXPECT_THAT(plot.svg(), HasSubstr(">1e-06<"));
}

TEST(Plot, WantsALogarithmicAxisForWhatSpansMagnitudes) {
  EXPECT_TRUE(wants_log({{0, 0.001}, {1, 1}}, false));
  EXPECT_FALSE(wants_log({{0, 0.001}, {1, 1}}, true));
  EXPECT_FALSE(wants_log({{1, 1}, {1, 40}}, false));
}

TEST(Film, HoldsEveryShapeOnceAndEveryFrameAsPlacesOfShapes) {
  const Shape ground{{{0, 0}, {1, 0.123456789}}, 0.5, Paint::ground};
  const Shape ball{{{2, 3}}, 1, Paint::body};
  const Frame first{0, 0, 4, 4, {ground, ball}};
  Frame second = first;
  second.shapes[1].points[0][0] = 2.5;
  const std::string html = film_html({0.1, {first, second, first}});
  EXPECT_THAT(html, HasSubstr("views:[[0,0,4,4]]"));
  EXPECT_THAT(html, HasSubstr("shapes:[[0,0.5,0,0,1,0.12346],\n[1,1,2,3],\n[1,1,2.5,3]]"));
  EXPECT_THAT(html, HasSubstr("frames:[[0,0,1],\n[0,0,2],\n[0,0,1]]"));
}

TEST(Film, LeavesOutShapesThatAreNowhere) {
  const Frame frame{0, 0, 1, 1, {{{{NAN, 0}}, 1}, {{{0, INFINITY}}, 1}, {}, {{{0, 0}}, 1}}};
  EXPECT_THAT(film_html({0.1, {frame}}), HasSubstr("shapes:[[1,1,0,0]]"));
}

}  // namespace
}  // namespace cambrian::cli::page
