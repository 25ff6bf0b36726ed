#include "cli/ranks.hpp"

#include <memory>
#include <utility>

#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cluster/process_group.hpp"
#include "cluster/relay.hpp"

namespace cambrian::cli {
namespace {

Result<RegressionRun> fit_for_ranks(Result<RegressionRun> run, const ProcessGroup* group) {
  if (!run || group == nullptr) return run;
  if (run->size() > 1) {
    return Error{"--target", "several targets cannot be searched by the ranks of one MPI job",
                 "start a run for each target"};
  }
  if (run->settings().data == "-") {
    return Error{"DATA", "standard input reaches only one rank of an MPI job", "name a file"};
  }
  return run;
}

}  // namespace

int run_in_ranks(const std::function<Result<RegressionRun>(bool first)>& plan,
                 const std::function<SearchOptions(const RegressionRun&)>& options,
                 Presentation presentation) {
  const std::unique_ptr<ProcessGroup> group = join_process_group();
  const bool first = group == nullptr || group->rank() == 0;
  auto run = fit_for_ranks(plan(first), group.get());
  if (!run && first) {
    fail(run.error());
    if (group) group->leave(false, exit_user_error);
    return exit_user_error;
  }
  if (!run) {
    refuse(*group, run.error().message());
    return exit_user_error;
  }
  SearchOptions settings = options(*run);
  settings.group = group.get();
  return first ? run->carry_out(settings, presentation) : run->help(settings);
}

}  // namespace cambrian::cli
