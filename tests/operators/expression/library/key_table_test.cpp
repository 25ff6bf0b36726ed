#include "operators/expression/library/key_table.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "engine/core/random.hpp"

namespace cambrian::expression {
namespace {

std::vector<std::uint64_t> random_keys(std::size_t count, std::uint64_t seed) {
  Random random({.seed = seed});
  std::vector<std::uint64_t> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back(random.bits64() | 2);
  return keys;
}

TEST(KeyTable, NumbersNewKeysInOrderAndNoneTwice) {
  KeyTable table(100);
  std::vector<std::uint64_t> keys = random_keys(10, 1);
  keys[2] = kNoKey, keys[3] = kZeroKey, keys[7] = keys[1];
  std::vector<std::uint32_t> positions(keys.size());
  ASSERT_EQ(table.insert_new(keys, 5, positions.data()), 7u);
  positions.resize(7);
  EXPECT_EQ(positions, (std::vector<std::uint32_t>{0, 1, 4, 5, 6, 8, 9}));
  EXPECT_EQ(table.find(keys[1]), 6u);
  EXPECT_EQ(table.find(keys[9]), 11u);
  EXPECT_EQ(table.insert_new(keys, 12, positions.data()), 0u);
  EXPECT_EQ(table.size(), 7u);
}

TEST(KeyTable, KeepsWhatCameFirst) {
  KeyTable table(100);
  const std::vector<std::uint64_t> keys = random_keys(4, 1);
  EXPECT_EQ(table.insert(keys[2], 77), std::nullopt);
  table.insert_all(keys, 10, 3);
  EXPECT_EQ(table.find(keys[0]), 10u);
  EXPECT_EQ(table.find(keys[2]), 77u);
  EXPECT_EQ(table.find(keys[3]), 19u);
  EXPECT_EQ(table.insert(keys[3], 1), 19u);
}

TEST(KeyTable, FiltersMostThatIsAbsentAndNothingThatIsThere) {
  const std::vector<std::uint64_t> keys = random_keys(3'000, 1), others = random_keys(100'000, 2);
  KeyTable small(1'000);
  small.insert_all(std::span(keys).first(1'000), 0, 1);
  KeyTable table(small, keys.size());
  table.insert_all(std::span(keys).subspan(1'000), 1'000, 1);
  std::vector<std::uint32_t> positions(others.size());
  ASSERT_EQ(table.select(keys, positions.data()), keys.size());
  for (std::uint32_t i = 0; i < keys.size(); ++i) EXPECT_EQ(table.find(keys[i]), i);
  EXPECT_LT(table.select(others, positions.data()), others.size() / 10);
}

}  // namespace
}  // namespace cambrian::expression
