// Points as Box2D takes them, and where bodies stand.
#pragma once

#include <box2d/box2d.h>

#include <array>
#include <cmath>

#include "engine/space/playable.hpp"

namespace cambrian::neuroevolution {

inline b2Vec2 point(double x, double y) { return {static_cast<float>(x), static_cast<float>(y)}; }

struct Place {
  double x, y, angle;

  /// A point of the body.
  std::array<double, 2> at(double along, double up) const {
    return {x + along * std::cos(angle) - up * std::sin(angle),
            y + along * std::sin(angle) + up * std::cos(angle)};
  }
  Shape box(double half_width, double half_height, Paint paint) const {
    return {{at(-half_width, -half_height), at(half_width, -half_height),
             at(half_width, half_height), at(-half_width, half_height)},
            0,
            paint};
  }
};

}  // namespace cambrian::neuroevolution
