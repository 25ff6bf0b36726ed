#include "cli/ranks.hpp"

#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cluster/relay.hpp"

namespace cambrian::cli {
namespace {

Result<void> prepare(const Plan& plan, const ProcessGroup* group) {
  if (!plan) return plan.error();
  if (group != nullptr && group->size() > 1) {
    if (auto fit = (*plan)->fit_for_ranks(); !fit) return fit;
  }
  return group == nullptr || group->rank() == 0 ? (*plan)->take_folder() : Result<void>();
}

}  // namespace

int run_in_ranks(const std::function<Plan()>& plan) {
  const Plan run = plan();
  const std::unique_ptr<ProcessGroup> group = join_process_group();
  const bool first = group == nullptr || group->rank() == 0;
  const auto ready = prepare(run, group.get());
  if (ready) return first ? (*run)->carry_out(group.get()) : (*run)->help(*group);
  if (first) {
    fail(ready.error());
    if (group) group->leave(false, exit_user_error);
  } else {
    refuse(*group, ready.error().message());
  }
  return exit_user_error;
}

}  // namespace cambrian::cli
