// Slurm: a run as a batch job that saves itself, goes back into the queue, and resumes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/result.hpp"

namespace cambrian {

struct JobRequest {
  std::string run;                 ///< run folder; made by the run itself, beside `run`.job
  std::vector<std::string> first;  ///< program and arguments that start the run in that folder
  std::vector<std::string> later;  ///< ... that resume it
  std::string name = "cambrian";
  std::int64_t nodes = 1;
  std::int64_t tasks_per_node = 1;  ///< ranks; the first coordinates, unless it is the only one
  std::int64_t cpus_per_task = 1;   ///< threads of a rank
  std::string time;                 ///< "24:00:00", as sbatch takes it; empty: the partition's
  std::string partition;
  std::string account;
  std::string qos;
  std::string constraint;
  std::string memory;               ///< of a node, e.g. "64G"
  std::string mail;                 ///< address told of the job's end
  std::vector<std::string> sbatch;  ///< any other flags, each a word: "--exclusive"
  std::string launcher = "mpirun";  ///< mpirun (a dead rank does not end the job), srun, or none
  std::int64_t warning = 120;       ///< seconds before the time limit at which the run saves itself
  std::int64_t patience = 15;       ///< seconds for the launcher to end after the run has
  std::string script_template;      ///< file in place of the built-in one; empty: that
};

/// The batch script. An error for a request that no Slurm could serve.
Result<std::string> batch_script(const JobRequest& request);

/// Writes `run`.job/script.sh and submits it; gives the job's id, which is kept in `run`.job/id. An
/// error holds what sbatch said.
Result<std::string> submit(const JobRequest& request);

/// The folder of the job that was submitted for this run.
std::string job_folder(const std::string& run);
/// Empty when the run was not submitted.
std::string job_id(const std::string& run);
/// PENDING, RUNNING, ... as squeue has it; empty when the job is no longer queued.
Result<std::string> job_state(const std::string& id);

/// Stops a run from outside: a waiting job is taken out of the queue; a run that goes on, in a job
/// or not, is told to save and stop, which it does within seconds.
Result<void> cancel(const std::string& run);

}  // namespace cambrian
