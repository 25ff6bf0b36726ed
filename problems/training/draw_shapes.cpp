// The generated shapes.
#include <algorithm>
#include <cmath>

#include "problems/training/data.hpp"

namespace cambrian::training {
namespace {

constexpr std::size_t kSide = 8;
constexpr std::size_t kShapes = 10;

/// How far inside of the shape a point is, in pixels; x and y are from its middle, `size` is half
/// of its width.
double depth(std::size_t shape, double x, double y, double size) {
  const double round = std::sqrt(x * x + y * y);
  const double square = std::max(std::abs(x), std::abs(y));
  const double diamond = (std::abs(x) + std::abs(y)) / std::sqrt(2.0);
  constexpr double kLine = 0.6;
  switch (shape) {
    case 0:  // disc
      return size - round;
    case 1:  // ring
      return kLine - std::abs(round - size);
    case 2:  // square
      return 0.9 * size - square;
    case 3:  // frame
      return kLine - std::abs(square - size);
    case 4:  // diamond's outline
      return kLine - std::abs(diamond - 0.9 * size);
    case 5:  // upright cross
      return std::min(size - square, kLine - std::min(std::abs(x), std::abs(y)));
    case 6:  // diagonal cross
      return std::min(size - square, kLine - std::abs(std::abs(x) - std::abs(y)) / std::sqrt(2.0));
    case 7:  // triangle
      return std::min(0.9 * size - y, (y + size) / 2 - std::abs(x));
    case 8:  // two lines that lie
      return std::min(size - std::abs(x), kLine - std::abs(std::abs(y) - 0.7 * size));
    default:  // two that stand
      return std::min(size - std::abs(y), kLine - std::abs(std::abs(x) - 0.7 * size));
  }
}

void draw(std::size_t shape, Random& random, std::vector<double>& rows) {
  constexpr double kMiddle = (kSide - 1) / 2.0;
  const double size = random.uniform(2, 3.3);
  const double shift_x = random.uniform(-1, 1);
  const double shift_y = random.uniform(-1, 1);
  const double turn = random.uniform(-0.25, 0.25);
  const double brightness = random.uniform(0.5, 1) * (random.chance(0.5) ? 1 : -1);
  const double noise = random.uniform(0.05, 0.35);
  for (std::size_t row = 0; row < kSide; ++row) {
    for (std::size_t column = 0; column < kSide; ++column) {
      const double x = static_cast<double>(column) - kMiddle - shift_x;
      const double y = static_cast<double>(row) - kMiddle - shift_y;
      const double inside = depth(shape, x * std::cos(turn) + y * std::sin(turn),
                                  y * std::cos(turn) - x * std::sin(turn), size);
      const double ink = std::clamp(inside + 0.5, 0.0, 1.0);
      rows.push_back(0.5 + brightness * (ink - 0.5) + noise * random.normal());
    }
  }
}

}  // namespace

Rows draw_shapes(std::size_t count, Random& random) {
  Rows rows{kSide * kSide, kShapes};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t shape = i % kShapes;
    draw(shape, random, rows.inputs_by_row);
    rows.targets.push_back(static_cast<double>(shape));
  }
  return rows;
}

}  // namespace cambrian::training
