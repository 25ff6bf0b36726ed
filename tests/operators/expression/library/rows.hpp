// Rows that tests of the library search for laws.
#pragma once

#include <memory>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/expression/library/law_finder.hpp"
#include "tests/operators/expression/library/usual_vocabulary.hpp"

namespace cambrian::expression {

/// 300 rows of columns that are uniform in [1, 3], and a target with noise.
struct Rows {
  std::vector<std::vector<double>> columns;
  std::vector<double> target, weights;

  Rows(std::size_t width, const Formula& formula, double noise = 0, std::uint64_t seed = 5)
      : columns(width) {
    Random random({.seed = seed, .purpose = Purpose::sample_rows});
    for (int row = 0; row < 300; ++row) {
      std::vector<double> x;
      for (auto& column : columns) x.push_back(column.emplace_back(random.uniform(1, 3)));
      target.push_back(formula(x) + (noise > 0 ? noise * random.normal() : 0));
    }
  }
  LawData view() const { return {{columns.begin(), columns.end()}, target, {}, weights}; }
  std::shared_ptr<LawSpace> space() const {
    return std::make_shared<LawSpace>(view(), usual_vocabulary());
  }
  std::shared_ptr<Library> library() const {
    return std::make_shared<Library>(choose_probe(view().columns), usual_vocabulary());
  }
};

}  // namespace cambrian::expression
