// RegressSettings: everything that `cambrian regress` follows from: data, problem, limits.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "engine/config/config.hpp"
#include "engine/core/result.hpp"
#include "problems/symbolic_regression/config.hpp"
#include "problems/symbolic_regression/data/dataset.hpp"

namespace cambrian::cli {

/// One field per flag and per key of a configuration file; kept whole in the run's manifest.
struct RegressSettings {
  std::string data;                   ///< file, or "-" for standard input
  std::vector<std::string> target;    ///< empty: the last column
  std::vector<std::string> features;  ///< empty: every other column
  std::vector<std::string> drop;
  std::string weights;
  std::map<std::string, std::string> units;
  std::optional<double> validation;  ///< share of rows held out; none: chosen from their number
  std::string validation_data;       ///< file of the rows to validate with
  std::string header = "auto";
  std::string delimiter = "auto";
  bool drop_missing = false;

  regression::RegressionConfig regression;

  std::optional<double> time;     ///< seconds; none: a minute, unless `evaluations` is set
  std::uint64_t evaluations = 0;  ///< 0: no limit
  std::uint32_t threads = 0;      ///< 0: all cores
  std::string data_hash;          ///< of the rows read; empty: not checked

  /// Seconds that the run may take, if it is limited.
  std::optional<double> seconds() const;
  regression::DatasetOptions dataset_options() const;
};

template <class Visitor>
void fields(Visitor& v, RegressSettings& s) {
  v("data", s.data, "Table of numbers: CSV, TSV or blanks between, also gzipped");
  v("target", s.target, "Columns to explain, each by formulas of its own; default the last column");
  v("features", s.features, "Columns that formulas may use; default all others");
  v("drop", s.drop, "Columns to leave out");
  v("weights", s.weights, "Column with the weight of each row");
  v("units", s.units, "Units of columns: \"x=m, t=s, y=m/s^2\"; formulas must agree with them");
  v("validation", s.validation, Range{0, 0.9},
    "Share of the rows held out to choose by; default 0.2 from 100 rows on");
  v("validation_data", s.validation_data, "Table of other rows to choose by");
  v("header", s.header, Choice{"auto", "yes", "no"}, "Whether the first line names the columns");
  v("delimiter", s.delimiter, Choice{"auto", "comma", "semicolon", "tab", "blank"},
    "What stands between the cells");
  v("drop_missing", s.drop_missing, "Leave out rows with missing values");
  fields(v, s.regression);
  v("time", s.time, Range{0, 1e9},
    "Seconds to search; default 60, or no limit when evaluations are limited");
  v("evaluations", s.evaluations, "Formulas to try, 0: no limit. Makes the result reproducible");
  v("threads", s.threads, Range{0, 4096}, "Threads, 0: one per core. No influence on the result");
  v("data_hash", s.data_hash, "Hash that the rows must have; empty: any");
}

/// The flags of all fields but `data` and `data_hash`, each with its group and default; those of
/// the run first. The struct that `list` describes must outlive them.
std::vector<Flag> settings_flags(const FieldList& list);

}  // namespace cambrian::cli
