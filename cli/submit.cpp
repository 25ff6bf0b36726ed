#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/config_file.hpp"
#include "cli/exit_code.hpp"
#include "cli/field_flag.hpp"
#include "cli/output.hpp"
#include "cli/run_kind.hpp"
#include "cluster/slurm.hpp"
#include "engine/config/config.hpp"

namespace cambrian {

template <class Visitor>
void fields(Visitor& v, JobRequest& r) {
  v("nodes", r.nodes, Range{1, 100'000}, "Machines");
  v("tasks_per_node", r.tasks_per_node, Range{1, 10'000},
    "Ranks on each; the first of all coordinates");
  v("cpus_per_task", r.cpus_per_task, Range{1, 10'000}, "Threads of a rank");
  v("time", r.time, "Time limit, as sbatch takes it: 24:00:00");
  v("partition", r.partition, "Partition");
  v("account", r.account, "Account to charge");
  v("qos", r.qos, "Quality of service");
  v("constraint", r.constraint, "Features of the machines");
  v("memory", r.memory, "Memory of a machine, e.g. 64G");
  v("mail", r.mail, "Address told of the job's end");
  v("sbatch", r.sbatch, "Any other flag of sbatch, e.g. --exclusive");
  v("launcher", r.launcher, Choice{"mpirun", "srun", "none"}, "What starts the ranks");
  v("name", r.name, "Name of the job");
  v("warning", r.warning, Range{1, 86'400},
    "Seconds before the time limit at which the run saves itself");
  v("script_template", r.script_template, "A batch script of your own (configs/slurm/job.sh)");
}

}  // namespace cambrian

namespace cambrian::cli {
namespace {

struct Request {
  std::string config;
  JobRequest job;
  FieldList fields = describe(job);
  bool dry_run = false;
};

CommandLine command_line(Request& request) {
  CommandLine line{
      .name = "submit",
      .summary =
          "Submits a run as a Slurm job that saves itself before its time is over, goes back "
          "into\nthe queue, and resumes until it is done.",
      .examples =
          "  cambrian submit job.json --nodes 4 --tasks-per-node 32 --time 24:00:00\n"
          "  cambrian regress data.csv --target y --evaluations 1e9 --print-config > big.json\n"
          "  cambrian submit big.json --nodes 4 --dry-run\n"
          "  cambrian status runs/big; cambrian cancel runs/big\n",
      .positionals = {{"CONFIG", "Configuration of `cambrian run`, `regress` or `approximate`",
                       &request.config}},
      .flags = {text_flag("output", "DIR", request.job.run,
                          "Run folder; default: runs/ and the "
                          "name of the configuration"),
                switch_flag("dry-run", request.dry_run, "Print the batch script, and stop")},
  };
  for (const Field& field : request.fields.all()) line.flags.push_back(field_flag(field));
  return line;
}

// The program itself, by a path that holds on other machines of a shared file system.
std::string this_program() {
  std::error_code fault;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", fault);
  return fault ? "cambrian" : path.string();
}

Result<Submission> submission_of(const std::string& path) {
  if (const auto text = read_config(path); !text) return text.error();
  for (const RunKind& kind : run_kinds()) {
    if (kind.is_config(path)) return kind.submission(path);
  }
  return Error{path, "is no configuration of a run",
               "one of `cambrian run` names a problem, one of `cambrian regress` its data, one of "
               "`cambrian approximate` a function"};
}

Result<std::string> submitted(Request& request) {
  namespace fs = std::filesystem;
  const auto planned = submission_of(request.config);
  if (!planned) return planned.error();
  JobRequest& job = request.job;
  if (job.run.empty()) job.run = "runs/" + fs::path(request.config).stem().string();
  job.run = fs::absolute(job.run).string();
  const std::string program = this_program();
  job.first = {program};
  job.first.insert(job.first.end(), planned->words.begin(), planned->words.end());
  job.first.insert(job.first.end(), {"--output", job.run, "--quiet"});
  job.later = {program, "resume", job.run, "--quiet"};
  if (!planned->timed) {
    // The minute that a run takes by default is no use for a job.
    for (auto* words : {&job.first, &job.later}) words->insert(words->end(), {"--time", "0"});
  }
  if (request.dry_run) return batch_script(job);
  auto id = submit(job);
  if (!id) return id.error();
  return "job " + *id + "\nrun folder: " + job.run + "\n";
}

}  // namespace

int submit(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto text = submitted(request);
  return text ? print(*text) : fail(text.error());
}

int cancel(const Words& words) {
  std::string run;
  const CommandLine line{
      .name = "cancel",
      .summary = "Stops a run from outside: it saves and ends; a job that waits leaves the queue.",
      .examples = "  cambrian cancel runs/big\n",
      .positionals = {{"RUN", "Folder of the run", &run}},
  };
  const auto parsed = parse(line, words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto done = cambrian::cancel(run);
  return done ? print("told to stop: " + run + "\n") : fail(done.error());
}

}  // namespace cambrian::cli
