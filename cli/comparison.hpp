// Comparison: several ways to search side by side, each over its seeds.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/page/plot.hpp"
#include "cli/run_trace.hpp"

namespace cambrian::cli {

/// A middle value with the limits between which it lies at 95 % confidence.
struct Interval {
  double median = 0;
  double low = 0;
  double high = 0;
};

/// Median of the values (at least one) with its distribution-free interval: two order statistics,
/// by the binomial distribution; the least and the greatest where fewer than six values allow no
/// other. NaN and infinity count as the worst.
Interval median_interval(std::vector<double> values);

/// Searches that differ in their seed at most.
struct Method {
  std::string name;
  std::vector<RunTrace> runs;
  Interval best = {};
  Interval evaluations = {};
  Interval seconds = {};
  /// Evaluations until the level that more than half of every method's runs reach; infinite: never.
  Interval to_level = {};
  /// Only where the comparison has a reference point: at the end of the runs, and the medians.
  Interval hypervolume = {};
  page::Series hypervolume_over_evaluations = {};

  /// Medians of the best over all runs, at places that suit the curve; a run that has ended keeps
  /// its last value.
  page::Series over_evaluations(std::size_t color) const;
  page::Series over_seconds(std::size_t color) const;
};

struct Comparison {
  std::string objective;
  double level = 0;  ///< see Method::to_level; NaN: there is none
  std::vector<Method> methods;
  std::vector<double> reference_point;  ///< where hypervolumes end; empty: there are none

  /// Methods by their settings, in the order in which they come; each is named by what differs
  /// between methods, or by its folder.
  static Comparison of(std::vector<RunTrace> runs);

  std::string text() const;
  std::string json() const;
  std::string html() const;
};

}  // namespace cambrian::cli
