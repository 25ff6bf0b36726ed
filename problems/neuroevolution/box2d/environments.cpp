#include "problems/neuroevolution/box2d/environments.hpp"

#include "problems/neuroevolution/box2d/bipedal_walker.hpp"
#include "problems/neuroevolution/box2d/lunar_lander.hpp"

namespace cambrian::neuroevolution {

std::vector<Environment> box2d_environments() {
  return {environment_of_simulation<DiscreteLunarLander>(),
          environment_of_simulation<ContinuousLunarLander>(),
          environment_of_simulation<BipedalWalker>()};
}

}  // namespace cambrian::neuroevolution
