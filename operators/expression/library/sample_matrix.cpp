#include "operators/expression/library/sample_matrix.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "operators/expression/library/sample_rows.hpp"

namespace cambrian::expression {
namespace {

constexpr std::array kLogForms = {Form::plain, Form::one_plus, Form::one_minus};

// Values of all entries on the sample, entry by entry from their children.
std::vector<double> entry_values(const LibraryView& view, const LawData& data,
                                 const UserFunctions& functions) {
  const std::vector<std::uint32_t> rows = sample_rows(data).rows;
  std::vector<double> values(view.size() * kSampleRows);
  std::vector<double> left(kSampleRows), right(kSampleRows);
  const auto child = [&](std::uint32_t entry, Form form, std::vector<double>& to) {
    affine_lanes(&values[entry * kSampleRows], info(form).offset, info(form).scale, to.data(),
                 kSampleRows);
  };
  for (std::uint32_t i = 0; i < view.size(); ++i) {
    const Entry& entry = view.entry(i);
    double* out = &values[i * kSampleRows];
    if (entry.op == Op::variable) {
      for (std::size_t r = 0; r < kSampleRows; ++r) out[r] = data.columns[entry.left][rows[r]];
      continue;
    }
    child(entry.left, entry.left_form, left);
    if (entry.op == Op::user) {
      apply_lanes(functions[entry.right]->body, left.data(), out, kSampleRows);
    } else if (is_unary(entry.op)) {
      apply_lanes(entry.op, left.data(), out, kSampleRows);
    } else {
      child(entry.right, entry.right_form, right);
      apply_lanes(entry.op, left.data(), right.data(), out, kSampleRows);
    }
  }
  return values;
}

// Centred and of unit mean square; zero where that is not possible. Returns the scale.
double standardise(std::vector<double>& values) {
  double mean = 0, square = 0;
  for (const double v : values) mean += v;
  mean /= static_cast<double>(values.size());
  for (double& v : values) {
    v -= mean;
    square += v * v;
  }
  const double scale = std::sqrt(square / static_cast<double>(values.size()));
  const bool usable = scale > 1e-9 * std::fabs(mean) && scale < 1e150;
  for (double& v : values) v = usable ? v / scale : 0;
  return usable ? scale : 1;
}

}  // namespace

SampleMatrix::SampleMatrix(const LibraryView& view, const LawData& data,
                           const UserFunctions& functions, bool logarithmic) {
  const std::vector<double> entries = entry_values(view, data, functions);
  std::vector<double> values(kSampleRows);
  for (std::uint32_t i = 0; i < view.size(); ++i) {
    for (const Form form : kLogForms) {
      if (!logarithmic && form != Form::plain) break;
      const std::size_t lane = terms_.size() % kSampleLanes;
      if (lane == 0) values_.resize(values_.size() + kSampleRows * kSampleLanes);
      affine_lanes(&entries[i * kSampleRows], info(form).offset, info(form).scale, values.data(),
                   kSampleRows);
      if (logarithmic) log_lanes(values.data(), values.data(), kSampleRows);
      scales_.push_back(static_cast<float>(standardise(values)));
      float* to = &values_[terms_.size() / kSampleLanes * kSampleRows * kSampleLanes + lane];
      for (std::size_t r = 0; r < kSampleRows; ++r) {
        to[r * kSampleLanes] = static_cast<float>(values[r]);
      }
      terms_.push_back({i, form});
      costs_.push_back(static_cast<std::uint8_t>(view.entry(i).cost + info(form).cost));
    }
  }
}

}  // namespace cambrian::expression
