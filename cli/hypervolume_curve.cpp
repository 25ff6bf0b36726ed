#include "cli/hypervolume_curve.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <set>

#include "engine/state/pareto_archive.hpp"

namespace cambrian::cli {
namespace {

// Numbers of evaluations: evenly, and at the beginning more densely. Beyond three objectives each
// takes long.
std::set<std::size_t> places(std::size_t count, std::size_t objectives) {
  const std::size_t wanted = objectives > 3 ? 12 : 60;
  std::set<std::size_t> all = {1, count};
  for (std::size_t i = 1; i < wanted; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(wanted);
    all.insert(std::max<std::size_t>(1, i * count / wanted));
    all.insert(static_cast<std::size_t>(std::pow(static_cast<double>(count), part)));
  }
  return all;
}

bool comparable(const RunTrace& run, const RunTrace& first) {
  return run.objectives.size() > 1 && run.objectives == first.objectives;
}

}  // namespace

std::vector<page::Point> hypervolume_over_evaluations(const RunTrace& trace,
                                                      const std::vector<double>& reference) {
  std::vector<page::Point> curve;
  if (trace.told.empty()) return curve;
  ParetoArchive known;
  std::size_t told = 0;
  for (const std::size_t place : places(trace.told.size(), reference.size())) {
    for (; told < place; ++told) {
      const RunTrace::Told& one = trace.told[told];
      const bool usable = one.status == Status::ok && one.objectives.size() == reference.size();
      if (usable) known.offer({{}, one.objectives, 0});
    }
    curve.push_back({static_cast<double>(place), known.empty() ? 0 : known.hypervolume(reference)});
  }
  return curve;
}

std::vector<double> common_reference_point(const std::vector<const RunTrace*>& runs) {
  if (runs.empty()) return {};
  const RunTrace& first = *runs.front();
  bool agreed = !first.reference_point.empty();
  std::vector<double> low(first.objectives.size(), std::numeric_limits<double>::infinity());
  std::vector<double> high(first.objectives.size(), -std::numeric_limits<double>::infinity());
  for (const RunTrace* run : runs) {
    if (!comparable(*run, first)) return {};
    agreed = agreed && run->reference_point == first.reference_point;
    for (const RunTrace::Member& member : run->front) {
      if (member.objectives.size() != low.size()) continue;
      for (std::size_t k = 0; k < low.size(); ++k) {
        low[k] = std::min(low[k], member.objectives[k]);
        high[k] = std::max(high[k], member.objectives[k]);
      }
    }
  }
  if (agreed) return first.reference_point;
  constexpr double kBeyond = 0.1;
  for (std::size_t k = 0; k < low.size(); ++k) {
    if (!std::isfinite(low[k]) || !std::isfinite(high[k])) return {};
    high[k] += high[k] > low[k] ? kBeyond * (high[k] - low[k]) : 1;
  }
  return high;
}

}  // namespace cambrian::cli
