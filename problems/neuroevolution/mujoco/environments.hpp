// Environments whose physics is MuJoCo's: bodies that run, hop, walk and swim.
#pragma once

#include <vector>

#include "problems/neuroevolution/environment.hpp"

namespace cambrian::neuroevolution {

/// As Gymnasium 1.0's tasks of version 4, on MuJoCo 2.2: what is seen, paid and the end of an
/// episode, and how it starts. Outputs are clipped to their bounds before they cost anything. The
/// state: positions and speeds of the joints. A result is the same in every bit on machines with
/// the same MuJoCo and C library.
std::vector<Environment> mujoco_environments();

}  // namespace cambrian::neuroevolution
