#include "engine/core/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace cambrian {
namespace {

TEST(Result, HoldsAValue) {
  Result<int> result = 3;
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(*result, 3);
}

TEST(Result, HoldsAnErrorThatNamesPlaceFaultAndCure) {
  const Result<int> result = Error{"data.csv:3", "no number: 'x'", "remove the row"};
  EXPECT_FALSE(result);
  EXPECT_EQ(result.error().message(), "data.csv:3: no number: 'x' (remove the row)");
}

TEST(Result, LeavesOutWhatAnErrorDoesNotState) {
  EXPECT_EQ((Error{"", "no rows", ""}).message(), "no rows");
  EXPECT_EQ((Error{"a.csv", "no rows", ""}).message(), "a.csv: no rows");
}

TEST(Result, GivesMoveOnlyValuesAway) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(4);
  const std::unique_ptr<int> value = *std::move(result);
  EXPECT_EQ(*value, 4);
}

TEST(Result, AskingForAValueThatIsNotThereIsABug) {
  const Result<int> result = Error{"", "gone", ""};
  EXPECT_THROW((void)result.value(), std::logic_error);
}

TEST(Result, OfVoidIsSuccessOrAnError) {
  EXPECT_TRUE(Result<void>());
  EXPECT_EQ(Result<void>(Error{"", "full", ""}).error().what, "full");
}

}  // namespace
}  // namespace cambrian
