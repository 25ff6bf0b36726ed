#include "cluster/status.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <system_error>
#include <utility>

namespace cambrian {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kStatusName = "status.json";
constexpr const char* kHistoryName = "history.jsonl";
constexpr double kWriteInterval = 2;
// A run on another machine that has not written for so long is dead.
constexpr std::int64_t kSilence = 120;

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

// JSON has no NaN.
Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

double mean(const std::vector<double>& values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Replaces the file in one step, but does not wait for the disk: the coordinator has better things
// to do, and after a power failure nobody misses the status.
void replace_unsynced(const std::string& path, const std::string& content) {
  const std::string fresh = path + ".new";
  std::ofstream file(fresh, std::ios::trunc);
  file << content;
  file.close();
  std::error_code ignored;
  if (file) std::filesystem::rename(fresh, path, ignored);
}

bool vanished(const RunStatus& status) {
  if (status.state != "running") return false;
  if (status.host != host_name()) return std::time(nullptr) - status.updated > kSilence;
  return ::kill(static_cast<pid_t>(status.pid), 0) != 0 && errno == ESRCH;
}

}  // namespace

std::string RunStatus::to_json() const {
  const Json json = {{"state", state},
                     {"reason", reason},
                     {"host", host},
                     {"pid", pid},
                     {"job", job},
                     {"updated", updated},
                     {"elapsed", elapsed},
                     {"evaluations", evaluations},
                     {"rate", rate},
                     {"generation", generation},
                     {"workers", workers},
                     {"utilisation", utilisation},
                     {"failures", failures},
                     {"lost", lost},
                     {"best_loss", number_or_null(best_loss)},
                     {"best", best}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<RunStatus> RunStatus::from_json(const std::string& text, const std::string& where) {
  try {
    const Json json = Json::parse(text);
    RunStatus status;
    status.state = json.at("state");
    status.reason = json.at("reason");
    status.host = json.at("host");
    status.pid = json.at("pid");
    status.job = json.at("job");
    status.updated = json.at("updated");
    status.elapsed = json.at("elapsed");
    status.evaluations = json.at("evaluations");
    status.rate = json.at("rate");
    status.generation = json.at("generation");
    status.workers = json.at("workers");
    status.utilisation = json.at("utilisation");
    status.failures = json.at("failures");
    status.lost = json.at("lost");
    status.best_loss = json.at("best_loss").is_null() ? std::numeric_limits<double>::quiet_NaN()
                                                      : json.at("best_loss").get<double>();
    status.best = json.at("best");
    return status;
  } catch (const Json::exception& error) {
    return Error{where, "is no status of a run: " + std::string(error.what()), ""};
  }
}

Result<RunStatus> read_status(const RunFolder& folder) {
  const std::string path = folder.file(kStatusName);
  if (!FileSystem::posix().exists(path)) {
    return Error{path, "the run has no status yet", "it may still be waiting to start"};
  }
  const auto text = read_file(FileSystem::posix(), path);
  if (!text) return text.error();
  auto status = RunStatus::from_json(
      std::string(reinterpret_cast<const char*>(text->data()), text->size()), path);
  if (status && vanished(*status)) status->state = "dead";
  return status;
}

StatusWriter::StatusWriter(const RunFolder& folder, Describe describe)
    : folder_(folder), describe_(std::move(describe)) {
  const char* job = std::getenv("SLURM_JOB_ID");
  status_.host = host_name();
  status_.pid = ::getpid();
  status_.job = job != nullptr ? job : "";
  status_.best_loss = std::numeric_limits<double>::quiet_NaN();
}

void StatusWriter::update(const Progress& progress) {
  status_.elapsed = progress.elapsed;
  status_.evaluations = progress.evaluations;
  status_.rate = progress.mean_rate;
  status_.generation = progress.generation;
  status_.workers = progress.utilisation.size();
  status_.utilisation = mean(progress.utilisation);
  status_.failures = progress.failures;
  status_.lost = progress.lost;
  if (progress.session - written_at_ < kWriteInterval) return;
  written_at_ = progress.session;
  status_.updated = std::time(nullptr);
  if (!progress.board.hall.empty()) {
    const Individual& best = progress.board.hall.best();
    status_.best_loss = best.loss();
    status_.best = describe_(best);
  }
  replace_unsynced(folder_.file(kStatusName), status_.to_json());
  append_history(progress);
}

void StatusWriter::append_history(const Progress& progress) {
  // Some hundred lines for any length of a run.
  if (progress.session - recorded_at_ < std::max(kWriteInterval, progress.session / 200)) return;
  recorded_at_ = progress.session;
  const Json line = {{"elapsed", status_.elapsed},
                     {"evaluations", status_.evaluations},
                     {"rate", progress.rate},
                     {"generation", status_.generation},
                     {"workers", status_.workers},
                     {"utilisation", status_.utilisation},
                     {"failures", status_.failures},
                     {"lost", status_.lost},
                     {"migrants", progress.migrants},
                     {"members", progress.board.hall.members().size()},
                     {"best_loss", number_or_null(status_.best_loss)}};
  static_cast<void>(folder_.append_line(kHistoryName, line.dump()));
}

void StatusWriter::finish(const Result<Outcome>& outcome) {
  status_.state = outcome ? "done" : "failed";
  status_.reason = outcome ? std::string(name(outcome->reason)) : outcome.error().message();
  status_.updated = std::time(nullptr);
  if (outcome) {
    status_.elapsed = outcome->elapsed;
    status_.evaluations = outcome->evaluations;
    status_.generation = outcome->generation;
    if (!outcome->board.hall.empty()) {
      status_.best_loss = outcome->board.hall.best().loss();
      status_.best = describe_(outcome->board.hall.best());
    }
  }
  replace_unsynced(folder_.file(kStatusName), status_.to_json());
}

}  // namespace cambrian
