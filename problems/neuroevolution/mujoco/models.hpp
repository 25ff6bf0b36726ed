// Models of bodies for MuJoCo, written as MJCF from the facts of Gymnasium's v4 tasks.
#pragma once

#include <string>

namespace cambrian::neuroevolution::models {

// Numbers of joints and actuators, and their order, are those of the tasks.
std::string hopper();
std::string walker();
std::string cheetah();
std::string swimmer();
std::string ant();
std::string humanoid();

}  // namespace cambrian::neuroevolution::models
