#include "cluster/run.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "cluster/clock.hpp"
#include "cluster/coordinator.hpp"
#include "cluster/evolve_source.hpp"
#include "cluster/rank_communicator.hpp"
#include "cluster/status.hpp"
#include "cluster/thread_communicator.hpp"
#include "cluster/worker.hpp"

namespace cambrian {
namespace {

std::uint32_t usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    return static_cast<std::uint32_t>(std::max(1, CPU_COUNT(&set)));
  }
  return std::max(1u, std::thread::hardware_concurrency());
}

// How long threads may take to hand over what they have found when the run is over.
constexpr double kThreadFarewell = 2;
// How long ranks may take to end what they are at when the run is over.
constexpr double kRankFarewell = 5;

// Generous, since a worker's first lease may build what later ones share.
constexpr LeaseLimit::Options kRankLeaseLimit{.factor = 20, .grace = 60, .first = 3600};

// Worker threads that have ended when this object has.
class Crew {
 public:
  Crew(ThreadCluster& cluster, std::uint32_t workers, const Workbench& bench)
      : cluster_(cluster), bench_(bench) {
    for (std::uint32_t i = 1; i <= workers; ++i) {
      Communicator& endpoint = cluster.endpoint(static_cast<int>(i));
      threads_.emplace_back([&endpoint, &bench] { work(endpoint, bench); });
    }
  }
  ~Crew() {
    for (std::size_t i = 1; i <= threads_.size(); ++i) {
      cluster_.endpoint(kCoordinator).send({static_cast<int>(i), MessageKind::quit, {}});
    }
    if (bench_.interrupt) bench_.interrupt();
    for (std::thread& thread : threads_) thread.join();
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

 private:
  ThreadCluster& cluster_;
  const Workbench& bench_;
  std::vector<std::thread> threads_;
};

// What a run's folder adds to its options.
struct Session {
  double earlier = 0;
  std::function<bool()> stopped{};
};

// Seconds until the job script's machines are taken away, less what saving and leaving may take.
double until_job_ends() {
  constexpr double kLeaving = 15;
  const char* end = std::getenv("CAMBRIAN_JOB_END");  // seconds since 1970
  if (end == nullptr) return kForever;
  const double seconds = std::strtod(end, nullptr) - static_cast<double>(std::time(nullptr));
  return std::max(0.0, seconds - kLeaving);
}

CoordinatorOptions settings_of(const RunOptions& options, const Session& session) {
  CoordinatorOptions settings;
  settings.seconds = options.seconds;
  settings.earlier = session.earlier;
  settings.stopped = session.stopped;
  settings.snapshot_interval = options.snapshot_interval;
  settings.progress_interval = options.progress_interval;
  settings.lease_limit = options.lease_limit;
  settings.identity = options.identity;
  settings.equipment = options.equipment;
  settings.drain = options.drain;
  settings.closes = until_job_ends();
  settings.progress = options.progress;
  settings.warn = options.warn;
  settings.note = options.note;
  return settings;
}

Result<Outcome> run_on_threads(WorkSource& source, Workbench bench, const RunOptions& options,
                               const Session& session) {
  const std::uint32_t workers = options.threads > 0 ? options.threads : usable_cores();
  bench.identity = options.identity;
  ThreadCluster cluster(static_cast<int>(workers));
  const SteadyClock clock;
  const Crew crew(cluster, workers, bench);
  CoordinatorOptions settings = settings_of(options, session);
  // The threads are joined anyway, so there is no haste; unless they wait for an interruption.
  if (!bench.interrupt) settings.farewell = kThreadFarewell;
  auto outcome =
      Coordinator(cluster.endpoint(kCoordinator), clock, source, std::move(settings)).run();
  if (outcome) outcome->well = true;
  return outcome;
}

Result<Outcome> run_on_ranks(WorkSource& source, const RunOptions& options,
                             const Session& session) {
  RankCommunicator communicator(*options.group, std::max(1u, options.threads));
  CoordinatorOptions settings = settings_of(options, session);
  if (settings.lease_limit.factor == kForever) settings.lease_limit = kRankLeaseLimit;
  settings.silence_limit = options.silence_limit;
  settings.farewell = kRankFarewell;
  const SteadyClock clock;
  auto outcome = Coordinator(communicator, clock, source, std::move(settings)).run();
  const bool well = communicator.finish(kRankFarewell);
  if (outcome) outcome->well = well;
  return outcome;
}

Result<Outcome> run_anywhere(WorkSource& source, const Workbench& bench, const RunOptions& options,
                             const Session& session) {
  const bool ranks = options.group != nullptr && options.group->size() > 1;
  return ranks ? run_on_ranks(source, options, session)
               : run_on_threads(source, bench, options, session);
}

template <class Source>
Result<Outcome> run_source(Source& source, const Workbench& bench, RunOptions options,
                           StatusWriter::Describe describe) {
  std::atomic<bool> stop_file_seen{false};
  Session session;
  session.stopped = [&stop_file_seen, stop = options.stop] {
    return stop_file_seen || (stop != nullptr && *stop);
  };
  if (options.folder == nullptr) return run_anywhere(source, bench, options, session);
  if (auto attached = source.attach(*options.folder); !attached) return attached.error();
  session.earlier = source.earlier();
  StatusWriter status(*options.folder, std::move(describe));
  // Made by `cambrian cancel` and by job scripts.
  const std::string stop_file = options.folder->file("stop");
  std::remove(stop_file.c_str());
  options.progress = [&, show = std::move(options.progress)](const Progress& progress) {
    if (show) show(progress);
    status.update(progress);
    if (::access(stop_file.c_str(), F_OK) == 0) stop_file_seen = true;
  };
  auto outcome = run_anywhere(source, bench, options, session);
  status.finish(outcome);
  return outcome;
}

}  // namespace

Result<Outcome> run(const IslandModel& model, const RunOptions& options) {
  EvolveSource source(model, options.lag,
                      {.evaluations = options.evaluations, .epochs = options.epochs});
  Workbench bench;
  bench.model = &model;
  return run_source(source, bench, options,
                    [&model](const Individual& best) { return model.describe(best); });
}

Result<Outcome> run(const Search& search, EvaluateOptions settings, const RunOptions& options) {
  if (settings.evaluations == 0 || options.evaluations == 0) {
    settings.evaluations = std::max(settings.evaluations, options.evaluations);
  } else {
    settings.evaluations = std::min(settings.evaluations, options.evaluations);
  }
  settings.objectives = search.evaluator.objectives().size();
  EvaluateSource source(search.algorithm, search.space, settings);
  Workbench bench;
  bench.evaluator = &search.evaluator;
  bench.interrupt = search.interrupt;
  return run_source(source, bench, options, [&search](const Individual& best) {
    return search.space.describe(best.genome);
  });
}

Result<Outcome> replay(const IslandModel& model, const RunFolder& folder, RunOptions options) {
  EvolveSource source(model, options.lag,
                      {.evaluations = options.evaluations, .epochs = options.epochs});
  auto reader = folder.read_journal();
  if (!reader) return reader.error();
  if (auto read = source.replay(std::move(*reader)); !read) return read.error();
  options.folder = nullptr;
  options.group = nullptr;
  Workbench bench;
  bench.model = &model;
  return run_source(source, bench, options, nullptr);
}

Result<Outcome> replay(const Search& search, EvaluateOptions settings, const RunFolder& folder) {
  auto reader = folder.read_journal();
  if (!reader) return reader.error();
  settings.objectives = search.evaluator.objectives().size();
  EvaluateSource source(search.algorithm, search.space, settings);
  if (auto read = source.replay(std::move(*reader)); !read) return read.error();
  Outcome outcome;
  outcome.board = source.board();
  outcome.reason = source.finished();
  outcome.evaluations = source.evaluations();
  outcome.failures = source.failures();
  outcome.elapsed = source.earlier();
  return outcome;
}

}  // namespace cambrian
