// TermTable: values with their coordinates in a class, ready to have a second term taken out.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "operators/expression/library/contrasts.hpp"
#include "operators/expression/library/lanes.hpp"

namespace cambrian::expression {

/// Coordinates before a term is eliminated.
inline constexpr std::size_t kPairCoordinates = kKeyCoordinates + 1;

/// Items are numbers given by the user of the table (a term, a context), by rising lane.
class TermTable {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  /// For the class of these contrasts (kPairCoordinates of them); logarithms are taken first for
  /// the monomial class.
  TermTable(const Contrasts& contrasts, bool logarithmic, std::size_t most);

  /// Adds an item by its values on the probe rows; not, when they are undefined or of the class's
  /// free part alone.
  void add(std::uint32_t item, std::vector<double> values);
  /// Adds, as kNone, the vectors that are zero but on one row: their keys mean nothing.
  void add_single_rows();

  std::size_t size() const { return items_.size(); }
  std::uint32_t item(std::size_t lane) const { return items_[lane]; }
  /// Coordinates from a lane on, readable to the next group of lanes beyond size().
  ConstLaneBlock block(std::size_t lane = 0) const { return {lanes_.data() + lane, stride_}; }
  const double* magnitude(std::size_t lane = 0) const { return block(lane).row(kPairCoordinates); }
  std::array<double, kPairCoordinates> direction(std::size_t lane) const;

 private:
  double* row(std::size_t k) { return lanes_.data() + k * stride_; }

  Projection map_;
  bool logarithmic_;
  std::size_t stride_;
  std::vector<std::uint32_t> items_;
  std::vector<double> lanes_;  ///< coordinates, then magnitudes, row-major
};

}  // namespace cambrian::expression
