// The generated digits.
#include <algorithm>
#include <array>
#include <cmath>

#include "problems/training/data.hpp"

namespace cambrian::training {
namespace {

constexpr std::size_t kSide = 8;
constexpr int kWidth = 5;
constexpr int kHeight = 7;

// The digits as dot-matrix displays show them; a line has its left dot in the highest of five bits.
constexpr std::array<std::array<unsigned char, kHeight>, 10> kGlyphs{{
    {0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e},
    {0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e},
    {0x0e, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1f},
    {0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e},
    {0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02},
    {0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e},
    {0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e},
    {0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08},
    {0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e},
    {0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c},
}};

double dot(std::size_t digit, int x, int y) {
  if (x < 0 || x >= kWidth || y < 0 || y >= kHeight) return 0;
  return (kGlyphs[digit][static_cast<std::size_t>(y)] >> (kWidth - 1 - x)) & 1;
}

// Between the dots: linear in both directions.
double ink(std::size_t digit, double x, double y) {
  const double left = std::floor(x);
  const double top = std::floor(y);
  const double u = x - left;
  const double v = y - top;
  const int i = static_cast<int>(left);
  const int j = static_cast<int>(top);
  return (1 - v) * ((1 - u) * dot(digit, i, j) + u * dot(digit, i + 1, j)) +
         v * ((1 - u) * dot(digit, i, j + 1) + u * dot(digit, i + 1, j + 1));
}

void draw(std::size_t digit, Random& random, std::vector<double>& rows) {
  const double size_x = random.uniform(0.75, 1.3);
  const double size_y = random.uniform(0.75, 1.2);
  const double slant = random.uniform(-0.35, 0.35);
  const double shift_x = random.uniform(-1.1, 1.1);
  const double shift_y = random.uniform(-0.9, 0.9);
  const double brightness = random.uniform(0.6, 1);
  const double noise = random.uniform(0.05, 0.3);
  constexpr double kMiddle = (kSide - 1) / 2.0;
  for (std::size_t row = 0; row < kSide; ++row) {
    for (std::size_t column = 0; column < kSide; ++column) {
      const double y = (static_cast<double>(row) - kMiddle - shift_y) / size_y;
      const double x = (static_cast<double>(column) - kMiddle - shift_x) / size_x + slant * y;
      const double there = ink(digit, x + (kWidth - 1) / 2.0, y + (kHeight - 1) / 2.0);
      rows.push_back(std::clamp(brightness * there + noise * random.normal(), 0.0, 1.0));
    }
  }
}

}  // namespace

Rows draw_digits(std::size_t count, Random& random) {
  Rows rows{kSide * kSide, kGlyphs.size()};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t digit = i % kGlyphs.size();
    draw(digit, random, rows.inputs_by_row);
    rows.targets.push_back(static_cast<double>(digit));
  }
  return rows;
}

}  // namespace cambrian::training
