// Eventually, Never and chi-square: what random operators promise, over fixed streams and counts.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace cambrian {

/// Draws `count` values of `draw()`; every one is in `allowed` and each of `required` occurs.
/// Values need < and ==; a text for messages comes from gtest's printer.
template <class Value, class Draw>
void Eventually(Draw draw, int count, const std::set<Value>& allowed,
                const std::set<Value>& required) {
  std::set<Value> seen;
  for (int i = 0; i < count; ++i) {
    Value value = draw();
    if (allowed.count(value) == 0) {
      ADD_FAILURE() << "not allowed: " << testing::PrintToString(value);
      return;
    }
    seen.insert(std::move(value));
  }
  for (const Value& value : required)
    EXPECT_EQ(seen.count(value), 1u) << "never drawn: " << testing::PrintToString(value);
}

/// The same where all that is allowed must occur.
template <class Value, class Draw>
void Eventually(Draw draw, int count, const std::set<Value>& all) {
  Eventually(draw, count, all, all);
}

/// In `count` draws, `excluded(value)` never holds.
template <class Draw, class Excluded>
void Never(Draw draw, int count, Excluded excluded) {
  for (int i = 0; i < count; ++i) {
    const auto value = draw();
    if (excluded(value)) {
      ADD_FAILURE() << "excluded: " << testing::PrintToString(value);
      return;
    }
  }
}

/// Pearson's statistic as a standard normal deviate (Wilson and Hilferty 1931): below 4 for a right
/// distribution but in 3 of 100,000 streams; a wrong one grows with the count. `probabilities` sum
/// to 1; categories of probability 0 must be empty (else infinity).
inline double chi_square_deviate(std::span<const std::size_t> observed,
                                 std::span<const double> probabilities) {
  double total = 0, statistic = 0, freedom = -1;
  for (std::size_t n : observed) total += static_cast<double>(n);
  for (std::size_t i = 0; i < observed.size(); ++i) {
    const double expected = total * probabilities[i];
    if (expected == 0) {
      if (observed[i] > 0) return HUGE_VAL;
      continue;
    }
    const double difference = static_cast<double>(observed[i]) - expected;
    statistic += difference * difference / expected;
    freedom += 1;
  }
  if (freedom < 1) return 0;  // one category: nothing to compare
  const double spread = 2 / (9 * freedom);
  return (std::cbrt(statistic / freedom) - (1 - spread)) / std::sqrt(spread);
}

/// Draws `count` values and compares their frequencies with the probabilities given by value.
template <class Value, class Draw>
void ExpectDistribution(Draw draw, int count, const std::map<Value, double>& probabilities) {
  std::map<Value, std::size_t> counts;
  for (int i = 0; i < count; ++i) ++counts[draw()];
  std::vector<std::size_t> observed;
  std::vector<double> expected;
  for (const auto& [value, probability] : probabilities) {
    observed.push_back(counts[value]);
    expected.push_back(probability);
  }
  EXPECT_EQ(counts.size(), probabilities.size()) << "a value that should not occur";
  EXPECT_LT(chi_square_deviate(observed, expected), 4.0);
}

}  // namespace cambrian
