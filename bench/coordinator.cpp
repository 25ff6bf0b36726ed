// How much one coordinator can serve: Evaluate leases per second over threads, with a journal, and
// over MPI; and how busy it keeps 10,000 simulated workers.
//
//   coordinator                      all measurements over threads and the simulation
//   mpirun -n 3 coordinator mpi      the same leases over MPI
#include <sys/resource.h>
#include <time.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cluster/coordinator.hpp"
#include "cluster/evaluate_source.hpp"
#include "cluster/relay.hpp"
#include "cluster/run.hpp"
#include "cluster/simulated_cluster.hpp"
#include "engine/algorithm/random_search.hpp"

namespace {

using namespace cambrian;

class BlockSpace : public SearchSpace {
 public:
  explicit BlockSpace(std::size_t size) : size_(size) {}
  Genome sample(Random& random) const override {
    Bytes bytes(size_);
    const std::uint64_t word = random.bits64();
    std::memcpy(bytes.data(), &word, sizeof word);
    return {std::move(bytes), word};
  }
  Genome vary(std::span<const Genome>, Random& random) const override { return sample(random); }
  std::string describe(const Genome&) const override { return "block"; }

 private:
  std::size_t size_;
};

class Trivial : public Evaluator {
 public:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      evaluations[i].id = candidates[i].id;
      evaluations[i].objectives = {static_cast<double>(candidates[i].genome.hash)};
    }
  }
  std::vector<std::string> objectives() const override { return {"hash"}; }
};

double thread_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct Case {
  const char* name;
  std::size_t genome;
  std::uint64_t batch;
  bool journal = false;
};

void measure(const Case& what, ProcessGroup* group) {
  const BlockSpace space(what.genome);
  const Trivial evaluator;
  RandomSearch algorithm(space, {.seed = 1});
  char pattern[] = "/tmp/cambrian-bench-XXXXXX";
  const std::string parent = ::mkdtemp(pattern);
  std::optional<RunFolder> folder;
  if (what.journal) folder.emplace(RunFolder::create(parent + "/run", {}).value());
  RunOptions options;
  options.threads = group != nullptr ? 1 : 2;
  options.seconds = 2;
  options.folder = folder ? &*folder : nullptr;
  options.group = group;
  const double before = thread_seconds();
  const auto outcome = run(Search{algorithm, space, evaluator}, {.batch = what.batch}, options);
  const double spent = thread_seconds() - before;
  std::filesystem::remove_all(parent);
  if (!outcome) {
    std::printf("%s\n", outcome.error().message().c_str());
    return;
  }
  const auto count = static_cast<double>(outcome->evaluations);
  std::printf(
      "%-10s %7zu B  batch %3llu  %-11s %9.0f results/s  %6.2f us of coordinator CPU each\n",
      what.name, what.genome, static_cast<unsigned long long>(what.batch),
      what.journal ? "journalled" : "in memory", count / outcome->session, 1e6 * spent / count);
}

constexpr Case kCases[] = {
    {"threads", 64, 1},          {"threads", 64, 16},      {"threads", 1024, 1},
    {"threads", 65536, 1},       {"threads", 64, 1, true}, {"threads", 64, 64, true},
    {"threads", 1024, 64, true},
};
constexpr Case kMpiCases[] = {{"mpi", 64, 1}, {"mpi", 1024, 1}, {"mpi", 65536, 1}, {"mpi", 64, 16}};

// Log-normal durations around 10 s, at most 5 times the median; 1 % of the evaluations hang until
// their process is killed after a minute, 1 % of the workers die in the course of the run.
void simulate(int workers, double hours) {
  const BlockSpace space(64);
  const Trivial evaluator;
  RandomSearch algorithm(space, {.seed = 1});
  EvaluateSource source(algorithm, space, {});
  Workbench bench;
  bench.evaluator = &evaluator;
  const std::atomic<bool> go_on{false};
  const double leases_each = hours * 3600 / 12;
  SimulatedCluster cluster(
      workers, [&](const Message& lease) { return answer(lease, bench, go_on); },
      [&](int worker, std::uint64_t n) {
        Random random({.seed = 2, .island = static_cast<std::uint32_t>(worker), .step = n});
        Fate fate;
        fate.seconds = std::min(50.0, 10 * std::exp(0.5 * random.normal()));
        if (random.chance(0.01)) fate.seconds = 60;
        fate.dies = random.chance(0.01 / leases_each);
        return fate;
      });
  CoordinatorOptions options;
  options.seconds = hours * 3600;
  options.lease_limit = {.factor = 2, .grace = 5, .first = 100};
  options.silence_limit = 30;
  const double before = thread_seconds();
  const auto outcome = Coordinator(cluster, cluster, source, options).run();
  const double spent = thread_seconds() - before;
  if (!outcome) {
    std::printf("%s\n", outcome.error().message().c_str());
    return;
  }
  const auto count = static_cast<double>(outcome->evaluations);
  std::printf(
      "simulated  %d workers, %.2f h: %.0f results, workers busy %.2f %% of the time, %.2f us of "
      "CPU "
      "each (simulation included), %llu leases given again\n",
      workers, hours, count, 100 * cluster.busy() / (workers * outcome->session),
      1e6 * spent / count, static_cast<unsigned long long>(cluster.sent() - outcome->evaluations));
}

int main_over_mpi() {
  const auto group = join_process_group();
  if (!group) {
    std::printf("start it with mpirun\n");
    return 2;
  }
  const Trivial evaluator;
  Workbench bench;
  bench.evaluator = &evaluator;
  if (group->rank() > 0) return relay(*group, bench, {}) ? 0 : 3;
  const char* word = std::getenv("CASE");
  measure(kMpiCases[word != nullptr ? std::atoi(word) : 0], group.get());
  group->leave(true, 0);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]) == "mpi") return main_over_mpi();
  for (const Case& what : kCases) measure(what, nullptr);
  simulate(1000, 1);
  simulate(10000, 0.25);
  return 0;
}
