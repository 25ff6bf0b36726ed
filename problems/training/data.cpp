#include "problems/training/data.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace cambrian::training {
namespace {

struct Scale {
  double mean = 0;
  double deviation = 1;

  float of(double value) const { return static_cast<float>((value - mean) / deviation); }
};

struct Columns {
  std::size_t first = 0;
  std::size_t count = 1;
  std::size_t stride = 1;  ///< numbers of a row
};

// Of these columns together, over the training rows.
Scale scale_of(const std::vector<double>& numbers, Columns columns,
               const std::vector<std::size_t>& training) {
  Scale scale;
  const auto sum = [&](const auto& term) {
    double all = 0;
    for (const std::size_t row : training)
      for (std::size_t k = 0; k < columns.count; ++k)
        all += term(numbers[row * columns.stride + columns.first + k]);
    return all / static_cast<double>(training.size() * columns.count);
  };
  scale.mean = sum([](double value) { return value; });
  const double deviation =
      std::sqrt(sum([&](double value) { return (value - scale.mean) * (value - scale.mean); }));
  if (deviation > 0) scale.deviation = deviation;
  return scale;
}

}  // namespace

Result<DataSet> part_rows(const Rows& rows, PartSizes sizes, Random& random) {
  if (sizes.train > rows.size() || sizes.all() > rows.size())
    return Error{"train",
                 "train, validation and test take " + std::to_string(sizes.all()) +
                     " rows, and there are " + std::to_string(rows.size()),
                 "take fewer"};
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, random);
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(sizes.train);
  const std::vector<std::size_t> training(order.begin(), end);
  std::vector<Scale> scales;
  const std::size_t together = rows.pixels ? rows.inputs : 1;
  for (std::size_t input = 0; input < rows.inputs; input += together)
    scales.resize(input + together,
                  scale_of(rows.inputs_by_row, {input, together, rows.inputs}, training));
  const Scale target = scale_of(rows.targets, {}, training);
  DataSet data{rows.inputs, rows.classes, {}, {}, {}};
  for (std::size_t i = 0; i < sizes.all(); ++i) {
    Part& part = i < sizes.train                      ? data.train
                 : i < sizes.train + sizes.validation ? data.validation
                                                      : data.test;
    for (std::size_t input = 0; input < rows.inputs; ++input)
      part.rows.push_back(scales[input].of(rows.inputs_by_row[order[i] * rows.inputs + input]));
    const double value = rows.targets[order[i]];
    if (rows.classes > 0)
      part.labels.push_back(static_cast<std::uint32_t>(value));
    else
      part.values.push_back(target.of(value));
  }
  return data;
}

}  // namespace cambrian::training
