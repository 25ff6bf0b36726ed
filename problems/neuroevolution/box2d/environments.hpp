// Environments whose physics is Box2D's.
#pragma once

#include <vector>

#include "problems/neuroevolution/environment.hpp"

namespace cambrian::neuroevolution {

/// The same for all instruction sets. A result is the same in every bit on machines with the same
/// Box2D and C library.
std::vector<Environment> box2d_environments();

}  // namespace cambrian::neuroevolution
