#include "problems/neuroevolution/environments/looks.hpp"

#include <cmath>
#include <numbers>

#include "problems/neuroevolution/environments/hard_maze.hpp"

namespace cambrian::neuroevolution {
namespace {

using Points = std::vector<std::array<double, 2>>;

Shape box(double x, double y, double half_width, double half_height) {
  return {{{x - half_width, y - half_height},
           {x + half_width, y - half_height},
           {x + half_width, y + half_height},
           {x - half_width, y + half_height}}};
}

double hill(double x) { return 0.45 * std::sin(3 * x) + 0.55; }

Frame draw_car(const double* state, double goal) {
  constexpr double kLeft = -1.2;
  constexpr double kRight = 0.6;
  constexpr int kPieces = 60;
  Points ground;
  for (int i = 0; i <= kPieces; ++i) {
    const double x = kLeft + (kRight - kLeft) * i / kPieces;
    ground.push_back({x, hill(x)});
  }
  ground.push_back({kRight, 0});
  ground.push_back({kLeft, 0});
  const double x = state[0];
  const double slope = std::atan(1.35 * std::cos(3 * x));
  const double along_x = std::cos(slope);
  const double along_y = std::sin(slope);
  const auto at = [&](double along, double up) {
    return std::array{x + along * along_x - up * along_y, hill(x) + along * along_y + up * along_x};
  };
  Frame frame{kLeft, 0, kRight, 1.25, {}};
  frame.shapes = {
      {ground, 0, Paint::ground},
      {{{goal, hill(goal)}, {goal, hill(goal) + 0.15}}, 0.008, Paint::limb},
      {{{goal, hill(goal) + 0.15}, {goal + 0.07, hill(goal) + 0.125}, {goal, hill(goal) + 0.1}},
       0,
       Paint::goal},
      {{at(-0.05, 0.02), at(0.05, 0.02), at(0.03, 0.06), at(-0.03, 0.06)}},
      {{at(-0.03, 0.02)}, 0.03, Paint::limb},
      {{at(0.03, 0.02)}, 0.03, Paint::limb}};
  return frame;
}

}  // namespace

Frame draw_cart_pole(const double* state) {
  const double x = state[0];
  Frame frame{-3, -0.6, 3, 1.4, {}};
  frame.shapes = {{{{-3, -0.2}, {3, -0.2}}, 0.02, Paint::ground},
                  {{{-2.4, -0.3}, {-2.4, -0.1}}, 0.03, Paint::goal},
                  {{{2.4, -0.3}, {2.4, -0.1}}, 0.03, Paint::goal},
                  box(x, -0.1, 0.25, 0.1),
                  {{{x, 0}, {x + std::sin(state[2]), std::cos(state[2])}}, 0.08, Paint::limb}};
  return frame;
}

// Angles are from hanging down on; the second is that between the links.
Frame draw_acrobot(const double* state) {
  const double both = state[0] + state[1];
  const double x = std::sin(state[0]);
  const double y = -std::cos(state[0]);
  const Points second = {{x, y}, {x + std::sin(both), y - std::cos(both)}};
  Frame frame{-2.3, -2.3, 2.3, 2.3, {}};
  frame.shapes = {{{{-2.3, 1}, {2.3, 1}}, 0.03, Paint::goal},
                  {{{0, 0}, {x, y}}, 0.16, Paint::body},
                  {second, 0.16, Paint::limb},
                  {{{0, 0}}, 0.1, Paint::ground},
                  {{{x, y}}, 0.1, Paint::ground}};
  return frame;
}

Frame draw_mountain_car(const double* state) { return draw_car(state, 0.5); }
Frame draw_mountain_car_continuous(const double* state) { return draw_car(state, 0.45); }

// The angle is from upright on.
Frame draw_pendulum(const double* state) {
  Frame frame{-1.3, -1.3, 1.3, 1.3, {}};
  frame.shapes = {{{{0, 1}}, 0.06, Paint::goal},
                  {{{0, 0}, {-std::sin(state[0]), std::cos(state[0])}}, 0.16, Paint::limb},
                  {{{0, 0}}, 0.08, Paint::ground}};
  return frame;
}

Frame draw_hard_maze(const double* state) {
  Frame frame{0, 0, 200, 207, {}};
  for (const maze::Wall& wall : maze::kWalls)
    frame.shapes.push_back({{{wall.x1, wall.y1}, {wall.x2, wall.y2}}, 1.5, Paint::ground});
  const double heading = state[2] * std::numbers::pi / 180;
  const double x = state[0];
  const double y = state[1];
  frame.shapes.push_back({{{maze::kGoalX, maze::kGoalY}}, 10, Paint::goal});
  frame.shapes.push_back({{{x, y}}, 2 * maze::kRadius});
  frame.shapes.push_back(
      {{{x, y}, {x + maze::kRadius * std::cos(heading), y + maze::kRadius * std::sin(heading)}},
       2,
       Paint::limb});
  return frame;
}

}  // namespace cambrian::neuroevolution
