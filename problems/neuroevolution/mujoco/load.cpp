#include "problems/neuroevolution/mujoco/load.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "engine/core/assert.hpp"

namespace cambrian::neuroevolution {
namespace {

Model compile(const std::string& mjcf) {
  // It would write a file about each simulation that becomes unstable; we notice that ourselves.
  static std::once_flag once;
  std::call_once(once, [] { mju_user_warning = [](const char*) {}; });
  const auto files = std::make_unique<mjVFS>();  // too large for a stack
  mj_defaultVFS(files.get());
  constexpr const char* kName = "model.xml";
  mj_makeEmptyFileVFS(files.get(), kName, static_cast<int>(mjcf.size()));
  std::memcpy(files->filedata[mj_findFileVFS(files.get(), kName)], mjcf.data(), mjcf.size());
  std::array<char, 1000> why{};
  Model model(mj_loadXML(kName, files.get(), why.data(), static_cast<int>(why.size())),
              mj_deleteModel);
  mj_deleteVFS(files.get());
  if (model == nullptr) throw std::runtime_error(std::string("MuJoCo: ") + why.data());
  return model;
}

std::string with_names(std::string mjcf) {
  constexpr std::string_view kGeom = "<geom ";
  std::size_t count = 0;
  std::size_t at = mjcf.find("<worldbody>");
  while ((at = mjcf.find(kGeom, at)) != std::string::npos) {
    at += kGeom.size();
    mjcf.insert(at, "name=\"" + std::to_string(count++) + "\" ");
  }
  return mjcf;
}

std::string attribute(const char* name, std::span<const mjtNum> values) {
  std::string out = std::string(" ") + name + "=\"";
  for (const mjtNum value : values) {
    char text[32];
    std::snprintf(text, sizeof text, "%.17g ", value);
    out += text;
  }
  out.back() = '"';
  return out;
}

/// A body and the one that it hangs from do not touch, but all touch the world.
bool bodies_touch(const mjModel& model, int first, int second) {
  const int one = model.body_weldid[first];
  const int other = model.body_weldid[second];
  if (one == other) return false;
  if (one == 0 || other == 0) return true;
  const auto parent = [&](int weld) { return model.body_weldid[model.body_parentid[weld]]; };
  return parent(one) != other && parent(other) != one;
}

bool geoms_touch(const mjModel& model, int one, int other) {
  return (model.geom_contype[one] & model.geom_conaffinity[other]) != 0 ||
         (model.geom_contype[other] & model.geom_conaffinity[one]) != 0;
}

template <std::size_t count>
std::array<mjtNum, count> mean(const mjtNum* of, int one, int other) {
  std::array<mjtNum, count> out;
  for (std::size_t i = 0; i < count; ++i)
    out[i] = 0.5 * of[count * one + i] + 0.5 * of[count * other + i];
  return out;
}

template <std::size_t count>
std::array<mjtNum, count> larger(const mjtNum* of, int one, int other) {
  std::array<mjtNum, count> out;
  for (std::size_t i = 0; i < count; ++i)
    out[i] = std::max(of[count * one + i], of[count * other + i]);
  return out;
}

std::string pair(const mjModel& model, int one, int other) {
  CAMBRIAN_ASSERT(model.geom_priority[one] == model.geom_priority[other]);
  CAMBRIAN_ASSERT(model.geom_solmix[one] == model.geom_solmix[other]);
  const auto name = [&](int geom) {
    return "=\"" + std::string(mj_id2name(&model, mjOBJ_GEOM, geom)) + "\"";
  };
  const auto [slide, spin, roll] = larger<3>(model.geom_friction, one, other);
  const int dimensions = std::max(model.geom_condim[one], model.geom_condim[other]);
  return "<pair geom1" + name(one) + " geom2" + name(other) +  //
         " condim=\"" + std::to_string(dimensions) + "\"" +
         attribute("friction", std::array{slide, slide, spin, roll, roll}) +
         attribute("solref", mean<mjNREF>(model.geom_solref, one, other)) +
         attribute("solimp", mean<mjNIMP>(model.geom_solimp, one, other)) +
         attribute("margin", larger<1>(model.geom_margin, one, other)) +
         attribute("gap", larger<1>(model.geom_gap, one, other)) + "/>";
}

/// The pairs in the order in which MuJoCo would come to them.
std::string contacts_of(const mjModel& model) {
  std::string pairs;
  const auto add = [&](int first, int second) {
    const int* const begin = model.body_geomadr;
    const int* const count = model.body_geomnum;
    for (int one = begin[first]; one < begin[first] + count[first]; ++one)
      for (int other = begin[second]; other < begin[second] + count[second]; ++other)
        if (geoms_touch(model, one, other)) pairs += pair(model, one, other);
  };
  for (int first = 0; first < model.nbody; ++first)
    for (int second = first + 1; second < model.nbody; ++second)
      if (bodies_touch(model, first, second)) add(first, second);
  return "<option collision=\"predefined\"/><contact>" + pairs + "</contact>";
}

}  // namespace

Model load(std::string mjcf) {
  mjcf = with_names(std::move(mjcf));
  const std::string contacts = contacts_of(*compile(mjcf));
  return compile(mjcf.insert(mjcf.rfind("</mujoco>"), contacts));
}

}  // namespace cambrian::neuroevolution
