#include "engine/algorithm/student.hpp"

#include <gtest/gtest.h>

namespace cambrian {
namespace {

TEST(Student, QuantilesAreThoseOfTables) {
  EXPECT_NEAR(student_quantile(0.025, 1), 12.706205, 1e-6);
  EXPECT_NEAR(student_quantile(0.025, 10), 2.228139, 1e-6);
  EXPECT_NEAR(student_quantile(0.05, 30), 1.697261, 1e-6);
  EXPECT_NEAR(student_quantile(0.025, 1e6), 1.959966, 1e-5);
  EXPECT_NEAR(student_quantile(0.5, 3), 0, 1e-12);
}

TEST(Student, TailAndQuantileAreInverse) {
  for (const double freedom : {1.0, 2.5, 99.0})
    for (const double tail : {0.4, 0.1, 0.001})
      EXPECT_NEAR(student_tail(student_quantile(tail, freedom), freedom), tail, 1e-12);
}

}  // namespace
}  // namespace cambrian
