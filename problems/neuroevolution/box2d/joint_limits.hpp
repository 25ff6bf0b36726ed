// JointLimits: limits of a joint's angle that act as those of Box2D 2.3.
#pragma once

#include <box2d/box2d.h>

namespace cambrian::neuroevolution {

/// In Box2D 2.3, which Gymnasium uses, a limit acts on joints that have reached it when a step
/// begins; in 2.4 it also slows those that are about to. Walkers whose motors are strong and light
/// landers that hit the ground go other ways by that, so it is undone here.
struct JointLimits {
  float lower;
  float upper;

  /// To be called before each step.
  void act(b2RevoluteJoint& joint) const {
    constexpr float kFar = 1000;
    const float angle = joint.GetJointAngle();
    const float low = angle <= lower ? lower : -kFar;
    const float high = angle > lower && angle >= upper ? upper : kFar;
    // Setting limits, even to what they are, would wake the bodies.
    if (joint.GetLowerLimit() != low || joint.GetUpperLimit() != high) joint.SetLimits(low, high);
  }
};

}  // namespace cambrian::neuroevolution
