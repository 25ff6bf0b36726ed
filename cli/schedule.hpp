// Schedule: with which settings the best of a run was trained, from its start on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/job_config.hpp"
#include "cli/page/page.hpp"
#include "cli/page/plot.hpp"
#include "cli/run_trace.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

struct Schedule {
  /// What was trained in one go.
  struct Part {
    std::uint64_t from = 0;  ///< work done before it, by whichever members
    std::uint64_t to = 0;
    std::string settings;  ///< as the problem's space prints them
    std::vector<double> objectives;
    std::vector<double> descriptor;
  };
  std::vector<std::string> objectives;   ///< names
  std::vector<std::string> descriptors;  ///< names; may be empty
  std::vector<Part> parts;

  /// Of the candidate with the lowest first objective. An error for a run whose candidates do not
  /// continue from one another, or which has none.
  static Result<Schedule> read(const RunTrace& trace);
  /// The settings that make a run repeat it with the algorithm `schedule`; `flag` is for errors.
  std::vector<Assignment> assignments(const std::string& flag) const;
};

/// One row for each time that the settings stay the same: from, to, settings, and the numbers that
/// were reached at its end.
page::Table schedule_table(const Schedule& schedule);
/// A plot of the first objective, and one of each setting that is a number and varies.
std::vector<page::Plot> schedule_plots(const Schedule& schedule);
/// Read by read_schedule().
std::string schedule_json(const Schedule& schedule);

/// From a file of schedule_json(), or from the folder of a run, which holds one search.
Result<Schedule> read_schedule(const std::string& path);

}  // namespace cambrian::cli
