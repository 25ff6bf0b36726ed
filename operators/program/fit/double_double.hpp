// DoubleDouble: a number as the sum of two doubles, 106 bits: what binary128 nearly has, at the
// speed of vectors.
#pragma once

#include "operators/program/quad.hpp"

namespace cambrian::program {

/// hi is the nearest double to hi + lo (Dekker 1971). Not finite: hi says how, lo means nothing.
struct DoubleDouble {
  double hi = 0;
  double lo = 0;

  DoubleDouble() = default;
  DoubleDouble(double value) : hi(value) {}
  DoubleDouble(double high, double low) : hi(high), lo(low) {}
  explicit DoubleDouble(Quad value)
      : hi(static_cast<double>(value)), lo(static_cast<double>(value - static_cast<Quad>(hi))) {}
  explicit operator Quad() const { return static_cast<Quad>(hi) + static_cast<Quad>(lo); }
};

}  // namespace cambrian::program
