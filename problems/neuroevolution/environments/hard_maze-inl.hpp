// Hard maze: the way to the goal leads away from it (Lehman and Stanley 2008).
#if defined(CAMBRIAN_HARD_MAZE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_HARD_MAZE_INL_HPP
#undef CAMBRIAN_HARD_MAZE_INL_HPP
#else
#define CAMBRIAN_HARD_MAZE_INL_HPP
#endif

#include <numbers>

#include "engine/core/random.hpp"
#include "problems/neuroevolution/environments/hard_maze.hpp"
#include "problems/neuroevolution/environments/looks.hpp"
#include "problems/neuroevolution/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

/// The maze of Lehman and Stanley (2008), walls, start and goal as in hard_maze.txt of the program
/// of Such et al. (2017), with 400 steps and that program's robot: six range finders and a radar
/// of four slices; outputs, plus 0.5 and clipped to [0, 1], choose the speeds. Nothing is paid on
/// the way; the score is minus the distance to the goal at the end, and 0 for a robot that has come
/// nearer than 5, which ends the episode. State: position, heading in degrees, speed, angular
/// velocity, steps.
struct HardMaze {
  static constexpr const char* kName = "hard_maze";
  static constexpr const char* kSummary = "find the goal of a maze whose shortest way is a trap";
  static constexpr std::size_t kState = 6;
  static constexpr std::size_t kObservations = 11;
  static constexpr std::size_t kOutputs = 2;
  static constexpr std::size_t kBehaviour = 2;
  static constexpr std::uint32_t kLimit = 400;
  static constexpr double kSeconds = 0.03;
  static constexpr auto kDraw = draw_hard_maze;
  static constexpr bool kHasChance = false;
  static constexpr double kBest = 0;

  static void start(Random&, double* state) {
    constexpr double kStart[kState] = {36, 184, 0, 0, 0, 0};
    for (std::size_t i = 0; i < kState; ++i) state[i] = kStart[i];
  }

  template <class D>
  static HWY_INLINE void observe(D d, const Vec<D>* state, Vec<D>* seen) {
    const auto set = [&](double x) HWY_ATTR { return hn::Set(d, x); };
    const auto [sine, cosine] = sine_cosine(d, radians(d, state[2]));
    seen[0] = set(1);
    // Range finders at -90, -45, 0, 45, 90 and 180 degrees from the heading.
    constexpr double kDiagonal = std::numbers::sqrt2 / 2;
    constexpr double kRays[6][2] = {
        {0, -1}, {kDiagonal, -kDiagonal}, {1, 0}, {kDiagonal, kDiagonal}, {0, 1}, {-1, 0}};
    for (std::size_t i = 0; i < 6; ++i) {
      const auto x = hn::Sub(hn::Mul(set(kRays[i][0]), cosine), hn::Mul(set(kRays[i][1]), sine));
      const auto y = hn::Add(hn::Mul(set(kRays[i][0]), sine), hn::Mul(set(kRays[i][1]), cosine));
      seen[1 + i] = nearest_wall(d, state, x, y);
    }
    // The goal as the robot sees it: ahead and to its left.
    const auto dx = hn::Sub(set(kGoalX), state[0]);
    const auto dy = hn::Sub(set(kGoalY), state[1]);
    const auto ahead = hn::Add(hn::Mul(cosine, dx), hn::Mul(sine, dy));
    const auto left = hn::Sub(hn::Mul(cosine, dy), hn::Mul(sine, dx));
    const auto one = [&](hn::Mask<D> mask) HWY_ATTR { return hn::IfThenElseZero(mask, set(1)); };
    const auto back = hn::Neg(ahead);
    const auto right = hn::Neg(left);
    seen[7] = one(hn::And(hn::Le(right, ahead), hn::Lt(left, ahead)));
    seen[8] = one(hn::And(hn::Le(ahead, left), hn::Lt(back, left)));
    seen[9] = one(hn::And(hn::Le(left, back), hn::Lt(right, back)));
    seen[10] = one(hn::And(hn::Le(back, right), hn::Lt(ahead, right)));
  }

  template <class D>
  static HWY_INLINE Step<D> step(D d, Vec<D>* state, const Vec<D>* outputs) {
    const auto set = [&](double x) HWY_ATTR { return hn::Set(d, x); };
    // An output of -0.5 to 0.5 asks for a speed of -3 to 3, which is reached by 0.2 a step.
    const auto faster = [&](Vec<D> output, Vec<D> speed) HWY_ATTR {
      const auto wanted = hn::Mul(clip(d, output, -0.5, 0.5), set(6));
      return hn::Add(speed, clip(d, hn::Sub(wanted, speed), -0.2, 0.2));
    };
    state[4] = faster(outputs[0], state[4]);
    state[3] = faster(outputs[1], state[3]);
    const auto [sine, cosine] = sine_cosine(d, radians(d, state[2]));
    const auto x = hn::Add(state[0], hn::Mul(cosine, state[3]));
    const auto y = hn::Add(state[1], hn::Mul(sine, state[3]));
    auto heading = hn::Add(state[2], state[4]);
    heading = hn::IfThenElse(hn::Gt(heading, set(360)), hn::Sub(heading, set(360)), heading);
    state[2] = hn::IfThenElse(hn::Lt(heading, set(0)), hn::Add(heading, set(360)), heading);
    const auto free = hn::Ge(squared_distance_to_walls(d, x, y), set(kRadius * kRadius));
    state[0] = hn::IfThenElse(free, x, state[0]);
    state[1] = hn::IfThenElse(free, y, state[1]);
    state[5] = hn::Add(state[5], set(1));
    const auto dx = hn::Sub(set(kGoalX), state[0]);
    const auto dy = hn::Sub(set(kGoalY), state[1]);
    const auto distance = hn::Sqrt(hn::Add(hn::Mul(dx, dx), hn::Mul(dy, dy)));
    const auto there = hn::Lt(distance, set(5));
    const auto late = hn::Ge(state[5], set(kLimit));
    const auto paid = hn::IfThenElse(there, set(0), hn::Neg(distance));
    const auto done = hn::Or(there, late);
    return {hn::IfThenElseZero(done, paid), done};
  }

 private:
  using Wall = maze::Wall;
  static constexpr double kGoalX = maze::kGoalX;
  static constexpr double kGoalY = maze::kGoalY;
  static constexpr double kRadius = maze::kRadius;

  template <class D>
  static HWY_INLINE Vec<D> radians(D d, Vec<D> degrees) {
    return hn::Mul(degrees, hn::Set(d, std::numbers::pi / 180));
  }
  /// How far the next wall is in a direction, of 100 at most.
  template <class D>
  static HWY_NOINLINE Vec<D> nearest_wall(D d, const Vec<D>* state, Vec<D> x, Vec<D> y) {
    auto nearest = hn::Set(d, 1.0);
    for (const Wall& wall : maze::kWalls) {
      // Where ray and wall meet, as parts of both.
      const auto along_x = hn::Set(d, wall.x2 - wall.x1);
      const auto along_y = hn::Set(d, wall.y2 - wall.y1);
      const auto to_x = hn::Sub(hn::Set(d, wall.x1), state[0]);
      const auto to_y = hn::Sub(hn::Set(d, wall.y1), state[1]);
      const auto area = hn::Sub(hn::Mul(x, along_y), hn::Mul(y, along_x));
      const auto part = hn::Div(hn::Sub(hn::Mul(to_x, y), hn::Mul(to_y, x)), area);
      const auto way = hn::Div(hn::Sub(hn::Mul(to_x, along_y), hn::Mul(to_y, along_x)),
                               hn::Mul(area, hn::Set(d, 100.0)));
      const auto inside = hn::And(hn::Gt(part, hn::Zero(d)), hn::Lt(part, hn::Set(d, 1.0)));
      const auto met = hn::And(inside, hn::And(hn::Gt(way, hn::Zero(d)), hn::Lt(way, nearest)));
      nearest = hn::IfThenElse(met, way, nearest);
    }
    return nearest;
  }
  template <class D>
  static HWY_NOINLINE Vec<D> squared_distance_to_walls(D d, Vec<D> x, Vec<D> y) {
    const auto set = [&](double value) HWY_ATTR { return hn::Set(d, value); };
    auto nearest = set(1e300);
    for (const Wall& wall : maze::kWalls) {
      const double along_x = wall.x2 - wall.x1;
      const double along_y = wall.y2 - wall.y1;
      const double length = along_x * along_x + along_y * along_y;
      const auto from_x = hn::Sub(x, set(wall.x1));
      const auto from_y = hn::Sub(y, set(wall.y1));
      const auto dot = hn::Add(hn::Mul(from_x, set(along_x)), hn::Mul(from_y, set(along_y)));
      const auto part = clip(d, hn::Mul(dot, set(1 / length)), 0.0, 1.0);
      const auto dx = hn::Sub(from_x, hn::Mul(part, set(along_x)));
      const auto dy = hn::Sub(from_y, hn::Mul(part, set(along_y)));
      nearest = hn::Min(nearest, hn::Add(hn::Mul(dx, dx), hn::Mul(dy, dy)));
    }
    return nearest;
  }
};

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
