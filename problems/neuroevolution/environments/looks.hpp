// How the states of environments look.
#pragma once

#include "engine/space/playable.hpp"

namespace cambrian::neuroevolution {

Frame draw_cart_pole(const double* state);
Frame draw_acrobot(const double* state);
Frame draw_mountain_car(const double* state);
Frame draw_mountain_car_continuous(const double* state);
Frame draw_pendulum(const double* state);
Frame draw_hard_maze(const double* state);

}  // namespace cambrian::neuroevolution
