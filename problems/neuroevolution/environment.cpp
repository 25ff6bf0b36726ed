#include "problems/neuroevolution/environment.hpp"

#include "engine/core/suggest.hpp"
#include "problems/neuroevolution/lane_sets.hpp"
#ifdef CAMBRIAN_BOX2D
#include "problems/neuroevolution/box2d/environments.hpp"
#endif
#ifdef CAMBRIAN_MUJOCO
#include "problems/neuroevolution/mujoco/environments.hpp"
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "problems/neuroevolution/environment.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/aligned_allocator.h"
#include "hwy/highway.h"
//
#include "problems/neuroevolution/environments/acrobot-inl.hpp"
#include "problems/neuroevolution/environments/cart_pole-inl.hpp"
#include "problems/neuroevolution/environments/hard_maze-inl.hpp"
#include "problems/neuroevolution/environments/mountain_car-inl.hpp"
#include "problems/neuroevolution/environments/pendulum-inl.hpp"
#include "problems/neuroevolution/rollout-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

// A new environment is a file and a line here.
std::vector<Environment> all_environments() {
  return {environment_of<CartPole>(),
          environment_of<CartPoleWithoutSpeeds>(),
          environment_of<Acrobot>(),
          environment_of<MountainCar>(),
          environment_of<MountainCarContinuous>(),
          environment_of<Pendulum>(),
          environment_of<HardMaze>()};
}

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::neuroevolution {

namespace {

/// Where a library has not been found there are fewer environments.
struct Library {
  const char* name;
  const char* package;
  bool found;
  std::vector<std::string> environments;
};

std::vector<Library> libraries() {
#ifdef CAMBRIAN_BOX2D
  constexpr bool kBox2d = true;
#else
  constexpr bool kBox2d = false;
#endif
#ifdef CAMBRIAN_MUJOCO
  constexpr bool kMujoco = true;
#else
  constexpr bool kMujoco = false;
#endif
  return {{"Box2D",
           "libbox2d-dev",
           kBox2d,
           {"lunar_lander", "lunar_lander_continuous", "bipedal_walker"}},
          {"MuJoCo",
           "libmujoco-dev",
           kMujoco,
           {"hopper", "half_cheetah", "walker2d", "swimmer", "ant", "humanoid"}}};
}

}  // namespace

std::vector<Environment> environments(InstructionSet set) {
  std::vector<Environment> all = CAMBRIAN_OF_SET(set, all_environments)();
#ifdef CAMBRIAN_BOX2D
  for (Environment& environment : box2d_environments()) all.push_back(std::move(environment));
#endif
#ifdef CAMBRIAN_MUJOCO
  for (Environment& environment : mujoco_environments()) all.push_back(std::move(environment));
#endif
  return all;
}

Result<Environment> environment(const std::string& name) {
  for (Environment& e : environments(instruction_sets().front())) {
    if (e.name == name) return std::move(e);
  }
  for (const Library& library : libraries()) {
    for (const std::string& left_out : library.environments) {
      if (left_out != name) continue;
      return Error{"environment",
                   name + " is not part of this program, which was built without " + library.name,
                   std::string("install ") + library.package + " and build it again"};
    }
  }
  return Error{"environment", "there is no environment \"" + name + "\"",
               did_you_mean(name, environment_names(), "see `cambrian spaces`")};
}

std::vector<std::string> environment_names() {
  std::vector<std::string> names;
  for (const Environment& e : environments(InstructionSet::baseline)) names.push_back(e.name);
  for (const Library& library : libraries()) {
    if (library.found) continue;
    names.insert(names.end(), library.environments.begin(), library.environments.end());
  }
  return names;
}

}  // namespace cambrian::neuroevolution
#endif
