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

// Of every `stride`-th number from `first` on, over the training rows.
Scale scale_of(const std::vector<double>& numbers, std::size_t first, std::size_t stride,
               const std::vector<std::size_t>& training) {
  Scale scale;
  for (const std::size_t row : training) scale.mean += numbers[row * stride + first];
  scale.mean /= static_cast<double>(training.size());
  double squares = 0;
  for (const std::size_t row : training) {
    const double difference = numbers[row * stride + first] - scale.mean;
    squares += difference * difference;
  }
  const double deviation = std::sqrt(squares / static_cast<double>(training.size()));
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
  for (std::size_t input = 0; input < rows.inputs; ++input)
    scales.push_back(scale_of(rows.inputs_by_row, input, rows.inputs, training));
  const Scale target = scale_of(rows.targets, 0, 1, training);
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
