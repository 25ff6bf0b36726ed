#include "problems/training/gemm.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/core/random.hpp"

namespace cambrian::training {
namespace {

std::vector<float> numbers(std::size_t count, Random& random) {
  std::vector<float> all(count);
  for (float& value : all) value = static_cast<float>(random.normal());
  return all;
}

// As multiply_add() promises: fused additions in the order of `inner`.
void slow(Factor a, const std::vector<float>& b, std::vector<float>& c, Sizes sizes) {
  for (std::size_t i = 0; i < sizes.rows; ++i)
    for (std::size_t j = 0; j < sizes.columns; ++j)
      for (std::size_t p = 0; p < sizes.inner; ++p) {
        float& sum = c[i * sizes.columns + j];
        sum =
            std::fma(a.data[i * a.row_stride + p * a.inner_stride], b[p * sizes.columns + j], sum);
      }
}

TEST(Gemm, AgreesWithThreeLoopsAtAllOddSizes) {
  Random random({.seed = 1});
  for (const std::size_t rows : {1, 3, 4, 7, 8}) {
    for (const std::size_t inner : {1, 2, 5}) {
      for (std::size_t columns = 1; columns < 140; columns += 1 + columns / 9) {
        const Sizes sizes{rows, inner, columns};
        const auto a = numbers(rows * inner, random);
        const auto b = numbers(inner * columns, random);
        const auto start = numbers(rows * columns, random);
        // By rows, and turned.
        for (const Factor factor : {Factor{a.data(), inner, 1}, Factor{a.data(), 1, rows}}) {
          auto fast_result = start;
          auto slow_result = start;
          multiply_add(factor, b.data(), fast_result.data(), sizes);
          slow(factor, b, slow_result, sizes);
          for (std::size_t k = 0; k < start.size(); ++k)
            ASSERT_NEAR(fast_result[k], slow_result[k], 1e-5) << columns << " columns, " << k;
        }
      }
    }
  }
}

TEST(Gemm, WritesNothingBesideTheResult) {
  const std::vector<float> a(5, 1);
  const std::vector<float> b(5 * 19, 1);
  std::vector<float> c(19 + 64, 7);
  multiply_add({a.data(), 5}, b.data(), c.data(), {1, 5, 19});
  for (std::size_t k = 0; k < c.size(); ++k) EXPECT_EQ(c[k], k < 19 ? 12 : 7);
}

TEST(Gemm, ATransposeTurnsRowsIntoColumns) {
  const std::vector<float> in = {1, 2, 3, 4, 5, 6};
  std::vector<float> out(6);
  transpose(in.data(), out.data(), 2, 3);
  EXPECT_EQ(out, (std::vector<float>{1, 4, 2, 5, 3, 6}));
}

}  // namespace
}  // namespace cambrian::training
