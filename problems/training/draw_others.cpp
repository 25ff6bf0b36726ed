// Generated data but for the digits.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "problems/training/data.hpp"

namespace cambrian::training {
namespace {

std::vector<double> normals(std::size_t count, double deviation, Random& random) {
  std::vector<double> all(count);
  for (double& value : all) value = deviation * random.normal();
  return all;
}

}  // namespace

Rows draw_clusters(std::size_t count, Random& random) {
  constexpr std::size_t kClasses = 5;
  constexpr std::size_t kClouds = 3;
  Rows rows{16, kClasses};
  const auto centres = normals(kClasses * kClouds * rows.inputs, 0.8, random);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t label = i % kClasses;
    const std::size_t cloud = label * kClouds + random.below(kClouds);
    for (std::size_t k = 0; k < rows.inputs; ++k)
      rows.inputs_by_row.push_back(centres[cloud * rows.inputs + k] + random.normal());
    rows.targets.push_back(static_cast<double>(label));
  }
  return rows;
}

Rows draw_spirals(std::size_t count, Random& random) {
  constexpr double kTurns = 1.25;
  constexpr double kBlur = 0.08;
  Rows rows{2, 2};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t label = i % 2;
    const double radius = std::sqrt(random.uniform(0.02, 1));
    const double angle =
        2 * std::numbers::pi * kTurns * radius + std::numbers::pi * static_cast<double>(label);
    rows.inputs_by_row.push_back(4 * radius * std::cos(angle) + kBlur * random.normal());
    rows.inputs_by_row.push_back(4 * radius * std::sin(angle) + kBlur * random.normal());
    rows.targets.push_back(static_cast<double>(label));
  }
  return rows;
}

Rows draw_teacher(std::size_t count, Random& random) {
  constexpr std::uint32_t kClasses = 4;
  constexpr std::size_t kHidden = 32;
  Rows rows{16, kClasses};
  const auto first = normals(rows.inputs * kHidden, 1, random);
  const auto second = normals(kHidden * kClasses, 1, random);
  for (std::size_t i = 0; i < count; ++i) {
    const auto inputs = normals(rows.inputs, 1, random);
    std::vector<double> outputs(kClasses);
    for (std::size_t h = 0; h < kHidden; ++h) {
      double sum = 0;
      for (std::size_t k = 0; k < rows.inputs; ++k) sum += inputs[k] * first[k * kHidden + h];
      for (std::size_t c = 0; c < kClasses; ++c)
        outputs[c] += std::max(sum, 0.0) * second[h * kClasses + c];
    }
    rows.inputs_by_row.insert(rows.inputs_by_row.end(), inputs.begin(), inputs.end());
    const auto highest = std::max_element(outputs.begin(), outputs.end()) - outputs.begin();
    rows.targets.push_back(random.chance(0.05) ? random.below(kClasses)
                                               : static_cast<double>(highest));
  }
  return rows;
}

Rows draw_friedman(std::size_t count, Random& random) {
  Rows rows{10, 0};
  for (std::size_t i = 0; i < count; ++i) {
    double x[10];
    for (double& value : x) value = random.uniform();
    rows.inputs_by_row.insert(rows.inputs_by_row.end(), std::begin(x), std::end(x));
    rows.targets.push_back(10 * std::sin(std::numbers::pi * x[0] * x[1]) +
                           20 * (x[2] - 0.5) * (x[2] - 0.5) + 10 * x[3] + 5 * x[4] +
                           random.normal());
  }
  return rows;
}

}  // namespace cambrian::training
