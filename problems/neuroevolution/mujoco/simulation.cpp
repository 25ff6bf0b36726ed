#include "problems/neuroevolution/mujoco/simulation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <utility>

#include "engine/core/assert.hpp"

namespace cambrian::neuroevolution {
namespace {

constexpr std::size_t kInertia = 10, kVelocity = 6, kForce = 6;  // numbers of each body
constexpr std::size_t kBodies = 14;                              // of those that observe forces

std::unique_ptr<mjData, void (*)(mjData*)> data_of(const mjModel& model, const double* state) {
  std::unique_ptr<mjData, void (*)(mjData*)> data(mj_makeData(&model), mj_deleteData);
  if (data == nullptr) throw std::bad_alloc();
  std::copy_n(state, model.nq, data->qpos);
  std::copy_n(state + model.nq, model.nv, data->qvel);
  return data;
}

template <class From>
double* put(const From* from, std::size_t count, double* to) {
  return std::copy_n(from, count, to);
}

}  // namespace

std::size_t MujocoTask::observations() const {
  const std::size_t forces = kBodies * (kInertia + kVelocity + kForce) + speeds;
  return positions - unseen + speeds + (observes_forces ? forces : 0);
}

const mjModel& MujocoStage::model() const {
  std::call_once(once_, [this] {
    model_ = load(task_.model());
    CAMBRIAN_ASSERT(static_cast<std::size_t>(model_->nq) == task_.positions);
    CAMBRIAN_ASSERT(static_cast<std::size_t>(model_->nv) == task_.speeds);
    CAMBRIAN_ASSERT(static_cast<std::size_t>(model_->nu) == task_.outputs);
    CAMBRIAN_ASSERT(!task_.observes_forces || model_->nbody == kBodies);
  });
  return *model_;
}

void MujocoStage::start(Random& random, double* state) const {
  const double noise = task_.noise;
  for (std::size_t i = 0; i < task_.positions; ++i)
    state[i] = model().qpos0[i] + random.uniform(-noise, noise);
  for (std::size_t i = task_.positions; i < task_.state(); ++i)
    state[i] = task_.normal_speeds ? noise * random.normal() : random.uniform(-noise, noise);
}

Frame MujocoStage::draw(const double* state) const {
  const auto data = data_of(model(), state);
  mj_kinematics(&model(), data.get());
  const std::size_t up = task_.from_above ? 1 : 2;
  const auto point = [&](const mjtNum* at, const mjtNum* axis, double along) {
    return std::array{at[0] + along * axis[0], at[up] + along * axis[3 * up]};
  };
  const double x = data->xpos[3];  // of the first body
  const double y = task_.from_above ? data->xpos[3 + up] : 0.8;
  Frame frame{x - 2.5, y - 1.2, x + 2.5, y + 1.2, {}};
  if (!task_.from_above) {
    frame.shapes.push_back({{{frame.left, 0}, {frame.right, 0}}, 0.02, Paint::ground});
    // Marks that stay where they are, so that one sees how fast it goes.
    for (double mark = std::ceil(frame.left); mark <= frame.right; ++mark)
      frame.shapes.push_back({{{mark, 0}, {mark, -0.15}}, 0.04, Paint::ground});
  } else {
    for (double mark = std::ceil(frame.left); mark <= frame.right; ++mark)
      frame.shapes.push_back({{{mark, frame.bottom}, {mark, frame.top}}, 0.01, Paint::ground});
  }
  for (int geom = 0; geom < model().ngeom; ++geom) {
    const int type = model().geom_type[geom];
    if (type == mjGEOM_PLANE) continue;
    const mjtNum* const at = data->geom_xpos + 3 * geom;
    const mjtNum* const axis = data->geom_xmat + 9 * geom + 2;  // a column
    const double half = type == mjGEOM_CAPSULE ? model().geom_size[3 * geom + 1] : 0;
    Shape shape{{point(at, axis, -half)},
                2 * model().geom_size[3 * geom],
                model().geom_bodyid[geom] == 1 ? Paint::body : Paint::limb};
    if (half > 0) shape.points.push_back(point(at, axis, half));
    frame.shapes.push_back(std::move(shape));
  }
  return frame;
}

MujocoSimulation::MujocoSimulation(const MujocoStage& stage, const double* start)
    : task_(stage.task()), model_(stage.model()), data_(data_of(model_, start)) {
  mj_forward(&model_, data_.get());
}

double MujocoSimulation::place() const {
  return task_.place == nullptr ? data_->qpos[0] : task_.place(model_, *data_);
}

void MujocoSimulation::observe(double* seen) const {
  const mjData& data = *data_;
  seen = put(data.qpos + task_.unseen, task_.positions - task_.unseen, seen);
  for (std::size_t i = 0; i < task_.speeds; ++i)
    *seen++ = std::clamp(data.qvel[i], -task_.most_speed, task_.most_speed);
  if (task_.observes_forces) {
    seen = put(data.cinert, kInertia * kBodies, seen);
    seen = put(data.cvel, kVelocity * kBodies, seen);
    seen = put(data.qfrc_actuator, task_.speeds, seen);
    seen = put(data.cfrc_ext, kForce * kBodies, seen);
  }
  // MuJoCo begins anew where it became unstable.
  for (const int fault : {mjWARN_BADQPOS, mjWARN_BADQVEL, mjWARN_BADQACC})
    if (data.warning[fault].number > 0) seen[-1] = std::nan("");
}

Answer MujocoSimulation::step(const float* outputs) {
  const double before = place();
  double effort = 0;
  for (std::size_t i = 0; i < task_.outputs; ++i) {
    const mjtNum* const range = model_.actuator_ctrlrange + 2 * i;
    const double output = std::min(std::max<double>(outputs[i], range[0]), range[1]);
    data_->ctrl[i] = output;
    effort += output * output;
  }
  for (int frame = 0; frame < task_.frames; ++frame) mj_step(&model_, data_.get());
  if (task_.observes_forces) mj_rnePostConstraint(&model_, data_.get());
  const double reward =
      task_.forward * (place() - before) / task_.seconds + task_.alive - task_.effort * effort;
  return {reward, task_.healthy != nullptr && !task_.healthy(*data_)};
}

void MujocoSimulation::state(double* state) const {
  put(data_->qvel, task_.speeds, put(data_->qpos, task_.positions, state));
}

}  // namespace cambrian::neuroevolution
