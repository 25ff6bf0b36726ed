// CandidateTable: all candidates of a search, each with its objectives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/core/result.hpp"

namespace cambrian::tabular {

/// A candidate: for each column the index of its value.
using Choices = std::vector<std::uint16_t>;

/// Columns of named values, and rows of choices with numbers for them. Not every combination need
/// be there. Immutable once built; const methods are safe for many threads.
class CandidateTable {
 public:
  struct Column {
    std::string name;
    std::vector<std::string> values;  ///< in the order of their first appearance
  };

  /// At least one column and one objective.
  CandidateTable(std::vector<std::string> columns, std::vector<std::string> objectives);

  /// Adds a row; `objectives` are minimised, one for each. False when there is one with these
  /// values already, and when a column has more than 65,535 values.
  bool add(std::span<const std::string> values, std::span<const double> objectives);

  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<std::string>& objective_names() const { return objective_names_; }
  std::size_t rows() const { return choices_.size(); }
  const Choices& choices(std::size_t row) const { return choices_[row]; }
  std::span<const double> objectives(std::size_t row) const;
  /// The row of a candidate; empty when it is not in the table.
  std::optional<std::size_t> find(const Choices& choices) const;
  /// The least first objective of all rows. Requires rows() > 0.
  double optimum() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::string> objective_names_;
  std::vector<std::unordered_map<std::string, std::uint16_t>> indices_;  // of values, by column
  std::vector<Choices> choices_;
  std::vector<double> objectives_;                       // row by row
  std::unordered_map<std::string, std::size_t> places_;  // rows by the bytes of their choices
};

struct TableSettings {
  std::string file = {};
  std::vector<std::string> objectives = {};  ///< names of columns; empty: the last one
  std::vector<std::string> maximise = {};    ///< which of these; they are negated, and named so
  std::vector<std::string> ignore = {};      ///< columns that are no part of a candidate
};

/// Reads a table of commas, or of tabs if its first line has one, plain or gzip; the first line
/// names the columns, no two alike. Errors name the setting, or file:line and column.
Result<CandidateTable> read_candidates(const TableSettings& settings, const std::string& path);

struct NkSettings {
  std::uint32_t bits = 12;       ///< 1 to 20
  std::uint32_t neighbours = 4;  ///< < bits
  std::uint64_t landscape = 0;   ///< another number is another table
};

/// An NK landscape (Kauffman 1989) as a table: the objective is the mean, over all bits, of a
/// uniform random number in [0, 1) that depends on this bit and on the `neighbours` next ones,
/// cyclically. The more neighbours, the more local optima.
CandidateTable nk_landscape(const NkSettings& settings);

}  // namespace cambrian::tabular
