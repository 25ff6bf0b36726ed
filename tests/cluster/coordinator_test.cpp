#include "cluster/coordinator.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "cluster/evolve_source.hpp"
#include "cluster/simulated_cluster.hpp"
#include "tests/engine/island/one_max_islands.hpp"

namespace cambrian {
namespace {

using test::bytes_of;

using test::OneMaxIslands;

const std::atomic<bool> kGoOn{false};

// A run of some epochs of OneMax islands on a simulated cluster.
class Simulation {
 public:
  explicit Simulation(int workers, SimulatedCluster::Fates fates)
      : cluster_(
            workers,
            [this](const Message& lease) { return answer(lease, {.model = &model_}, kGoOn); },
            std::move(fates)) {
    options.lease_limit = {.factor = 5, .grace = 1, .first = 60};
    options.silence_limit = 4;
    options.warn = [this](const std::string& line) { warnings.push_back(line); };
  }

  Result<Outcome> run(std::uint64_t epochs = 20) {
    EvolveSource source(model_, 1, {.epochs = epochs});
    return Coordinator(cluster_, cluster_, source, options).run();
  }

  static Bytes expected(std::uint64_t epochs = 20) {
    Simulation simulation(1, [](int, std::uint64_t) { return Fate{}; });
    return bytes_of(simulation.run(epochs)->board);
  }

  CoordinatorOptions options;
  std::vector<std::string> warnings;

 private:
  OneMaxIslands model_{{.islands = 12}};
  SimulatedCluster cluster_;
};

TEST(Coordinator, ARunOnWorkersOfVerySpreadSpeedsEndsAsOnOne) {
  Simulation simulation(5, [](int worker, std::uint64_t) { return Fate{.seconds = 0.3 * worker}; });
  const auto outcome = simulation.run();
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(bytes_of(outcome->board), Simulation::expected());
  EXPECT_TRUE(simulation.warnings.empty());
}

TEST(Coordinator, GivesTheLeaseOfADeadWorkerToAnotherAfterItsSilence) {
  Simulation simulation(
      4, [](int worker, std::uint64_t n) { return Fate{.dies = worker == 2 && n == 3}; });
  const auto outcome = simulation.run();
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(bytes_of(outcome->board), Simulation::expected());
  EXPECT_EQ(
      simulation.warnings,
      std::vector<std::string>{"worker 2 is silent (dead, or cut off); its lease goes to another"});
}

TEST(Coordinator, GivesALeaseThatHangsToAnotherWorkerAfterItsLimit) {
  Simulation simulation(4, [](int worker, std::uint64_t n) {
    return Fate{.seconds = worker == 3 && n == 9 ? kForever : 1.0};
  });
  const auto outcome = simulation.run();
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(bytes_of(outcome->board), Simulation::expected());
  EXPECT_EQ(simulation.warnings,
            std::vector<std::string>{
                "worker 3 takes too long (6.08 s, others 1 s); its lease goes to another"});
}

TEST(Coordinator, TakesALateResultOnceAndThenUsesItsWorkerAgain) {
  Simulation simulation(4, [](int worker, std::uint64_t n) {
    return Fate{.seconds = worker == 3 && n == 9 ? 20.0 : 1.0};
  });
  const auto outcome = simulation.run(60);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(bytes_of(outcome->board), Simulation::expected(60));
  EXPECT_EQ(outcome->evaluations, 60u * (12 * 20 + 66));
}

TEST(Coordinator, AWorkerThatWasCutOffComesBack) {
  Simulation simulation(4, [](int worker, std::uint64_t n) {
    return Fate{.cut_off = worker == 1 && n == 2 ? 15.0 : 0.0};
  });
  const auto outcome = simulation.run(60);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(bytes_of(outcome->board), Simulation::expected(60));
  EXPECT_EQ(simulation.warnings,
            (std::vector<std::string>{
                "worker 1 is silent (dead, or cut off); its lease goes to another",
                "worker 1 came back",
            }));
}

TEST(Coordinator, GivesUpALeaseThatLosesThreeWorkers) {
  Simulation simulation(
      9, [](int worker, std::uint64_t) { return Fate{.seconds = worker <= 3 ? kForever : 1.0}; });
  simulation.options.attempts = 1;
  const auto outcome = simulation.run();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message(), "island 0, epoch 0: lost 1 workers");
}

TEST(Coordinator, EndsWithAnErrorWhenNoWorkerIsLeft) {
  Simulation simulation(3, [](int, std::uint64_t n) { return Fate{.dies = n == 2}; });
  const auto outcome = simulation.run();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().what, "no worker is left");
}

TEST(Coordinator, StopsAtTheTimeLimitToTheMoment) {
  Simulation simulation(3, [](int, std::uint64_t) { return Fate{.seconds = 7}; });
  simulation.options.seconds = 100;
  const auto outcome = simulation.run(1000);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->reason, StopReason::time);
  EXPECT_NEAR(outcome->session, 100, 0.1);
  EXPECT_FALSE(outcome->board.hall.empty());
}

TEST(Coordinator, ShowsHowBusyEachWorkerIs) {
  Simulation simulation(
      12, [](int worker, std::uint64_t) { return Fate{.seconds = worker == 1 ? 1.0 : 0.25}; });
  std::vector<double> utilisation;
  simulation.options.progress_interval = 8;
  simulation.options.progress = [&](const Progress& progress) {
    utilisation = progress.utilisation;
  };
  ASSERT_TRUE(simulation.run(100));
  EXPECT_GT(utilisation[0], 0.95);
  EXPECT_NEAR(utilisation[5], 0.25, 0.1);
}

}  // namespace
}  // namespace cambrian
