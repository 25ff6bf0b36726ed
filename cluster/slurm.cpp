#include "cluster/slurm.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "cluster/command.hpp"
#include "cluster/job_template.hpp"
#include "engine/state/file_system.hpp"

namespace cambrian {
namespace {

namespace fs = std::filesystem;

Error no_slurm(const std::string& program, const Error& error) {
  return {
      program, "cannot be run: " + error.what,
      "submit on a machine of the cluster where Slurm's commands are on the PATH; --dry-run only "
      "shows the script"};
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

// As one word of the shell.
std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_-+=:,./@%") == std::string::npos;
  if (plain) return word;
  std::string text = "'";
  for (char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string quoted(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + quoted(word);
  return text;
}

bool one_line(const std::string& text) { return text.find('\n') == std::string::npos; }

Result<void> check(const JobRequest& request) {
  const std::pair<const char*, std::int64_t> counts[] = {
      {"nodes", request.nodes},
      {"tasks-per-node", request.tasks_per_node},
      {"cpus-per-task", request.cpus_per_task},
      {"warning", request.warning},
  };
  for (const auto& [name, count] : counts) {
    if (count < 1) return Error{name, "must be at least 1", ""};
  }
  if (request.launcher != "mpirun" && request.launcher != "srun" && request.launcher != "none") {
    return Error{"launcher", "no launcher of the name " + request.launcher,
                 "choose mpirun, srun, or none"};
  }
  if (request.launcher == "none" && request.nodes * request.tasks_per_node > 1) {
    return Error{"launcher", "several tasks need one", "choose mpirun or srun"};
  }
  for (const std::string& flag : request.sbatch) {
    if (flag.rfind("-", 0) != 0 || !one_line(flag)) {
      return Error{"sbatch", "'" + flag + "' is no flag", "give each as one word: --exclusive"};
    }
  }
  if (!one_line(request.run) || !one_line(request.name)) {
    return Error{"output", "a name must not hold the end of a line", ""};
  }
  return {};
}

std::string options_of(const JobRequest& request) {
  std::vector<std::string> flags;
  const auto add = [&flags](const char* flag, const std::string& value) {
    if (!value.empty()) flags.push_back(std::string("--") + flag + "=" + value);
  };
  add("time", request.time);
  add("partition", request.partition);
  add("account", request.account);
  add("qos", request.qos);
  add("constraint", request.constraint);
  add("mem", request.memory);
  add("mail-user", request.mail);
  if (!request.mail.empty()) flags.push_back("--mail-type=END,FAIL,REQUEUE");
  flags.insert(flags.end(), request.sbatch.begin(), request.sbatch.end());
  std::string text;
  for (const std::string& flag : flags) text += "#SBATCH " + quoted(flag) + "\n";
  return text;
}

std::string launch_of(const JobRequest& request) {
  if (request.launcher == "srun") return "srun --mpi=pmix --no-kill --kill-on-bad-exit=0";
  if (request.launcher == "none") return "";
  // With recovery a dead rank leaves the others alone.
  return "mpirun --enable-recovery --bind-to none";
}

Result<std::string> template_of(const JobRequest& request) {
  if (request.script_template.empty()) return std::string(kJobTemplate);
  const auto bytes = read_file(FileSystem::posix(), request.script_template);
  if (!bytes) return bytes.error();
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

std::string filled(const std::string& text, const std::map<std::string, std::string>& values) {
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text[at] == '@' ? text.find('@', at + 1) : std::string::npos;
    const auto value =
        end == std::string::npos ? values.end() : values.find(text.substr(at + 1, end - at - 1));
    if (value == values.end()) {
      result += text[at++];
    } else {
      result += value->second;
      at = end + 1;
    }
  }
  return result;
}

std::string absolute(const std::string& path) {
  std::string text = fs::absolute(path).lexically_normal().string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

}  // namespace

std::string job_folder(const std::string& run) { return absolute(run) + ".job"; }

Result<std::string> batch_script(const JobRequest& request) {
  if (auto checked = check(request); !checked) return checked.error();
  const auto text = template_of(request);
  if (!text) return text.error();
  return filled(*text, {
                           {"NAME", quoted(request.name)},
                           {"NODES", std::to_string(request.nodes)},
                           {"TASKS_PER_NODE", std::to_string(request.tasks_per_node)},
                           {"CPUS_PER_TASK", std::to_string(request.cpus_per_task)},
                           {"WARNING", std::to_string(request.warning)},
                           {"PATIENCE", std::to_string(request.patience)},
                           {"OPTIONS", options_of(request)},
                           {"RUN", quoted(absolute(request.run))},
                           {"JOB", quoted(job_folder(request.run))},
                           {"FIRST", quoted(request.first)},
                           {"LATER", quoted(request.later)},
                           {"LAUNCH", launch_of(request)},
                       });
}

Result<std::string> submit(const JobRequest& request) {
  const auto script = batch_script(request);
  if (!script) return script.error();
  const std::string folder = job_folder(request.run);
  std::error_code failed;
  if (fs::exists(absolute(request.run)) || !fs::create_directories(folder, failed)) {
    return Error{folder, failed ? failed.message() : "there is such a run or job already",
                 "choose another run folder with --output"};
  }
  const std::string path = folder + "/script.sh";
  if (auto written = replace_file(FileSystem::posix(), path, as_bytes(*script)); !written) {
    return written.error();
  }
  const auto said = capture({"sbatch", "--parsable", path});
  if (!said || said->exit_code != 0) {
    fs::remove_all(folder, failed);
    if (!said) return no_slurm("sbatch", said.error());
    return Error{"sbatch", trimmed(said->err), "see the flags of the job with --dry-run"};
  }
  // "id" or "id;cluster".
  const std::string id = trimmed(said->out).substr(0, said->out.find_first_of(";\n"));
  if (auto kept = replace_file(FileSystem::posix(), folder + "/id", as_bytes(id + "\n")); !kept) {
    return kept.error();
  }
  return id;
}

std::string job_id(const std::string& run) {
  std::ifstream file(job_folder(run) + "/id");
  std::string id;
  std::getline(file, id);
  return id;
}

Result<std::string> job_state(const std::string& id) {
  const auto said = capture({"squeue", "--noheader", "--jobs", id, "--format", "%T"});
  if (!said) return no_slurm("squeue", said.error());
  // squeue fails for jobs that it has forgotten.
  return trimmed(said->out);
}

Result<void> cancel(const std::string& run) {
  const std::string id = job_id(run);
  const bool begun = fs::exists(absolute(run) + "/manifest.json");
  if (!id.empty()) {
    const auto state = job_state(id);
    if (!state) return state.error();
    if (*state != "RUNNING" || !begun) {
      const auto said = capture({"scancel", id});
      if (!said) return no_slurm("scancel", said.error());
      if (said->exit_code != 0) return Error{"scancel", trimmed(said->err), ""};
      return {};
    }
  }
  if (!begun) return Error{run, "no such run", ""};
  std::ofstream stop(absolute(run) + "/stop");
  if (!stop)
    return Error{run, "cannot write into the run folder", "stop it as the user who runs it"};
  return {};
}

}  // namespace cambrian
