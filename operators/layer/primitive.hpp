// Primitive: what the nodes of a layer's graph compute, and one table of everything known about
// each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cambrian::layer {

/// The set of Liu et al. 2020 (arXiv 2004.02967). Safe forms: log(x) is sign(x) log(|x| + 1e-5),
/// and sqrt(x) is x / sqrt(|x| + 1e-5), which is sign(x) sqrt|x| but for its finite slope at 0.
/// Moments are sqrt(moment + 1e-5) for rms and std. The values are part of the genome format:
/// append only.
enum class Primitive : std::uint8_t {
  add = 0,
  mul = 1,
  div = 2,
  max = 3,
  neg = 4,
  sigmoid = 5,
  tanh = 6,
  exp = 7,
  log = 8,
  abs = 9,
  square = 10,
  sqrt = 11,
  mean_bwh = 12,
  rms_bwh = 13,
  std_bwh = 14,
  mean_wh = 15,
  rms_wh = 16,
  std_wh = 17,
  mean_whc = 18,
  rms_whc = 19,
  std_whc = 20,
  mean_whg = 21,
  rms_whg = 22,
  std_whg = 23,
};

constexpr std::size_t kPrimitives = 24;
constexpr std::size_t kMaxArity = 2;
constexpr float kEpsilon = 1e-5F;

enum class Moment : std::uint8_t {
  none,  ///< number by number
  mean,
  rms,  ///< root of the mean square
  std,  ///< root of the variance
};

/// What a moment is taken over.
enum class Axes : std::uint8_t {
  batch,     ///< samples and pixels: a number for each channel; its running value, once trained
  instance,  ///< pixels: a number for each sample and channel
  layer,     ///< pixels and channels: a number for each sample
  group,     ///< pixels and the channels of a group
};

struct PrimitiveInfo {
  Primitive primitive;
  std::string_view name;    ///< "std_bwh"
  std::string_view symbol;  ///< infix symbol, or empty: "+"
  std::uint8_t arity;       ///< 1 or 2
  Moment moment = Moment::none;
  Axes axes = Axes::instance;  ///< of a moment
  bool commutative = false;

  bool of_batch() const { return moment != Moment::none && axes == Axes::batch; }
};

/// All primitives, in the order of the enumeration.
std::span<const PrimitiveInfo> all_primitives();
const PrimitiveInfo& info(Primitive primitive);
std::optional<Primitive> find_primitive(std::string_view name);

}  // namespace cambrian::layer
