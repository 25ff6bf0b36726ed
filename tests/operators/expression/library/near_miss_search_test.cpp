#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "operators/expression/library/near_search.hpp"
#include "operators/expression/library/sample_rows.hpp"
#include "operators/expression/library/tuned_search.hpp"
#include "operators/expression/library/values.hpp"
#include "tests/operators/expression/library/rows.hpp"

namespace cambrian::expression {
namespace {

/// The least error of formulas of at most so many nodes.
double least_error(const std::vector<Law>& laws, std::size_t size) {
  double least = 1;
  for (const Law& law : laws) {
    if (law.expression.size() <= size) least = std::min(least, law.error);
  }
  return least;
}

std::vector<Law> tuned(const Rows& rows, std::uint64_t pairs) {
  TunedSearch search(rows.library(), rows.view(), usual_vocabulary(), {});
  search.advance(pairs);
  return search.take();
}

TEST(TunedSearch, FindsFrequenciesRatesAndShifts) {
  const std::vector<Formula> laws = {
      [](const auto& x) { return 2 + 3 * std::cos(9.8 * x[0]); },
      [](const auto& x) { return 2 - std::sin(17.3 * x[0] * x[1] + 0.7); },
      [](const auto& x) { return 1.5 - 4 * std::exp(-1.37 * x[1]); },
      [](const auto& x) { return 3 * std::log(x[0] + 0.27) - 1; },
      [](const auto& x) { return 1 + 2 * std::sqrt(x[0] * x[1] + 5.3); },
      [](const auto& x) { return x[1] - 1 / (x[0] + 1.9); },
  };
  for (std::size_t i = 0; i < laws.size(); ++i) {
    EXPECT_LT(least_error(tuned(Rows(2, laws[i]), 1'000'000), 20), 1e-9) << i;
  }
}

TEST(TunedSearch, FindsARateBehindTwoPeels) {
  const Rows rows(2, [](const auto& x) { return x[0] / (std::exp(0.459 * x[1]) - 1); });
  EXPECT_LT(least_error(tuned(rows, 8'000'000), 20), 1e-9);
}

TEST(TunedSearch, FindsAFrequencyUnderNoise) {
  const Rows rows(
      2, [](const auto& x) { return 2 + std::cos(9.8 * x[0] / x[1]); }, 0.1);
  // The noise is a hundredth of the variance of the wave, about a fiftieth of its own.
  EXPECT_LT(least_error(tuned(rows, 1'000'000), 20), 0.03);
}

TEST(TunedSearch, GoesOnFromAPosition) {
  const Rows rows(1, [](const auto& x) { return 2 + 3 * std::cos(9.8 * x[0]); });
  TunedSearch whole(rows.library(), rows.view(), usual_vocabulary(), {});
  whole.advance(100'000);
  whole.take();
  TunedSearch later(rows.library(), rows.view(), usual_vocabulary(), {});
  later.resume(whole.position());
  EXPECT_EQ(whole.advance(300'000), later.advance(300'000));
  const std::vector<Law> expected = whole.take(), laws = later.take();
  ASSERT_EQ(laws.size(), expected.size());
  for (std::size_t i = 0; i < laws.size(); ++i) {
    EXPECT_EQ(laws[i].expression, expected[i].expression);
  }
}

TEST(NearSearch, WeighsRowsAsTheirResidualsCount) {
  // Noise that is large where its rows hardly count.
  Rows rows(2, [](const auto& x) { return x[0] * std::exp(-x[1]); });
  Random random({.seed = 6, .purpose = Purpose::sample_rows});
  for (std::size_t r = 0; r < rows.target.size(); ++r) {
    const double noise = r % 2 == 0 ? 0.2 : 0.001;
    rows.target[r] += noise * random.normal();
    rows.weights.push_back(1 / (noise * noise));
  }
  const auto best = [](const Rows& of) {
    const auto library = of.library();
    NearSearch search(library, of.view(), std::make_shared<NearSamples>(*library, of.view()),
                      usual_vocabulary(), {});
    search.advance(400'000);
    double least = 1;
    for (const Law& law : search.take()) {
      const std::vector<double> found = evaluate(law.expression, of.view().columns);
      double error = 0;
      for (std::size_t r = 0; r < found.size(); ++r) {
        const double clean = of.columns[0][r] * std::exp(-of.columns[1][r]);
        error += std::pow(found[r] - clean, 2) / static_cast<double>(found.size());
      }
      least = std::min(least, error);
    }
    return least;
  };
  const double weighted = best(rows);
  rows.weights.clear();
  EXPECT_LT(100 * weighted, best(rows));
}

TEST(SampleRows, AreEvenlySpreadWithoutWeights) {
  const Rows rows(1, [](const auto& x) { return x[0]; });
  const SampleRows sample = sample_rows(rows.view());
  EXPECT_EQ(std::set<std::uint32_t>(sample.rows.begin(), sample.rows.end()).size(), kSampleRows);
  // So are the first.
  for (std::size_t i = 0; i < kScreenRows; ++i) {
    EXPECT_NEAR(sample.rows[i], static_cast<double>(i) * 300 / kScreenRows, 10) << i;
  }
  EXPECT_EQ(sample.weights, std::vector<double>(kSampleRows, 1));
}

TEST(SampleRows, AreDenserWhereRowsCountMore) {
  Rows rows(1, [](const auto& x) { return x[0]; });
  rows.weights.assign(300, 0.01);
  for (std::size_t r = 100; r < 150; ++r) rows.weights[r] = 1;
  const SampleRows sample = sample_rows(rows.view());
  std::set<std::uint32_t> heavy;
  for (const std::uint32_t row : sample.rows) {
    if (row >= 100 && row < 150) heavy.insert(row);
  }
  EXPECT_EQ(heavy.size(), 50u);
}

TEST(CapWeights, LeavesAllTogetherWorthSoManyRows) {
  std::vector<double> weights = {1000, 500, 1, 1, 1, 1, 1, 1};
  const double cap = cap_weights(weights, 4);
  EXPECT_EQ(*std::max_element(weights.begin(), weights.end()), cap);
  EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0) / cap, 4, 1e-12);

  std::vector<double> alike(8, 3.0);
  EXPECT_EQ(cap_weights(alike, 4), 3);
  EXPECT_EQ(alike, std::vector<double>(8, 3.0));
}

}  // namespace
}  // namespace cambrian::expression
