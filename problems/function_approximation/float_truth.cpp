#include "problems/function_approximation/float_truth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "operators/program/single/float_bits.hpp"
#include "problems/function_approximation/problem.hpp"

namespace cambrian::approximation {
namespace {

using program::float_at;
using program::FloatErrors;
using program::FloatPiece;
using program::order_of;

constexpr std::size_t kTerms = FloatPiece::kTerms;
constexpr double kTolerance = 0x1p-44;
constexpr std::int64_t kChunk = 1 << 16;  // floats that are judged together

// The interpolating polynomial of t in [-1, 1], by Newton's divided differences.
void interpolate(const Target& target, FloatPiece& piece, Quad middle, Quad half) {
  static const std::vector<Quad> nodes = chebyshev_points(-1, 1, kTerms);
  std::array<Quad, kTerms> difference;
  for (std::size_t k = 0; k < kTerms; ++k) difference[k] = target(middle + half * nodes[k]);
  for (std::size_t order = 1; order < kTerms; ++order) {
    for (std::size_t k = kTerms; k-- > order;) {
      difference[k] = (difference[k] - difference[k - 1]) / (nodes[k] - nodes[k - order]);
    }
  }
  std::array<Quad, kTerms> monomial{};
  for (std::size_t k = kTerms; k-- > 0;) {
    for (std::size_t n = kTerms - 1; n > 0; --n) {
      monomial[n] = monomial[n - 1] - nodes[k] * monomial[n];
    }
    monomial[0] = difference[k] - nodes[k] * monomial[0];
  }
  for (std::size_t k = 0; k < kTerms; ++k) {
    piece.coefficients[k] = static_cast<double>(monomial[k]);
  }
}

bool agrees(const Target& target, const FloatPiece& piece) {
  constexpr std::int64_t kPlaces = 13;
  for (std::int64_t k = 0; k < kPlaces; ++k) {
    const double x = float_at(piece.first + (piece.count - 1) * k / (kPlaces - 1));
    const auto y = static_cast<double>(target(x));
    if (!(std::fabs(piece(x) - y) <= kTolerance * std::fabs(y))) return false;
  }
  return true;
}

FloatPiece constant_piece(std::int64_t first, std::int64_t last, double value) {
  FloatPiece piece{.first = first, .count = last - first + 1, .middle = 0, .scale = 0};
  piece.coefficients[0] = value;
  return piece;
}

}  // namespace

FloatTruth::FloatTruth(const Target& target, std::span<const FloatRange> ranges) : target_(target) {
  for (const FloatRange& range : ranges) {
    const std::int64_t first = order_of(range.low), last = order_of(range.high);
    if (range.library != nullptr) {
      library_.push_back(range);
    } else if (range.is_constant) {
      pieces_.push_back(constant_piece(first, last, range.constant));
    } else {
      // From power of two to power of two: between them the floats are evenly spaced.
      constexpr std::int64_t kBinade = 1 << 23;
      for (std::int64_t at = first; at <= last;) {
        const std::int64_t size = at >= 0 ? at : -at;
        std::int64_t end = at;
        if (at > 0) end = (size / kBinade + 1) * kBinade - 1;
        if (at < 0) end = std::min<std::int64_t>(-(size / kBinade * kBinade), -1);
        end = std::min(end, last);
        add_pieces(at, end);
        at = end + 1;
      }
    }
  }
}

void FloatTruth::add_pieces(std::int64_t first, std::int64_t last) {
  FloatPiece piece{.first = first, .count = last - first + 1};
  const Quad low = float_at(first), high = float_at(last);
  if (first == last) {
    // Where only the limit exists nothing is asked.
    const auto value = static_cast<double>(target_(low));
    if (std::isfinite(value)) pieces_.push_back(constant_piece(first, last, value));
    return;
  }
  piece.middle = static_cast<double>((low + high) / 2);
  piece.scale = static_cast<double>(2 / (high - low));
  interpolate(target_, piece, piece.middle, 1 / Quad(piece.scale));
  if (agrees(target_, piece)) {
    pieces_.push_back(piece);
    return;
  }
  const std::int64_t middle = first + (last - first) / 2;
  add_pieces(first, middle);
  add_pieces(middle + 1, last);
}

double FloatTruth::operator()(float x) const {
  const std::int64_t order = order_of(x);
  for (const FloatRange& range : library_) {
    if (x >= range.low && x <= range.high) return range.library(x);
  }
  for (const FloatPiece& piece : pieces_) {
    if (order < piece.first || order >= piece.first + piece.count) continue;
    return piece.scale == 0 ? piece.coefficients[0] : static_cast<double>(target_(x));
  }
  return std::numeric_limits<double>::quiet_NaN();
}

FloatErrors FloatTruth::judge(program::FloatBatch& batch, std::span<const float> constants,
                              std::int64_t stride, double above, FloatFindings* findings) const {
  FloatErrors all;
  const auto finish = [&](const FloatErrors& errors) {
    if (findings != nullptr && errors.ulp > above) findings->push_back(errors);
    all.add(errors);
  };
  // What is not above what is known needs no closer look.
  const auto start = [&] {
    FloatErrors errors;
    errors.ulp = findings != nullptr ? above : all.ulp;
    errors.relative = all.relative;
    return errors;
  };
  for (const FloatPiece& piece : pieces_) {
    FloatErrors errors = start();
    batch.judge(constants, piece, stride, errors);
    finish(errors);
  }
  std::vector<float> x;
  std::vector<double> y;
  for (const FloatRange& range : library_) {
    const std::int64_t last = order_of(range.high);
    for (std::int64_t at = order_of(range.low); at <= last; at += kChunk) {
      x.clear();
      y.clear();
      for (std::int64_t k = at; k <= std::min(last, at + kChunk - 1); k += stride) {
        x.push_back(float_at(k));
        y.push_back(range.library(x.back()));
      }
      FloatErrors errors = start();
      batch.judge(constants, x, y, errors);
      finish(errors);
    }
  }
  return all;
}

std::uint64_t FloatTruth::inputs() const {
  std::uint64_t sum = 0;
  for (const FloatPiece& piece : pieces_) sum += static_cast<std::uint64_t>(piece.count);
  for (const FloatRange& range : library_) {
    sum += static_cast<std::uint64_t>(order_of(range.high) - order_of(range.low) + 1);
  }
  return sum;
}

}  // namespace cambrian::approximation
