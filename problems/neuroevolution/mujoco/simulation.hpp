// MujocoSimulation: an episode of a MujocoTask.
#pragma once

#include <mujoco/mujoco.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>

#include "engine/core/random.hpp"
#include "engine/space/playable.hpp"
#include "problems/neuroevolution/mujoco/load.hpp"
#include "problems/neuroevolution/play_each.hpp"

namespace cambrian::neuroevolution {

/// What tasks differ in. A step pays `forward` times the speed along x, and `alive`, and costs
/// `effort` times the sum of the squared outputs.
struct MujocoTask {
  const char* name;
  const char* summary;
  std::string (*model)();  ///< MJCF
  std::size_t positions, speeds, outputs;
  std::size_t unseen;  ///< so many positions are not observed
  int frames;          ///< of physics in a step
  double seconds;      ///< of a step
  double forward = 1;
  double alive = 0;
  double effort = 0;
  double most_speed = std::numeric_limits<double>::infinity();  ///< that is observed
  bool observes_forces = false;  ///< of all bodies: inertias, velocities, forces
  double noise = 0;              ///< at the start, uniform; see also `normal_speeds`
  bool normal_speeds = false;    ///< noise of speeds is normal
  /// Where along x; null: the first position.
  double (*place)(const mjModel& model, const mjData& data) = nullptr;
  /// Whether the episode goes on; null: always.
  bool (*healthy)(const mjData& data) = nullptr;
  bool from_above = false;  ///< it is drawn so

  std::size_t state() const { return positions + speeds; }
  std::size_t observations() const;
};

/// The task with its model, which is made when it is first needed. Thread-safe.
class MujocoStage {
 public:
  explicit MujocoStage(MujocoTask task) : task_(std::move(task)) {}
  const MujocoTask& task() const { return task_; }
  const mjModel& model() const;
  void start(Random& random, double* state) const;
  Frame draw(const double* state) const;

 private:
  const MujocoTask task_;
  mutable std::once_flag once_;
  mutable Model model_{nullptr, mj_deleteModel};
};

class MujocoSimulation {
 public:
  MujocoSimulation(const MujocoStage& stage, const double* start);
  void observe(double* seen) const;
  Answer step(const float* outputs);
  void state(double* state) const;

 private:
  double place() const;

  const MujocoTask& task_;
  const mjModel& model_;
  std::unique_ptr<mjData, void (*)(mjData*)> data_;
};

}  // namespace cambrian::neuroevolution
