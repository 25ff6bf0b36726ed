// Data sets made of a law, for tests of the regression.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/random.hpp"
#include "problems/symbolic_regression/model.hpp"

namespace cambrian::regression {

struct MadeRange {
  double low = 1;
  double high = 3;
};

/// Columns x1, x2, ... uniform in the range, and y = law(row). Always the same numbers.
template <class Law>
Dataset made_data(std::size_t rows, std::size_t columns, Law&& law, MadeRange range = {}) {
  Random random({.seed = 20261123, .step = rows, .purpose = Purpose::sample_rows});
  Dataset data;
  data.source = "made";
  for (std::size_t k = 0; k < columns; ++k) {
    data.features.push_back({"x" + std::to_string(k + 1), "", {}});
  }
  data.targets.push_back({"y", "", {}});
  for (std::size_t i = 0; i < rows; ++i) {
    std::vector<double> row;
    for (Column& column : data.features) {
      row.push_back(random.uniform(range.low, range.high));
      column.values.push_back(row.back());
    }
    data.targets[0].values.push_back(law(row));
  }
  return data;
}

/// Settings of a small search without the library, whose time is a test's.
inline RegressionConfig small_search() {
  RegressionConfig config;
  config.library = false;
  config.islands = 2;
  config.populations = 2;
  config.epoch_evaluations = 5000;
  config.max_size = 20;
  return config;
}

/// The model; the test fails with the message when there is none.
inline std::shared_ptr<const RegressionModel> build_model(const RegressionConfig& config,
                                                          const Dataset& data) {
  return RegressionModel::build(config, {data, {}, 0}).value();
}

/// What build() complains about; empty when it does not.
inline std::string complaint(const RegressionConfig& config, const Dataset& data) {
  auto model = RegressionModel::build(config, {data, {}, 0});
  return model ? "" : model.error().message();
}

/// Runs all islands in turn, without lag, until the model is solved or `epochs` are over. Calls
/// seen(report) for each report.
template <class Seen>
Board evolve(const RegressionModel& model, std::uint64_t epochs, Seen&& seen) {
  std::vector<std::unique_ptr<Island>> islands;
  for (std::uint32_t i = 0; i < model.islands(); ++i) islands.push_back(model.make(i));
  std::vector<std::vector<Individual>> emigrants(islands.size());
  Board board;
  for (std::uint64_t epoch = 0; epoch < epochs && !model.solved(board); ++epoch) {
    std::vector<EpochReport> reports(islands.size());
    for (std::uint32_t i = 0; i < islands.size(); ++i) {
      EpochInput input;
      input.epoch = epoch;
      input.budget = model.budget(i, epoch);
      input.board = &board;
      for (const std::uint32_t from : model.neighbours(i)) {
        input.immigrants.insert(input.immigrants.end(), emigrants[from].begin(),
                                emigrants[from].end());
      }
      if (input.budget > 0) reports[i] = islands[i]->advance(input);
      seen(reports[i]);
    }
    for (std::uint32_t i = 0; i < islands.size(); ++i) emigrants[i] = reports[i].emigrants;
    model.merge(board, reports);
  }
  return board;
}

inline Board evolve(const RegressionModel& model, std::uint64_t epochs) {
  return evolve(model, epochs, [](const EpochReport&) {});
}

}  // namespace cambrian::regression
