// A MuJoCo model from its text.
#pragma once

#include <mujoco/mujoco.h>

#include <memory>
#include <string>

namespace cambrian::neuroevolution {

using Model = std::unique_ptr<mjModel, void (*)(mjModel*)>;

/// `mjcf` names no geom and no contact. In the model all pairs of geoms that MuJoCo would look at
/// are named, with the properties that it would give to their contacts, so that it need not sort
/// the bodies in every step to find them: a tenth to a third of the time. What comes of it is the
/// same in every bit, but where two bodies of several geoms touch in more than one place. Throws
/// what() of MuJoCo. The rules: the chapter Computation of MuJoCo's documentation, "Selection" and
/// "Contact parameters".
Model load(std::string mjcf);

}  // namespace cambrian::neuroevolution
