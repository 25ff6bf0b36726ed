// The real coordinator on clusters in virtual time: thousands of workers, and leases of no
// duration.
#include "cluster/simulated_cluster.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cluster/coordinator.hpp"
#include "cluster/evaluate_source.hpp"
#include "engine/algorithm/random_search.hpp"
#include "engine/algorithm/regularized_evolution.hpp"
#include "tests/support/bits.hpp"

namespace cambrian {
namespace {

using testing::BitStrings;

const std::atomic<bool> kGoOn{false};
const BitStrings kSpace(40, BitStrings::Mutation::flip_each);

class OneMax : public Evaluator {
 public:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const auto ones = testing::one_max(candidates[i].genome);
      evaluations[i] = testing::evaluation_of(candidates[i], ones);
    }
  }
  std::vector<std::string> objectives() const override { return {"zeros"}; }
};

struct Standing {
  Outcome outcome;
  double busy = 0;  // share of the workers' time
  std::uint64_t failures = 0;
};

class Simulation {
 public:
  Simulation(int workers, SimulatedCluster::Fates fates, SimulatedCluster::Options options)
      : workers_(static_cast<std::uint64_t>(workers)),
        cluster_(
            workers,
            [this](const Message& lease) { return answer(lease, {.evaluator = &one_max_}, kGoOn); },
            std::move(fates), options) {
    options_.lease_limit = {.factor = 2, .grace = 5, .first = 100};
    options_.silence_limit = 30;
  }

  // Of exactly so many evaluations; the algorithm throws when it is told of one twice. How busy the
  // workers were is looked at when there are hardly evaluations for all of them any more.
  Standing run(Algorithm& algorithm, std::uint64_t evaluations) {
    EvaluateSource source(algorithm, kSpace, {.evaluations = evaluations});
    double busy = 0;
    options_.stopped = [&] {
      const bool plenty = source.evaluations() + 2 * workers_ < evaluations;
      if (!plenty && busy == 0) busy = cluster_.busy() / (workers_ * cluster_.now());
      return false;
    };
    const auto outcome = Coordinator(cluster_, cluster_, source, options_).run();
    EXPECT_TRUE(outcome) << outcome.error().message();
    EXPECT_EQ(outcome->evaluations, evaluations);
    return {*outcome, busy, source.failures()};
  }

  // Until it is stopped.
  Outcome run() {
    RandomSearch algorithm(kSpace, {.seed = 1});
    EvaluateSource source(algorithm, kSpace, {});
    return Coordinator(cluster_, cluster_, source, options_).run().value();
  }

  CoordinatorOptions& options() { return options_; }
  const SimulatedCluster& cluster() const { return cluster_; }

 private:
  const std::uint64_t workers_;
  const OneMax one_max_;
  CoordinatorOptions options_;
  SimulatedCluster cluster_;
};

// Evaluations of log-normal durations around 10 s; of a hundred one hangs until it is killed after
// a minute, and of the workers one in a hundred dies.
Fate of_a_real_cluster(int worker, std::uint64_t n) {
  Random random({.seed = 2, .island = static_cast<std::uint32_t>(worker), .step = n});
  Fate fate;
  fate.seconds = std::min(50.0, 10 * std::exp(0.5 * random.normal()));
  if (random.chance(0.01)) fate.seconds = 60;
  fate.dies = worker % 100 == 7 && n == static_cast<std::uint64_t>(worker / 100 % 8);
  return fate;
}

TEST(SimulatedCluster, TenThousandWorkersAreKeptBusyAndNothingIsLost) {
  Simulation simulation(10'000, of_a_real_cluster, {.heartbeat = 10});
  RandomSearch algorithm(kSpace, {.seed = 1});
  const Standing standing = simulation.run(algorithm, 80'000);
  EXPECT_GT(standing.busy, 0.95);
  EXPECT_EQ(standing.failures, 0u);
}

Fate of_a_millisecond(int, std::uint64_t) { return {.seconds = 1e-3}; }

TEST(SimulatedCluster, ShortLeasesWaitAtTheirWorkersSoThatTheseNeverWait) {
  Simulation simulation(4, of_a_millisecond, {.latency = 2e-3});
  RandomSearch algorithm(kSpace, {.seed = 1});
  EXPECT_GT(simulation.run(algorithm, 8'000).busy, 0.9);
}

TEST(SimulatedCluster, NoLeaseWaitsWhereTheAlgorithmWouldLearnTooLate) {
  Simulation simulation(4, of_a_millisecond, {.latency = 2e-3});
  RegularizedEvolution algorithm(kSpace, {.population = 20, .sample = 5, .seed = 1});
  // One millisecond of five.
  EXPECT_NEAR(simulation.run(algorithm, 2'000).busy, 0.2, 0.01);
}

TEST(SimulatedCluster, LongLeasesDoNotWaitBehindOneThatIsUnderWay) {
  Simulation simulation(
      4, [](int worker, std::uint64_t) { return Fate{.seconds = worker == 1 ? 50.0 : 1.0}; },
      {.latency = 2e-3});
  RandomSearch algorithm(kSpace, {.seed = 1});
  // With one in hand the slow worker would hold the end up.
  EXPECT_LT(simulation.run(algorithm, 300).outcome.session, 105);
}

TEST(SimulatedCluster, OfADeadWorkersLeasesOnlyTheOneUnderWayIsToBlame) {
  Simulation simulation(4,
                        [](int worker, std::uint64_t n) {
                          return Fate{.seconds = 1e-3, .dies = worker == 2 && n == 500};
                        },
                        {.latency = 2e-3});
  simulation.options().attempts = 1;
  RandomSearch algorithm(kSpace, {.seed = 1});
  EXPECT_EQ(simulation.run(algorithm, 8'000).failures, 1u);
}

TEST(SimulatedCluster, NothingIsBegunThatCannotBeDoneBeforeTheMachinesAreTakenAway) {
  Simulation simulation(4, [](int, std::uint64_t) { return Fate{.seconds = 70}; }, {});
  simulation.options().closes = 1000;
  simulation.options().stopped = [&] { return simulation.cluster().now() > 940; };
  const Outcome outcome = simulation.run();
  EXPECT_EQ(outcome.reason, StopReason::interrupted);
  // Every lease but the four quits was answered.
  EXPECT_EQ(outcome.evaluations, simulation.cluster().sent() - 4);
  EXPECT_NEAR(outcome.session, 980, 1);
}

}  // namespace
}  // namespace cambrian
