#include "operators/expression/library/contrasts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "engine/core/assert.hpp"
#include "engine/core/random.hpp"

namespace cambrian::expression {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

Vector Basis::outside(Vector v) const {
  // Twice, against rounding.
  for (int pass = 0; pass < 2; ++pass) {
    for (const Vector& b : vectors_) {
      const double along = dot(v, b);
      for (std::size_t r = 0; r < v.size(); ++r) v[r] -= along * b[r];
    }
  }
  return v;
}

bool Basis::add(Vector v, double least) {
  const double before = std::sqrt(dot(v, v));
  v = outside(std::move(v));
  const double after = std::sqrt(dot(v, v));
  if (!(after > least * before)) return false;
  for (double& x : v) x /= after;
  vectors_.push_back(std::move(v));
  return true;
}

Contrasts::Contrasts(std::span<const std::vector<double>> free, std::size_t rows, std::size_t count)
    : rows_(rows), count_(count) {
  CAMBRIAN_ASSERT(rows >= count + free.size());
  Basis basis;
  for (const Vector& v : free) basis.add(v);
  Random random({.seed = 0x636f6e7472617374, .purpose = Purpose::init});
  while (weights_.size() < rows * count) {
    Vector v(rows);
    for (double& x : v) x = random.normal();
    if (!basis.add(std::move(v))) continue;
    weights_.insert(weights_.end(), basis.back().begin(), basis.back().end());
  }
}

std::uint64_t Contrasts::key_of(std::span<const double> values) const {
  CAMBRIAN_ASSERT(values.size() == rows_);
  std::vector<double> lanes(rows_ * kLaneGroup);
  for (std::size_t r = 0; r < rows_; ++r) lanes[r * kLaneGroup] = values[r];
  std::array<std::uint64_t, kLaneGroup> keys{};
  class_key_lanes(key_projection(), LaneBlock{lanes.data(), kLaneGroup}, keys.data(), 1);
  return keys[0];
}

std::vector<std::uint64_t> Contrasts::single_row_keys() const {
  const std::size_t stride = padded(rows_);
  std::vector<double> coordinates(kKeyCoordinates * stride), magnitude(stride, 1.0);
  for (std::size_t k = 0; k < kKeyCoordinates; ++k) {
    std::copy_n(weights_.begin() + static_cast<std::ptrdiff_t>(k * rows_), rows_,
                coordinates.begin() + static_cast<std::ptrdiff_t>(k * stride));
  }
  std::vector<std::uint64_t> keys(stride);
  key_lanes({coordinates.data(), stride}, magnitude.data(), keys.data(), rows_);
  keys.resize(rows_);
  return keys;
}

}  // namespace cambrian::expression
