#include "problems/neuroevolution/mujoco/models.hpp"

#include <cstdio>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace cambrian::neuroevolution::models {
namespace {

using std::string;

string text(double number) {
  char out[32];
  std::snprintf(out, sizeof out, "%.12g", number);
  return out;
}

string numbers(std::initializer_list<double> values) {
  string out;
  for (const double value : values) out += (out.empty() ? "" : " ") + text(value);
  return out;
}

struct Point {
  double x = 0, y = 0, z = 0;
  string mjcf() const { return numbers({x, y, z}); }
};

string attribute(std::string_view name, const string& value) {
  return " " + string(name) + "=\"" + value + "\"";
}

string capsule(Point from, Point to, double radius, const string& more = "") {
  return "<geom type=\"capsule\" fromto=\"" + from.mjcf() + " " + to.mjcf() + "\"" +
         attribute("size", text(radius)) + more + "/>";
}

/// Around the middle, along z before it is turned about y.
string turned_capsule(Point middle, double angle, double radius, double half) {
  return "<geom type=\"capsule\"" + attribute("pos", middle.mjcf()) +
         attribute("axisangle", "0 1 0 " + text(angle)) +
         attribute("size", numbers({radius, half})) + "/>";
}

string ball(Point middle, double radius) {
  return "<geom type=\"sphere\"" + attribute("pos", middle.mjcf()) +
         attribute("size", text(radius)) + "/>";
}

struct Range {
  double low, high;
};

string hinge(const string& name, Point axis, Range range, const string& more = "") {
  return "<joint type=\"hinge\"" + attribute("name", name) + attribute("axis", axis.mjcf()) +
         attribute("limited", "true") + attribute("range", numbers({range.low, range.high})) +
         more + "/>";
}

string spring(double stiffness, double damping) {
  return attribute("stiffness", text(stiffness)) + attribute("damping", text(damping));
}

string armature(double value) { return attribute("armature", text(value)); }

string body(Point place, const string& content, const string& more = "") {
  return "<body" + attribute("pos", place.mjcf()) + more + ">" + content + "</body>";
}

/// Joints that let a body move in the plane of x and z. `height`: what z reads at the start.
string planar_root(double height, double below) {
  const string free = " armature=\"0\" damping=\"0\" stiffness=\"0\" limited=\"false\"";
  const string place = attribute("pos", Point{0, 0, below}.mjcf());
  return "<joint type=\"slide\" axis=\"1 0 0\"" + place + free + "/>" +
         "<joint type=\"slide\" axis=\"0 0 1\"" + place + attribute("ref", text(height)) + free +
         "/>" + "<joint type=\"hinge\" axis=\"0 1 0\"" + free + "/>";
}

string motors(std::initializer_list<std::pair<const char*, double>> geared, double most) {
  string out = "<actuator>";
  for (const auto& [joint, gear] : geared) {
    out += "<motor ctrllimited=\"true\"" + attribute("ctrlrange", numbers({-most, most})) +
           attribute("joint", joint) + attribute("gear", text(gear)) + "/>";
  }
  return out + "</actuator>";
}

string model(const string& head, const string& floor, const string& bodies, const string& tail) {
  return "<mujoco>" + head + "<worldbody><geom type=\"plane\" size=\"40 40 40\" condim=\"3\"" +
         floor + "/>" + bodies + "</worldbody>" + tail + "</mujoco>";
}

string friction(double value) { return attribute("friction", text(value)); }

constexpr Point kBackwards{0, -1, 0};

/// Thigh, shin and foot below the middle of hopper and walker.
struct PlanarLeg {
  string side;
  double ahead;      // of the foot's origin from the ankle
  double heel, toe;  // from this origin
  double grip;
  string mjcf() const {
    const string foot =
        body({ahead, 0, -0.35}, hinge("foot" + side, kBackwards, {-45, 45},
                                      attribute("pos", Point{-ahead, 0, 0.1}.mjcf())) +
                                    capsule({heel, 0, 0.1}, {toe, 0, 0.1}, 0.06, friction(grip)));
    const string shin = body(
        {0, 0, -0.7},
        hinge("leg" + side, kBackwards, {-150, 0}, attribute("pos", Point{0, 0, 0.25}.mjcf())) +
            capsule({0, 0, 0.25}, {0, 0, -0.25}, 0.04, friction(0.9)) + foot);
    return body({0, 0, -0.2}, hinge("thigh" + side, kBackwards, {-150, 0}) +
                                  capsule({0, 0, 0}, {0, 0, -0.45}, 0.05, friction(0.9)) + shin);
  }
};

string upright(const string& legs) {
  return body({0, 0, 1.25}, planar_root(1.25, -1.25) +
                                capsule({0, 0, 0.2}, {0, 0, -0.2}, 0.05, friction(0.9)) + legs);
}

}  // namespace

string hopper() {
  return model(
      "<compiler angle=\"degree\" inertiafromgeom=\"true\"/>"
      "<option integrator=\"RK4\" timestep=\"0.002\"/>"
      "<default><joint armature=\"1\" damping=\"1\"/><geom contype=\"1\" conaffinity=\"1\" "
      "condim=\"1\" margin=\"0.001\" solimp=\"0.8 0.8 0.01\" solref=\"0.02 1\"/></default>",
      "", upright(PlanarLeg{"", 0.13, -0.26, 0.13, 2}.mjcf()),
      motors({{"thigh", 200}, {"leg", 200}, {"foot", 200}}, 1));
}

string walker() {
  return model(
      "<compiler angle=\"degree\" inertiafromgeom=\"true\"/>"
      "<option integrator=\"RK4\" timestep=\"0.002\"/>"
      "<default><joint armature=\"0.01\" damping=\"0.1\"/><geom contype=\"1\" conaffinity=\"0\" "
      "condim=\"3\" density=\"1000\" friction=\"0.7 0.1 0.1\"/></default>",
      " conaffinity=\"1\"",
      upright(PlanarLeg{"", 0.2, -0.2, 0, 0.9}.mjcf() +
              PlanarLeg{"_left", 0.2, -0.2, 0, 1.9}.mjcf()),
      motors({{"thigh", 100},
              {"leg", 100},
              {"foot", 100},
              {"thigh_left", 100},
              {"leg_left", 100},
              {"foot_left", 100}},
             1));
}

string cheetah() {
  constexpr Point kForwards{0, 1, 0};
  constexpr double kRadius = 0.046;
  const string back =
      body({-0.5, 0, 0},
           hinge("bthigh", kForwards, {-0.52, 1.05}, spring(240, 6)) +
               turned_capsule({0.1, 0, -0.13}, -3.8, kRadius, 0.145) +
               body({0.16, 0, -0.25},
                    hinge("bshin", kForwards, {-0.785, 0.785}, spring(180, 4.5)) +
                        turned_capsule({-0.14, 0, -0.07}, -2.03, kRadius, 0.15) +
                        body({-0.28, 0, -0.14},
                             hinge("bfoot", kForwards, {-0.4, 0.785}, spring(120, 3)) +
                                 turned_capsule({0.03, 0, -0.097}, -0.27, kRadius, 0.094))));
  const string front = body(
      {0.5, 0, 0}, hinge("fthigh", kForwards, {-1, 0.7}, spring(180, 4.5)) +
                       turned_capsule({-0.07, 0, -0.12}, 0.52, kRadius, 0.133) +
                       body({-0.14, 0, -0.24},
                            hinge("fshin", kForwards, {-1.2, 0.87}, spring(120, 3)) +
                                turned_capsule({0.065, 0, -0.09}, -0.6, kRadius, 0.106) +
                                body({0.13, 0, -0.18},
                                     hinge("ffoot", kForwards, {-0.5, 0.5}, spring(60, 1.5)) +
                                         turned_capsule({0.045, 0, -0.07}, -0.6, kRadius, 0.07))));
  return model(
      "<compiler angle=\"radian\" inertiafromgeom=\"true\" settotalmass=\"14\"/>"
      "<option timestep=\"0.01\"/><size nstack=\"300000\"/>"
      "<default><joint armature=\"0.1\" damping=\"0.01\" stiffness=\"8\" "
      "solimplimit=\"0 0.8 0.03\" solreflimit=\"0.02 1\"/><geom contype=\"1\" conaffinity=\"0\" "
      "condim=\"3\" friction=\"0.4 0.1 0.1\" solimp=\"0 0.8 0.01\" solref=\"0.02 1\"/></default>",
      " conaffinity=\"1\"",
      body({0, 0, 0.7}, planar_root(0, 0) + capsule({-0.5, 0, 0}, {0.5, 0, 0}, kRadius) +
                            turned_capsule({0.6, 0, 0.1}, 0.87, kRadius, 0.15) + back + front),
      motors({{"bthigh", 120},
              {"bshin", 90},
              {"bfoot", 60},
              {"fthigh", 120},
              {"fshin", 60},
              {"ffoot", 30}},
             1));
}

string swimmer() {
  constexpr Point kUp{0, 0, 1};
  const string link = capsule({0, 0, 0}, {-1, 0, 0}, 0.1);
  return model(
      "<compiler angle=\"degree\" inertiafromgeom=\"true\"/>"
      "<option integrator=\"RK4\" timestep=\"0.01\" density=\"4000\" viscosity=\"0.1\"/>"
      "<default><joint armature=\"0.1\"/><geom contype=\"0\" conaffinity=\"0\" condim=\"1\" "
      "density=\"1000\"/></default>",
      " pos=\"0 0 -0.1\"",
      body({},
           "<joint type=\"slide\" axis=\"1 0 0\"/><joint type=\"slide\" axis=\"0 1 0\"/>"
           "<joint type=\"hinge\" axis=\"0 0 1\"/>" +
               capsule({1.5, 0, 0}, {0.5, 0, 0}, 0.1) +
               body({0.5, 0, 0}, hinge("first", kUp, {-100, 100}) + link +
                                     body({-1, 0, 0}, hinge("second", kUp, {-100, 100}) + link))),
      motors({{"first", 150}, {"second", 150}}, 1));
}

string ant() {
  const auto leg = [](const char* number, Point way, Point ankle, Range range) {
    const auto along = [&way](double length) { return Point{way.x * length, way.y * length, 0}; };
    const string name = number;
    return body({}, capsule({}, along(0.2), 0.08) +
                        body(along(0.2), hinge("hip" + name, {0, 0, 1}, {-30, 30}) +
                                             capsule({}, along(0.2), 0.08) +
                                             body(along(0.2), hinge("ankle" + name, ankle, range) +
                                                                  capsule({}, along(0.4), 0.08))));
  };
  return model(
      "<compiler angle=\"degree\" inertiafromgeom=\"true\"/>"
      "<option integrator=\"RK4\" timestep=\"0.01\"/>"
      "<default><joint armature=\"1\" damping=\"1\"/><geom contype=\"1\" conaffinity=\"0\" "
      "condim=\"3\" density=\"5\" friction=\"1 0.5 0.5\" margin=\"0.01\"/></default>",
      " conaffinity=\"1\"",
      body({0, 0, 0.75},
           ball({}, 0.25) +
               "<joint type=\"free\" armature=\"0\" damping=\"0\" "
               "limited=\"false\" margin=\"0.01\"/>" +
               leg("1", {1, 1}, {-1, 1}, {30, 70}) + leg("2", {-1, 1}, {1, 1}, {-70, -30}) +
               leg("3", {-1, -1}, {-1, 1}, {-70, -30}) + leg("4", {1, -1}, {1, 1}, {30, 70})),
      motors({{"hip4", 150},
              {"ankle4", 150},
              {"hip1", 150},
              {"ankle1", 150},
              {"hip2", 150},
              {"ankle2", 150},
              {"hip3", 150},
              {"ankle3", 150}},
             1));
}

string humanoid() {
  // -1: right, 1: left.
  const auto leg = [](const string& side, double sign) {
    const string shin =
        body({0, -0.01 * sign, -0.403}, hinge("knee" + side, {0, -1, 0}, {-160, -2},
                                              armature(0.006) + attribute("pos", "0 0 0.02") +
                                                  attribute("stiffness", sign > 0 ? "1" : "0")) +
                                            capsule({}, {0, 0, -0.3}, 0.049) +
                                            body({0, 0, -0.45}, ball({0, 0, 0.1}, 0.075)));
    return body(
        {0, 0.1 * sign, -0.04},
        hinge("hip_x" + side, {-sign, 0, 0}, {-25, 5}, armature(0.01) + spring(10, 5)) +
            hinge("hip_z" + side, {0, 0, -sign}, {-60, 35}, armature(0.01) + spring(10, 5)) +
            hinge("hip_y" + side, {0, 1, 0}, {-110, 20},
                  armature(sign > 0 ? 0.01 : 0.008) + spring(20, 5)) +
            capsule({}, {0, -0.01 * sign, -0.34}, 0.06) + shin);
  };
  const auto arm = [](const string& side, double sign) {
    const Range range = sign > 0 ? Range{-60, 85} : Range{-85, 60};
    const string lower =
        body({0.18, 0.18 * sign, -0.18},
             hinge("elbow" + side, {0, -1, -sign}, {-90, 50},
                   armature(0.0028) + attribute("stiffness", "0")) +
                 capsule({0.01, -0.01 * sign, 0.01}, {0.17, -0.17 * sign, 0.17}, 0.031) +
                 ball({0.18, -0.18 * sign, 0.18}, 0.04));
    return body({0, 0.17 * sign, 0.06}, hinge("shoulder1" + side, {2, -sign, 1}, range,
                                              armature(0.0068) + attribute("stiffness", "1")) +
                                            hinge("shoulder2" + side, {0, sign, 1}, range,
                                                  armature(0.0051) + attribute("stiffness", "1")) +
                                            capsule({}, {0.16, 0.16 * sign, -0.16}, 0.04) + lower);
  };
  const string tilted = attribute("quat", "1 0 -0.002 0");
  const string pelvis = body({0, 0, -0.165},
                             hinge("abdomen_x", {1, 0, 0}, {-35, 35},
                                   armature(0.02) + spring(10, 5) + attribute("pos", "0 0 0.1")) +
                                 capsule({-0.02, -0.07, 0}, {-0.02, 0.07, 0}, 0.09) +
                                 leg("_right", -1) + leg("_left", 1),
                             tilted);
  const string above = attribute("pos", "0 0 0.065");
  const string waist = body(
      {-0.01, 0, -0.26},
      capsule({0, -0.06, 0}, {0, 0.06, 0}, 0.06) +
          hinge("abdomen_z", {0, 0, 1}, {-45, 45}, armature(0.02) + spring(20, 5) + above) +
          hinge("abdomen_y", {0, 1, 0}, {-75, 30}, armature(0.02) + spring(10, 5) + above) + pelvis,
      tilted);
  const string torso =
      "<joint type=\"free\" armature=\"0\" damping=\"0\" stiffness=\"0\" limited=\"false\"/>" +
      capsule({0, -0.07, 0}, {0, 0.07, 0}, 0.07) + ball({0, 0, 0.19}, 0.09) +
      capsule({-0.01, -0.06, -0.12}, {-0.01, 0.06, -0.12}, 0.06) + waist + arm("_right", -1) +
      arm("_left", 1);
  return model(
      "<compiler angle=\"degree\" inertiafromgeom=\"true\"/>"
      "<option integrator=\"RK4\" iterations=\"50\" solver=\"PGS\" timestep=\"0.003\"/>"
      "<default><joint armature=\"1\" damping=\"1\"/><geom contype=\"1\" conaffinity=\"1\" "
      "condim=\"1\" margin=\"0.001\"/></default>",
      " friction=\"1 0.1 0.1\"", body({0, 0, 1.4}, torso),
      motors({{"abdomen_y", 100},
              {"abdomen_z", 100},
              {"abdomen_x", 100},
              {"hip_x_right", 100},
              {"hip_z_right", 100},
              {"hip_y_right", 300},
              {"knee_right", 200},
              {"hip_x_left", 100},
              {"hip_z_left", 100},
              {"hip_y_left", 300},
              {"knee_left", 200},
              {"shoulder1_right", 25},
              {"shoulder2_right", 25},
              {"elbow_right", 25},
              {"shoulder1_left", 25},
              {"shoulder2_left", 25},
              {"elbow_left", 25}},
             0.4));
}

}  // namespace cambrian::neuroevolution::models
