#include "engine/island/archipelago.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <utility>
#include <vector>

#include "tests/engine/island/one_max_islands.hpp"

namespace cambrian {
namespace {

using test::bytes_of;
using test::OneMaxIslands;
using test::OneMaxOptions;

const std::atomic<bool> kGoOn{false};

// Workers whose results come back in an order drawn from a stream: the timing of a real machine.
class Timing {
 public:
  Timing(std::size_t workers, std::uint64_t seed) : workers_(workers), random_({.seed = seed}) {}

  // Until the end, or until `results` have been told.
  void run(Archipelago& archipelago, const IslandModel& model, std::uint64_t results = UINT64_MAX) {
    std::vector<EvolveLease> held;
    while (results > 0 && archipelago.finished() == StopReason::none) {
      while (held.size() < workers_) {
        auto lease = archipelago.next();
        if (!lease) break;
        held.push_back(std::move(*lease));
      }
      ASSERT_FALSE(held.empty()) << "no work although nobody works";
      const std::uint32_t done = random_.below(static_cast<std::uint32_t>(held.size()));
      std::swap(held[done], held.back());
      EXPECT_TRUE(archipelago.tell(carry_out(held.back(), model, kGoOn)));
      held.pop_back();
      --results;
    }
    for (const EvolveLease& lease : held) archipelago.give_back(lease.island);
  }

 private:
  std::size_t workers_;
  Random random_;
};

Archipelago finished(const IslandModel& model, std::uint64_t lag, Archipelago::Limits limits,
                     std::size_t workers) {
  Archipelago archipelago(model, lag, limits);
  Timing(workers, 7 * workers).run(archipelago, model);
  return archipelago;
}

TEST(Archipelago, EndsWithTheSameBoardForAnyNumberOfWorkersAndAnyOrderOfResults) {
  const OneMaxIslands model({.islands = 5});
  for (std::uint64_t lag : {0u, 1u, 3u}) {
    const Bytes expected = bytes_of(finished(model, lag, {.epochs = 12}, 1).board());
    for (std::size_t workers : {2u, 7u, 30u}) {
      EXPECT_EQ(bytes_of(finished(model, lag, {.epochs = 12}, workers).board()), expected);
    }
  }
}

TEST(Archipelago, AnEpochReadsTheBoardAndTheEmigrantsOfTheGenerationBeforeTheLag) {
  const OneMaxIslands model({.islands = 3});
  Archipelago archipelago(model, 1, {});
  std::vector<Individual> first_emigrants(3);
  Bytes first_board;
  while (true) {
    const EvolveLease lease = *archipelago.next();
    const EvolveResult result = carry_out(lease, model, kGoOn);
    if (lease.epoch == 0) first_emigrants[lease.island] = result.report.emigrants.front();
    EXPECT_EQ(lease.immigrants.empty(), lease.epoch < 2);
    archipelago.tell(result);
    if (archipelago.generation() == 1 && first_board.empty()) {
      first_board = bytes_of(archipelago.board());
    }
    if (lease.epoch < 2) continue;
    EXPECT_EQ(lease.immigrants, std::vector<Individual>{first_emigrants[2]});
    EXPECT_EQ(bytes_of(*lease.board), first_board);
    break;
  }
}

TEST(Archipelago, AnIslandWaitsForTheOthersOnlyWhenItIsMoreThanTheLagAhead) {
  const OneMaxIslands model({.islands = 2});
  Archipelago archipelago(model, 2, {});
  const EvolveLease straggler = *archipelago.next();
  for (std::uint64_t epoch = 0; epoch <= 2; ++epoch) {
    const auto lease = archipelago.next();
    ASSERT_TRUE(lease);
    EXPECT_EQ(lease->epoch, epoch);
    archipelago.tell(carry_out(*lease, model, kGoOn));
  }
  EXPECT_FALSE(archipelago.next());
  archipelago.tell(carry_out(straggler, model, kGoOn));
  EXPECT_TRUE(archipelago.next());
}

TEST(Archipelago, DropsDuplicatesResultsOfOtherEpochsAndOfIslandsThatDoNotExist) {
  const OneMaxIslands model;
  Archipelago archipelago(model, 1, {});
  const EvolveLease lease = *archipelago.next();
  EvolveResult result = carry_out(lease, model, kGoOn);
  EXPECT_TRUE(archipelago.tell(result));
  EXPECT_FALSE(archipelago.tell(result));
  result.epoch = 5;
  EXPECT_FALSE(archipelago.tell(result));
  result.island = 99;
  EXPECT_FALSE(archipelago.tell(result));
  EXPECT_EQ(archipelago.evaluations_told(), lease.budget);
}

TEST(Archipelago, OffersALeaseThatWasGivenBackAgain) {
  const OneMaxIslands model({.islands = 1});
  Archipelago archipelago(model, 0, {});
  const EvolveLease lost = *archipelago.next();
  EXPECT_FALSE(archipelago.next());
  archipelago.give_back(lost.island);
  const EvolveLease again = *archipelago.next();
  EXPECT_EQ(again.epoch, lost.epoch);
  EXPECT_EQ(again.budget, lost.budget);
}

TEST(Archipelago, StopsAfterTheGenerationThatSolvesTheProblem) {
  const OneMaxIslands model({.bits = 24, .target = 0.0});
  const Archipelago alone = finished(model, 1, {}, 1);
  const Archipelago many = finished(model, 1, {}, 7);
  EXPECT_EQ(alone.finished(), StopReason::solved);
  EXPECT_EQ(alone.generation(), many.generation());
  EXPECT_EQ(bytes_of(alone.board()), bytes_of(many.board()));
  EXPECT_EQ(bytes_of(many.preview()), bytes_of(many.board()));
}

TEST(Archipelago, CutsTheLastBudgetsToMeetTheLimitOfEvaluationsExactly) {
  const OneMaxIslands model;
  for (std::size_t workers : {1u, 2u, 7u}) {
    for (std::uint64_t lag : {0u, 1u, 4u}) {
      const Archipelago archipelago = finished(model, lag, {.evaluations = 1001}, workers);
      EXPECT_EQ(archipelago.finished(), StopReason::evaluations);
      EXPECT_EQ(archipelago.evaluations(), 1001u);
    }
  }
}

TEST(Archipelago, SkipsEpochsWithoutABudget) {
  const OneMaxIslands model({.islands = 3, .idle_island = 1});
  const Archipelago alone = finished(model, 1, {.epochs = 9}, 1);
  EXPECT_EQ(alone.evaluations(), 9u * (20 + 22) + 3u * 21);
  EXPECT_EQ(bytes_of(alone.board()), bytes_of(finished(model, 1, {.epochs = 9}, 7).board()));
}

TEST(Archipelago, SkipsExhaustedIslandsAndEndsWhenAllAre) {
  const OneMaxIslands model({.islands = 3, .exhausted_after = 2});
  for (std::size_t workers : {1u, 2u, 7u}) {
    const Archipelago archipelago = finished(model, 1, {}, workers);
    EXPECT_EQ(archipelago.finished(), StopReason::exhausted);
    EXPECT_EQ(archipelago.generation(), 4u);
    EXPECT_EQ(archipelago.evaluations(), 2u * 20 + 3u * 21 + 4u * 22);
  }
}

TEST(Archipelago, EndsAsExhaustedWhenNoIslandEverHasABudget) {
  const OneMaxIslands model({.islands = 1, .budget = 0});
  EXPECT_EQ(Archipelago(model, 1, {}).finished(), StopReason::exhausted);
}

TEST(Archipelago, GoesOnFromASaveInTheMiddleAsIfNothingHadHappened) {
  const OneMaxIslands model({.islands = 5, .exhausted_after = 9, .idle_island = 2});
  const Bytes expected = bytes_of(finished(model, 1, {.evaluations = 700}, 1).board());
  for (std::uint64_t results = 0; results < 40; ++results) {
    Archipelago first(model, 1, {.evaluations = 700});
    Timing(3, results).run(first, model, results);
    Encoder out;
    first.save(out);
    const Bytes saved = out.take();
    Archipelago second(model, 1, {.evaluations = 700});
    Decoder in(saved);
    second.load(in);
    EXPECT_TRUE(in.at_end());
    Timing(2, results).run(second, model);
    EXPECT_EQ(bytes_of(second.board()), expected) << results << " results before the save";
  }
}

TEST(Archipelago, AFinishedOneGoesOnUnderALargerLimit) {
  const OneMaxIslands model;
  const Archipelago first = finished(model, 1, {.epochs = 3}, 2);
  Encoder out;
  first.save(out);
  const Bytes saved = out.take();
  Archipelago second(model, 1, {.epochs = 6});
  Decoder in(saved);
  second.load(in);
  Timing(2, 1).run(second, model);
  EXPECT_EQ(bytes_of(second.board()), bytes_of(finished(model, 1, {.epochs = 6}, 1).board()));
}

TEST(Archipelago, RefusesAStateOfAnotherLagOrNumberOfIslands) {
  const OneMaxIslands four({.islands = 4});
  const OneMaxIslands five({.islands = 5});
  Encoder out;
  Archipelago(four, 1, {}).save(out);
  const Bytes saved = out.take();
  Decoder for_lag(saved);
  EXPECT_THROW(Archipelago(four, 2, {}).load(for_lag), DecodeError);
  Decoder for_islands(saved);
  EXPECT_THROW(Archipelago(five, 1, {}).load(for_islands), DecodeError);
}

TEST(Archipelago, ThePreviewHoldsWhatWasToldSinceTheLastGeneration) {
  const OneMaxIslands model;
  Archipelago archipelago(model, 1, {});
  const EvolveResult result = carry_out(*archipelago.next(), model, kGoOn);
  archipelago.tell(result);
  EXPECT_TRUE(archipelago.board().hall.empty());
  HallOfFame expected;
  for (const Individual& offer : result.report.offers) expected.offer(offer);
  EXPECT_EQ(archipelago.preview().hall, expected);
}

TEST(EvolveLease, SurvivesTheWireUnchanged) {
  const OneMaxIslands model;
  Archipelago archipelago(model, 0, {});
  EvolveLease lease;
  do {
    lease = *archipelago.next();
    archipelago.tell(carry_out(lease, model, kGoOn));
  } while (lease.epoch < 2);
  Encoder out;
  lease.encode(out);
  const Bytes wire = out.take();
  Decoder in(wire);
  const EvolveLease copy = EvolveLease::decode(in);
  EXPECT_TRUE(in.at_end());
  EXPECT_EQ(copy.immigrants, lease.immigrants);
  Encoder one;
  carry_out(lease, model, kGoOn).encode(one);
  Encoder two;
  carry_out(copy, model, kGoOn).encode(two);
  EXPECT_EQ(one.take(), two.take());
}

TEST(EvolveLease, EveryTruncationOfItIsAnErrorAndNotACrash) {
  const OneMaxIslands model({.islands = 1});
  Archipelago archipelago(model, 0, {});
  archipelago.tell(carry_out(*archipelago.next(), model, kGoOn));
  Encoder out;
  archipelago.next()->encode(out);
  const Bytes wire = out.take();
  for (std::size_t size = 0; size < wire.size(); ++size) {
    Decoder in(BytesView(wire).first(size));
    EXPECT_THROW(EvolveLease::decode(in), DecodeError) << size;
  }
}

}  // namespace
}  // namespace cambrian
