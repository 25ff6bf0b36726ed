// SampleMatrix: values of a library's terms on a sample of the data's rows, in single precision.
#pragma once

#include <cstdint>
#include <vector>

#include "operators/expression/library/correlate_lanes.hpp"
#include "operators/expression/library/law.hpp"
#include "operators/expression/library/library.hpp"

namespace cambrian::expression {

/// The first entries of the library in some forms, or the logarithms of their sizes, on the rows of
/// the sample. Each term is centred and scaled, which no fit notices. Immutable.
class SampleMatrix {
 public:
  SampleMatrix(const LibraryView& view, const LawData& data, const UserFunctions& functions,
               bool logarithmic);

  std::size_t blocks() const { return (terms_.size() + kSampleLanes - 1) / kSampleLanes; }
  /// kSampleRows x kSampleLanes values.
  const float* block(std::size_t b) const { return &values_[b * kSampleRows * kSampleLanes]; }
  const std::vector<Term>& terms() const { return terms_; }
  /// Of each term, its form included.
  const std::vector<std::uint8_t>& costs() const { return costs_; }
  /// By how much its values were divided.
  const std::vector<float>& scales() const { return scales_; }

 private:
  std::vector<Term> terms_;
  std::vector<std::uint8_t> costs_;
  std::vector<float> scales_;
  std::vector<float> values_;
};

}  // namespace cambrian::expression
