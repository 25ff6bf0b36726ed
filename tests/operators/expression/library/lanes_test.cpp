#include "operators/expression/library/lanes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/expression/library/contrasts.hpp"
#include "operators/expression/library/lane_buffer.hpp"

namespace cambrian::expression {
namespace {

constexpr std::size_t kRows = 11, kLanes = 250;

// Sizes over many powers of two, both signs, with some that have no logarithm.
LaneBuffer random_lanes() {
  Random random({.seed = 1});
  LaneBuffer lanes(kRows);
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t i = 0; i < kLanes; ++i) {
      lanes.row(r)[i] = random.normal() * std::exp2(random.uniform(-60, 60));
    }
  }
  lanes.row(3)[10] = 0;
  lanes.row(10)[20] = std::numeric_limits<double>::infinity();
  lanes.row(0)[249] = std::numeric_limits<double>::quiet_NaN();
  return lanes;
}

const Contrasts& contrasts() {
  static const std::vector<std::vector<double>> free = {std::vector<double>(kRows, 1.0)};
  static const Contrasts result(free, kRows, kKeyCoordinates + 1);
  return result;
}

std::vector<std::uint64_t> keys_in_steps(LaneBlock values) {
  LaneBuffer coordinates(kKeyCoordinates + 1);
  std::vector<std::uint64_t> keys(kBlockLanes);
  project_lanes(contrasts().key_projection(), values, coordinates.block(),
                coordinates.row(kKeyCoordinates), kLanes);
  key_lanes(coordinates.block(), coordinates.row(kKeyCoordinates), keys.data(), kLanes);
  keys.resize(kLanes);
  return keys;
}

TEST(Lanes, LogarithmsAreThoseOfTheStandardLibrary) {
  Random random({.seed = 2});
  std::vector<double> in(40'000), out(in.size());
  for (double& x : in) x = random.normal() * std::exp2(random.uniform(-1000, 1000));
  for (std::size_t i = 0; i < 8'000; ++i) in[i] = 1 + random.normal() * std::exp2(-0.006 * i);
  in[0] = 1, in[1] = -1, in[2] = std::numeric_limits<double>::max();
  log_lanes(in.data(), out.data(), in.size());
  for (std::size_t i = 0; i < in.size(); ++i) {
    const double wanted = std::log(std::fabs(in[i]));
    EXPECT_NEAR(out[i], wanted, 5e-16 * std::fabs(wanted)) << in[i];
  }
}

TEST(Lanes, HaveNoLogarithmWhereTheStandardLibraryHasNoFiniteOne) {
  std::vector<double> lanes(kLaneGroup, 1.0);
  lanes[0] = 0, lanes[1] = -std::numeric_limits<double>::infinity();
  lanes[2] = std::numeric_limits<double>::quiet_NaN();
  log_lanes(lanes.data(), lanes.data(), lanes.size());
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(std::isnan(lanes[i])) << i;
  EXPECT_EQ(lanes[3], 0);
}

TEST(Lanes, KeysInOnePassAreThoseInSteps) {
  LaneBuffer values = random_lanes();
  std::vector<std::uint64_t> keys(kBlockLanes);
  class_key_lanes(contrasts().key_projection(), values.block(), keys.data(), kLanes);
  keys.resize(kLanes);
  EXPECT_EQ(keys, keys_in_steps(values.block()));
  EXPECT_EQ(keys[20], kNoKey);
  EXPECT_EQ(keys[249], kNoKey);
}

TEST(Lanes, KeysOfLogarithmsInOnePassAreThoseInSteps) {
  LaneBuffer values = random_lanes(), logs(kRows);
  for (const LogForm form : {LogForm{}, LogForm{1, 2}, LogForm{1, -1}}) {
    std::vector<std::uint64_t> keys(kBlockLanes);
    log_key_lanes(contrasts().key_projection(), values.block(), form, keys.data(), kLanes);
    keys.resize(kLanes);
    for (std::size_t r = 0; r < kRows; ++r) {
      affine_lanes(values.row(r), form.offset, form.scale, logs.row(r), kLanes);
      log_lanes(logs.row(r), logs.row(r), kLanes);
    }
    EXPECT_EQ(keys, keys_in_steps(logs.block()));
    EXPECT_EQ(keys[10] == kNoKey, form.offset == 0);
    EXPECT_EQ(keys[20], kNoKey);
  }
}

}  // namespace
}  // namespace cambrian::expression
