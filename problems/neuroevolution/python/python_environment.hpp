// python_environment(): an environment that another program plays: any of Gymnasium, or of a
// Python module with the same interface.
#pragma once

#include <cstddef>
#include <string>

#include "engine/core/result.hpp"
#include "problems/neuroevolution/environment.hpp"

namespace cambrian::neuroevolution {

struct PythonPlace {
  std::string program;           ///< "python3", or the path of one
  std::string name;              ///< "CartPole-v1", or "module:Class" of a module in `folder`
  std::string folder;            ///< where the program works
  double patience = 30;          ///< seconds for a step of one environment
  std::size_t side_by_side = 1;  ///< environments of one program
};

/// Starts a program to learn what there is to see and to do; then one for each thread that plays. A
/// program that has died or takes longer than `patience` is started anew, and its episodes are
/// played again from their starts; if that happens twice and no episode has ended meanwhile, the
/// evaluation throws why. An episode follows from its seed as far as the environment keeps to it.
/// The state is that seed alone.
Result<Environment> python_environment(const PythonPlace& place);

}  // namespace cambrian::neuroevolution
