#include "cli/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "cli/hypervolume_curve.hpp"
#include "cli/methods.hpp"

namespace cambrian::cli {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kPlaces = 120;  // where a curve is computed

// The largest k so that the k-th lowest and the k-th highest of n values enclose the median at 95
// %: P(Binomial(n, 1/2) < k) <= 2.5 %. 1 where there is none.
std::size_t enclosing(std::size_t n) {
  double term = std::pow(0.5, static_cast<double>(n));
  double sum = term;
  std::size_t k = 0;
  while (sum <= 0.025) {
    ++k;
    term *= static_cast<double>(n - k + 1) / static_cast<double>(k);
    sum += term;
  }
  return std::max<std::size_t>(k, 1);
}

double value_at(const std::vector<page::Point>& curve, double x, double before) {
  const auto after = std::upper_bound(curve.begin(), curve.end(), x,
                                      [](double at, const page::Point& p) { return at < p.x; });
  return after == curve.begin() ? before : std::prev(after)->y;
}

// Medians of curves, which have the value `before` where they have not begun.
page::Series band(const std::string& name, const std::vector<std::vector<page::Point>>& curves,
                  double before) {
  page::Series series;
  series.name = name;
  std::set<double> all;
  for (const auto& curve : curves) {
    for (const page::Point& point : curve) all.insert(point.x);
  }
  // Where something changes, thinned out evenly.
  const std::vector<double> places(all.begin(), all.end());
  const std::size_t stride = places.size() / kPlaces + 1;
  for (std::size_t i = 0; i < places.size(); i += stride) {
    const double x = i + stride < places.size() ? places[i] : places.back();
    std::vector<double> values;
    for (const auto& curve : curves) values.push_back(value_at(curve, x, before));
    const Interval interval = median_interval(values);
    if (!std::isfinite(interval.median)) continue;
    series.curve.push_back({x, interval.median});
    if (curves.size() < 2) continue;
    series.low.push_back({x, interval.low});
    series.high.push_back({x, std::isfinite(interval.high) ? interval.high : interval.median});
  }
  return series;
}

page::Series best_band(const Method& method, std::size_t color,
                       std::vector<page::Point> (*curve_of)(const RunTrace&)) {
  std::vector<std::vector<page::Point>> curves;
  for (const RunTrace& run : method.runs) curves.push_back(curve_of(run));
  page::Series series = band(method.name, curves, kInfinity);
  series.color = color;
  return series;
}

void measure_hypervolume(Comparison& comparison) {
  std::vector<const RunTrace*> all;
  for (const Method& method : comparison.methods) {
    for (const RunTrace& run : method.runs) all.push_back(&run);
  }
  comparison.reference_point = common_reference_point(all);
  if (comparison.reference_point.empty()) return;
  for (std::size_t i = 0; i < comparison.methods.size(); ++i) {
    Method& method = comparison.methods[i];
    std::vector<std::vector<page::Point>> curves;
    std::vector<double> last;
    for (const RunTrace& run : method.runs) {
      curves.push_back(hypervolume_over_evaluations(run, comparison.reference_point));
      last.push_back(curves.back().empty() ? 0 : curves.back().back().y);
    }
    method.hypervolume = median_interval(last);
    method.hypervolume_over_evaluations = band(method.name, curves, 0);
    method.hypervolume_over_evaluations.color = i;
  }
}

Interval over(const std::vector<RunTrace>& runs, double (*value)(const RunTrace&)) {
  std::vector<double> values;
  for (const RunTrace& run : runs) values.push_back(value(run));
  return median_interval(values);
}

double best_of(const RunTrace& run) {
  return run.progress.empty() ? kInfinity : run.progress.back().value;
}

// What more than half of the runs reach.
double level_of(const Method& method) {
  std::vector<double> values;
  for (const RunTrace& run : method.runs) values.push_back(best_of(run));
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double evaluations_to(const RunTrace& run, double level) {
  for (const RunTrace::Best& best : run.progress) {
    if (best.value <= level) return static_cast<double>(best.evaluations);
  }
  return kInfinity;
}

}  // namespace

Interval median_interval(std::vector<double> values) {
  for (double& value : values) {
    if (std::isnan(value)) value = kInfinity;
  }
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  const double low_middle = values[(n - 1) / 2];
  const double high_middle = values[n / 2];
  const std::size_t k = enclosing(n);
  const double median =
      low_middle == high_middle ? low_middle : low_middle + (high_middle - low_middle) / 2;
  return {median, values[k - 1], values[n - k]};
}

page::Series Method::over_evaluations(std::size_t color) const {
  return best_band(*this, color, best_over_evaluations);
}

page::Series Method::over_seconds(std::size_t color) const {
  return best_band(*this, color, best_over_seconds);
}

Comparison Comparison::of(std::vector<RunTrace> runs) {
  Comparison comparison;
  comparison.objective = runs.front().objectives.front();
  for (auto& [name, members] : by_method(std::move(runs)))
    comparison.methods.push_back({.name = name, .runs = std::move(members)});
  for (Method& method : comparison.methods) {
    method.best = over(method.runs, best_of);
    method.evaluations =
        over(method.runs, [](const RunTrace& run) { return static_cast<double>(run.evaluations); });
    method.seconds = over(method.runs, [](const RunTrace& run) { return run.seconds; });
  }
  measure_hypervolume(comparison);
  comparison.level = level_of(comparison.methods.front());
  for (const Method& method : comparison.methods)
    comparison.level = std::max(comparison.level, level_of(method));
  if (!std::isfinite(comparison.level)) comparison.level = std::nan("");
  for (Method& method : comparison.methods) {
    std::vector<double> values;
    for (const RunTrace& run : method.runs) values.push_back(evaluations_to(run, comparison.level));
    method.to_level = median_interval(values);
  }
  return comparison;
}

}  // namespace cambrian::cli
