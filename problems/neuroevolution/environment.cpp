#include "problems/neuroevolution/environment.hpp"

#include "engine/core/suggest.hpp"
#ifdef CAMBRIAN_BOX2D
#include "problems/neuroevolution/box2d/environments.hpp"
#endif
#ifdef CAMBRIAN_MUJOCO
#include "problems/neuroevolution/mujoco/environments.hpp"
#endif

#ifdef CAMBRIAN_SANITIZED
#define HWY_COMPILE_ONLY_STATIC  // the same source for one lane: others take compilers minutes
#endif
// What is compiled for each set takes long, so there are as few as are of use.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
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
#if defined(__x86_64__) && !defined(HWY_COMPILE_ONLY_STATIC)
#define CAMBRIAN_HAS_SETS
#endif

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

std::vector<Environment> in_lanes([[maybe_unused]] InstructionSet set) {
#ifdef CAMBRIAN_HAS_SETS
  if (set == InstructionSet::avx512) return N_AVX3::all_environments();
  if (set == InstructionSet::avx2) return N_AVX2::all_environments();
#endif
  return HWY_STATIC_DISPATCH(all_environments)();
}

}  // namespace

std::vector<Environment> environments(InstructionSet set) {
  std::vector<Environment> all = in_lanes(set);
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
