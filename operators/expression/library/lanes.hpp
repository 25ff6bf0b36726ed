// Lanes: arithmetic on the values of many expressions side by side.
#pragma once

#include <cstddef>
#include <cstdint>

#include "operators/expression/op.hpp"

namespace cambrian::expression {

/// Work is done in whole groups of this many lanes: every array below must be readable, and every
/// output writable, up to the next multiple of it. Unused lanes may hold anything.
inline constexpr std::size_t kLaneGroup = 8;
constexpr std::size_t padded(std::size_t lanes) {
  return (lanes + kLaneGroup - 1) / kLaneGroup * kLaneGroup;
}

/// A matrix of lanes: row r of the block begins at `data + r * stride`.

template <class Real>
struct BasicLaneBlock {
  Real* data = nullptr;
  std::size_t stride = 0;
  Real* row(std::size_t r) const { return data + r * stride; }
  operator BasicLaneBlock<const Real>() const { return {data, stride}; }
};
using LaneBlock = BasicLaneBlock<double>;
using ConstLaneBlock = BasicLaneBlock<const double>;

/// Coordinates that a key is made of: it is the direction of a vector of this many coordinates.
inline constexpr std::size_t kKeyCoordinates = 4;
/// Keys that name no class: a lane that is not finite, and a vector that is zero up to rounding.
inline constexpr std::uint64_t kNoKey = 0;
inline constexpr std::uint64_t kZeroKey = 1;

// Kernels are compiled for several instruction sets and chosen at run time. Values may differ from
// the scalar operators by a few units in the last place; outside a domain, and where the argument
// of a periodic function is too large to mean anything, a lane is NaN. `in` may equal `out`.

/// out = op(in); arity 1.
void apply_lanes(Op op, const double* in, double* out, std::size_t lanes);
/// out = a op b, lane by lane; arity 2.
void apply_lanes(Op op, const double* a, const double* b, double* out, std::size_t lanes);
/// out = a op b for one a.
void apply_lanes(Op op, double a, const double* b, double* out, std::size_t lanes);
/// out = a op b for one b.
void apply_lanes(Op op, const double* a, double b, double* out, std::size_t lanes);
/// out = offset + scale * in.
void affine_lanes(const double* in, double offset, double scale, double* out, std::size_t lanes);
/// out = log|in|.
void log_lanes(const double* in, double* out, std::size_t lanes);

/// A linear map of probe rows to coordinates, row-major: coordinates x rows.
struct Projection {
  const double* weights = nullptr;
  std::size_t rows = 0;
  std::size_t coordinates = 0;
};
/// out.row(k) = sum over r of weights[k][r] * in.row(r), and magnitude = max over r of |in.row(r)|
/// (NaN where any row is not finite).
void project_lanes(Projection map, ConstLaneBlock in, LaneBlock out, double* magnitude,
                   std::size_t lanes);
/// out.row(k) = in.row(k + 1) - in.row(0) * direction[k + 1] / direction[0]: coordinates without
/// their part along `direction`, one fewer. `coordinates` counts those of `in`.
void eliminate_lanes(ConstLaneBlock in, const double* direction, std::size_t coordinates,
                     LaneBlock out, std::size_t lanes);
/// Hashes of the ratios of kKeyCoordinates coordinates, rounded to about 2^-21 of each: equal for
/// u and c * u. kZeroKey where all coordinates are within 1e-10 of `magnitude`.
void key_lanes(ConstLaneBlock coordinates, const double* magnitude, std::uint64_t* keys,
               std::size_t lanes);

/// Where keys will be looked up: word key >> shift is brought into the cache as soon as a key is
/// known, while others are computed. Null: nowhere.
struct KeyPlaces {
  const std::uint64_t* words = nullptr;
  int shift = 0;
};
/// project_lanes and key_lanes in one pass. Requires a map to kKeyCoordinates.
void class_key_lanes(Projection map, ConstLaneBlock in, std::uint64_t* keys, std::size_t lanes,
                     KeyPlaces places = {});
/// The same of log|offset + scale * in|.
struct LogForm {
  double offset = 0, scale = 1;
};
void log_key_lanes(Projection map, ConstLaneBlock in, LogForm form, std::uint64_t* keys,
                   std::size_t lanes, KeyPlaces places = {});

}  // namespace cambrian::expression
