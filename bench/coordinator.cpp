// How much one coordinator can serve: Evaluate leases per second over threads and over MPI, in
// memory and journalled; and how busy it keeps up to 10,000 simulated workers. Prints a JSON object
// per measurement; scripts/plot_scaling.py draws them.
//
//   coordinator serve [CASE]              leases over two threads
//   mpirun -n 3 coordinator serve CASE    the same leases over MPI
//   coordinator simulate [WORKERS MINUTES]  a simulated cluster
#include <time.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/measure.hpp"
#include "cluster/coordinator.hpp"
#include "cluster/evaluate_source.hpp"
#include "cluster/relay.hpp"
#include "cluster/run.hpp"
#include "cluster/simulated_cluster.hpp"
#include "engine/algorithm/random_search.hpp"

namespace {

using namespace cambrian;
using bench::thread_seconds;

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

struct Case {
  std::size_t genome;
  std::uint64_t batch;
  bool journal = false;
};

constexpr Case kCases[] = {
    {64, 1}, {1024, 1}, {65536, 1}, {64, 16}, {64, 1, true}, {1024, 1, true}, {64, 16, true},
};

int print(const Result<Outcome>& outcome, const nlohmann::ordered_json& line) {
  if (outcome) {
    std::cout << line << std::endl;
  } else {
    std::cerr << outcome.error().message() << std::endl;
  }
  return outcome ? 0 : 3;
}

// Two seconds of one kind of lease.
int measure(const Case& what, ProcessGroup* group) {
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
  if (!outcome) return print(outcome, {});
  const auto count = static_cast<double>(outcome->evaluations);
  return print(outcome, {{"over", group != nullptr ? "mpi" : "threads"},
                         {"workers", group != nullptr ? group->size() - 1 : 2},
                         {"genome_bytes", what.genome},
                         {"results_per_lease", what.batch},
                         {"journalled", what.journal},
                         {"results", outcome->evaluations},
                         {"results_per_second", std::round(count / outcome->session)},
                         {"coordinator_cpu_us_per_result", 1e6 * spent / count}});
}

// Log-normal durations around 10 s, at most 5 times the median; 1 % of the evaluations hang until
// their process is killed after a minute, 1 % of the workers die in the course of the run.
int simulate(int workers, double minutes) {
  const BlockSpace space(64);
  const Trivial evaluator;
  RandomSearch algorithm(space, {.seed = 1});
  EvaluateSource source(algorithm, space, {});
  Workbench bench;
  bench.evaluator = &evaluator;
  const std::atomic<bool> go_on{false};
  const double leases_each = minutes * 60 / 12;
  SimulatedCluster cluster(
      workers, [&](const Message& lease) { return answer(lease, bench, go_on); },
      [&](int worker, std::uint64_t n) {
        Random random({.seed = 2, .island = static_cast<std::uint32_t>(worker), .step = n});
        Fate fate;
        fate.seconds = std::min(50.0, 10 * std::exp(0.5 * random.normal()));
        if (random.chance(0.01)) fate.seconds = 60;
        fate.dies = random.chance(0.01 / leases_each);
        return fate;
      },
      {.latency = 1e-3});
  CoordinatorOptions options;
  options.seconds = minutes * 60;
  options.lease_limit = {.factor = 2, .grace = 5, .first = 100};
  options.silence_limit = 30;
  const double before = thread_seconds();
  const auto outcome = Coordinator(cluster, cluster, source, options).run();
  const double spent = thread_seconds() - before;
  if (!outcome) return print(outcome, {});
  const auto count = static_cast<double>(outcome->evaluations);
  return print(outcome, {{"over", "simulation"},
                         {"workers", workers},
                         {"minutes", minutes},
                         {"results", outcome->evaluations},
                         {"utilisation", cluster.busy() / (workers * outcome->session)},
                         {"leases_given_again", cluster.sent() - outcome->evaluations},
                         {"cpu_us_per_result", 1e6 * spent / count}});
}

int serve(const std::vector<Case>& cases) {
  const auto group = join_process_group();
  int status = 0;
  if (!group) {
    for (const Case& what : cases) status = std::max(status, measure(what, nullptr));
    return status;
  }
  const Trivial evaluator;
  Workbench bench;
  bench.evaluator = &evaluator;
  if (group->rank() > 0) return relay(*group, bench, {}) ? 0 : 3;
  status = measure(cases.front(), group.get());
  group->leave(true, status);
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const std::string what = words.empty() ? "" : words[0];
  if (what == "serve" && words.size() == 2) return serve({kCases[std::stoul(words[1])]});
  if (what == "serve") return serve({std::begin(kCases), std::end(kCases)});
  if (what == "simulate" && words.size() == 3) {
    return simulate(std::stoi(words[1]), std::stod(words[2]));
  }
  if (what == "simulate") {
    int status = 0;
    for (const int workers : {10, 100, 1000, 10000}) {
      status = std::max(status, simulate(workers, workers < 10000 ? 60 : 15));
    }
    return status;
  }
  std::cerr << "coordinator serve [CASE] | simulate [WORKERS MINUTES]" << std::endl;
  return 2;
}
