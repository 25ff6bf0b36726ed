// Dataset: the numbers of a regression problem: features, targets, weights, and how to divide them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/random.hpp"
#include "engine/core/result.hpp"
#include "problems/symbolic_regression/data/table.hpp"

namespace cambrian::regression {

/// Which columns of a table play which role.
struct DatasetOptions {
  std::vector<std::string> targets = {};  ///< empty: the last column that has no other role
  std::vector<std::string> features =
      {};                              ///< in this order; empty: all columns without another role
  std::vector<std::string> drop = {};  ///< columns to leave unread; they may hold any text
  std::string weights = {};            ///< column of row weights (>= 0); empty: none
  /// Units by column name, kept as written for whoever parses them.
  std::vector<std::pair<std::string, std::string>> units = {};
  TableOptions table = {};
};

/// A column with its name and, where known, its unit.
struct Column {
  std::string name;
  std::string unit;  ///< as the user wrote it; empty: not given
  std::vector<double> values;
};

/// Columns of one length; every value is finite. Immutable during a search, shared by all threads.
struct Dataset {
  std::string source;  ///< where the rows come from, for messages
  std::vector<Column> features;
  std::vector<Column> targets;  ///< at least one
  std::vector<double> weights;  ///< empty: every row counts 1
  std::string weights_name;
  std::size_t dropped_rows = 0;  ///< rows of the file left out for missing values

  std::size_t rows() const { return targets.front().values.size(); }
  std::vector<std::string> feature_names() const;
};

/// Reads a data set from a file ("-": standard input). Errors (all of them a user's): those of
/// TableReader; an unknown column (nearest names), one column in two roles, no feature left, fewer
/// than two rows, a constant target, a negative weight or weights that are all 0.
Result<Dataset> load_dataset(const std::string& path, const DatasetOptions& options);
/// The same from a reader that is already open.
Result<Dataset> load_dataset(TableReader reader, const DatasetOptions& options);
/// Reads rows for the columns of `model` (features in its order, targets, weights if it has them):
/// a validation file. One row or a constant target is no error.
Result<Dataset> load_like(const std::string& path, const Dataset& model, const TableOptions& table);

/// The chosen rows (each < data.rows()), in the given order.
Dataset take_rows(const Dataset& data, std::span<const std::uint32_t> rows);

/// `count` distinct row numbers out of 0..rows-1, ascending, all sets equally likely; all of them
/// if count >= rows. Costs O(count) memory and time O(count log count) (Floyd's sampling).
std::vector<std::uint32_t> sample_rows(std::size_t rows, std::size_t count, Random& random);

struct Split {
  Dataset training;
  Dataset validation;
};
/// Moves a random share of the rows, rounded to the nearest number but at least 1, to validation;
/// both parts keep the order of the file. Error unless 0 < fraction < 1 and two rows remain for
/// training.
Result<Split> split_rows(const Dataset& data, double validation_fraction, Random& random);

}  // namespace cambrian::regression
