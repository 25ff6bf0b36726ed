#include "operators/layer/primitive.hpp"

#include <array>

namespace cambrian::layer {
namespace {

using enum Primitive;
constexpr auto kNone = Moment::none;
constexpr auto kMean = Moment::mean;
constexpr auto kRms = Moment::rms;
constexpr auto kStd = Moment::std;

constexpr std::array<PrimitiveInfo, kPrimitives> kTable{{
    {add, "add", "+", 2, kNone, Axes::instance, true},
    {mul, "mul", "*", 2, kNone, Axes::instance, true},
    {div, "div", "/", 2},
    {max, "max", "", 2, kNone, Axes::instance, true},
    {neg, "neg", "-", 1},
    {sigmoid, "sigmoid", "", 1},
    {tanh, "tanh", "", 1},
    {exp, "exp", "", 1},
    {log, "log", "", 1},
    {abs, "abs", "", 1},
    {square, "square", "", 1},
    {sqrt, "sqrt", "", 1},
    {mean_bwh, "mean_bwh", "", 1, kMean, Axes::batch},
    {rms_bwh, "rms_bwh", "", 1, kRms, Axes::batch},
    {std_bwh, "std_bwh", "", 1, kStd, Axes::batch},
    {mean_wh, "mean_wh", "", 1, kMean, Axes::instance},
    {rms_wh, "rms_wh", "", 1, kRms, Axes::instance},
    {std_wh, "std_wh", "", 1, kStd, Axes::instance},
    {mean_whc, "mean_whc", "", 1, kMean, Axes::layer},
    {rms_whc, "rms_whc", "", 1, kRms, Axes::layer},
    {std_whc, "std_whc", "", 1, kStd, Axes::layer},
    {mean_whg, "mean_whg", "", 1, kMean, Axes::group},
    {rms_whg, "rms_whg", "", 1, kRms, Axes::group},
    {std_whg, "std_whg", "", 1, kStd, Axes::group},
}};

}  // namespace

std::span<const PrimitiveInfo> all_primitives() { return kTable; }

const PrimitiveInfo& info(Primitive primitive) {
  return kTable[static_cast<std::size_t>(primitive)];
}

std::optional<Primitive> find_primitive(std::string_view name) {
  for (const PrimitiveInfo& facts : kTable) {
    if (facts.name == name) return facts.primitive;
  }
  return std::nullopt;
}

}  // namespace cambrian::layer
