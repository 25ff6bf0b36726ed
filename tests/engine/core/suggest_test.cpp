#include "engine/core/suggest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cambrian {
namespace {

TEST(EditDistance, CountsChangesOfLetters) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("sin", "sin"), 0u);
  EXPECT_EQ(edit_distance("sni", "sin"), 1u);
}

TEST(Closest, FindsTheWordThatWasMeant) {
  const std::vector<std::string> words = {"sin", "sqrt", "square", "population"};
  EXPECT_EQ(closest("sqaure", words), "square");
  EXPECT_EQ(closest("SIN", words), "sin");
  EXPECT_EQ(closest("popluation", words), "population");
}

TEST(Closest, IsSilentWhenNothingIsNear) {
  const std::vector<std::string> words = {"sin", "x"};
  EXPECT_EQ(closest("velocity", words), std::nullopt);
  EXPECT_EQ(closest("y", words), std::nullopt);
  EXPECT_EQ(closest("", words), std::nullopt);
  EXPECT_EQ(closest(std::string(1000000, 's'), words), std::nullopt);
}

TEST(DidYouMean, IsAHintOrTheAlternative) {
  const std::vector<std::string> words = {"threads"};
  EXPECT_EQ(did_you_mean("thread", words), "did you mean 'threads'?");
  EXPECT_EQ(did_you_mean("colour", words, "see --help"), "see --help");
}

}  // namespace
}  // namespace cambrian
