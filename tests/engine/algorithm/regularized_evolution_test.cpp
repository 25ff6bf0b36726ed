#include "engine/algorithm/regularized_evolution.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <limits>
#include <set>

#include "engine/config/config.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/driver.hpp"

namespace cambrian {
namespace {

using cambrian::testing::BitStrings;
using cambrian::testing::Driver;
using cambrian::testing::evaluation_of;
using cambrian::testing::one_max;
using cambrian::testing::saved;
using Params = RegularizedEvolution::Params;

const BitStrings kSpace(40, BitStrings::Mutation::flip_one);

/// Hashes of the genomes that the serial algorithm of the paper evaluates, written down as there.
std::vector<std::uint64_t> serial_trace(std::uint64_t seed, int cycles) {
  struct Model {
    Genome genome;
    int value;
  };
  std::deque<Model> population;
  std::vector<std::uint64_t> trace;
  const auto stream = [&](Purpose purpose) {
    return Random({.seed = seed, .step = trace.size(), .purpose = purpose});
  };
  const auto evaluate = [&](Genome genome) {
    trace.push_back(genome.hash);
    population.push_back({genome, one_max(genome)});
  };
  while (population.size() < 20) {
    Random random = stream(Purpose::init);
    evaluate(kSpace.sample(random));
  }
  while (static_cast<int>(trace.size()) < cycles) {
    Random select = stream(Purpose::select);
    const Model* parent = nullptr;
    for (int i = 0; i < 5; ++i) {
      const Model& drawn = population[select.below(20)];
      if (!parent || drawn.value > parent->value) parent = &drawn;
    }
    Random vary = stream(Purpose::vary);
    evaluate(kSpace.vary({&parent->genome, 1}, vary));
    population.pop_front();
  }
  return trace;
}

int best_of(const RegularizedEvolution& evolution) {
  double best = 0;
  evolution.population().for_each(
      [&](const auto& m) { best = std::min(best, m.individual.loss()); });
  return static_cast<int>(-best);
}

TEST(RegularizedEvolution, WithOneWorkerIsTheSerialAlgorithmOfThePaper) {
  RegularizedEvolution evolution(kSpace, {.population = 20, .sample = 5, .seed = 3});
  Driver driver(evolution);
  driver.run(500, 1);
  EXPECT_EQ(driver.trace, serial_trace(3, 500));
}

TEST(RegularizedEvolution, KeepsManyWorkersBusyFromTheFirstAskOn) {
  RegularizedEvolution evolution(kSpace, {.population = 20, .sample = 5, .seed = 3});
  EXPECT_EQ(evolution.ask(50).size(), 20u);
  EXPECT_TRUE(evolution.ask(50).empty());
  for (std::uint64_t id : {7, 0, 19, 3, 4}) {
    Candidate told;
    told.id = CandidateId{id};
    evolution.tell(evaluation_of(told, static_cast<double>(id)));
  }
  EXPECT_EQ(evolution.ask(30).size(), 30u);
}

TEST(RegularizedEvolution, FindsTheOptimumWithAnyNumberOfWorkers) {
  for (std::size_t workers : {1, 7, 40}) {
    RegularizedEvolution evolution(kSpace, {.population = 20, .sample = 5, .seed = 4});
    Driver(evolution).run(2000, workers);
    EXPECT_GE(best_of(evolution), 38) << workers << " workers";
  }
}

TEST(RegularizedEvolution, AgeIsTheOrderOfCompletion) {
  RegularizedEvolution evolution(kSpace, {.population = 3, .sample = 1, .seed = 5});
  const auto candidates = evolution.ask(3);
  for (int i : {2, 0, 1}) evolution.tell(evaluation_of(candidates[i], 0));
  EXPECT_EQ(evolution.population()[0].id, CandidateId{2});
  EXPECT_EQ(evolution.population()[2].id, CandidateId{1});
}

TEST(RegularizedEvolution, GoesOnTheSameFromASavedState) {
  for (Params params : {Params{}, Params{.refuse_duplicates = true},
                        Params{.removal = RegularizedEvolution::Removal::worst_of_sample},
                        Params{.crossover = 0.5}, Params{.restart = 30}}) {
    params.population = 20;
    params.sample = 5;
    RegularizedEvolution evolution(kSpace, params,
                                   std::make_unique<Annealing>(Annealing::Params{}));
    Driver(evolution).run(100, 9);
    RegularizedEvolution copy(kSpace, params, std::make_unique<Annealing>(Annealing::Params{}));
    const Bytes state = saved(evolution);
    Decoder in(state);
    copy.load(in);
    EXPECT_TRUE(in.at_end());
    EXPECT_EQ(saved(copy), state);
    Driver first(evolution);
    Driver second(copy);
    first.run(100, 3);
    second.run(100, 3);
    EXPECT_EQ(first.trace, second.trace);
  }
}

TEST(RegularizedEvolution, AStateCutAnywhereIsRefused) {
  RegularizedEvolution evolution(kSpace, {.population = 4, .sample = 2});
  Driver(evolution).run(9, 3);
  const Bytes state = saved(evolution);
  for (std::size_t size = 0; size < state.size(); ++size) {
    Decoder in(BytesView(state).first(size));
    EXPECT_THROW(evolution.load(in), DecodeError) << size;
  }
}

TEST(RegularizedEvolution, AnUnusableEvaluationNeverEnters) {
  RegularizedEvolution evolution(kSpace, {.population = 3, .sample = 1});
  const auto candidates = evolution.ask(3);
  Evaluation failed = evaluation_of(candidates[0], 1);
  failed.status = Status::failed;
  evolution.tell(failed);
  evolution.tell(evaluation_of(candidates[1], std::numeric_limits<double>::quiet_NaN()));
  EXPECT_TRUE(evolution.population().empty());
  const auto replacements = evolution.ask(9);
  EXPECT_EQ(replacements.size(), 2u);
  EXPECT_TRUE(replacements[0].parents.empty());
}

TEST(RegularizedEvolution, TellingTwiceOrOfAnUnknownCandidateIsABug) {
  RegularizedEvolution evolution(kSpace, {.population = 3});
  const Candidate candidate = evolution.ask(1).at(0);
  evolution.tell(evaluation_of(candidate, 1));
  EXPECT_THROW(evolution.tell(evaluation_of(candidate, 1)), std::logic_error);
}

TEST(RegularizedEvolution, NeverAsksForAGenomeTwiceWhereDuplicatesAreRefused) {
  RegularizedEvolution evolution(kSpace,
                                 {.population = 20, .sample = 10, .refuse_duplicates = true});
  Driver driver(evolution);
  driver.run(1000, 4);
  EXPECT_EQ(std::set(driver.trace.begin(), driver.trace.end()).size(), driver.trace.size());
}

TEST(RegularizedEvolution, KeepsMembersApartWhereTheSpaceHasADistance) {
  const BitStrings space(40, BitStrings::Mutation::flip_each);
  RegularizedEvolution evolution(space, {.population = 12,
                                         .sample = 4,
                                         .crossover = 0.5,
                                         .breeding_tries = 100'000,
                                         .min_distance = 3});
  Driver(evolution).run(300, 1);
  const auto& members = evolution.population();
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k)
      EXPECT_GE(kSpace.distance(members[i].individual.genome, members[k].individual.genome), 3);
  }
}

TEST(RegularizedEvolution, LetsADuplicateThroughWhereTheSpaceIsExhausted) {
  const BitStrings tiny(2, BitStrings::Mutation::flip_one);
  RegularizedEvolution evolution(tiny, {.population = 2, .sample = 2, .refuse_duplicates = true});
  Driver driver(evolution);
  driver.run(20, 1);
  EXPECT_EQ(driver.trace.size(), 20u);
}

TEST(RegularizedEvolution, WithoutAgingTheWorstOfTheSampleDies) {
  RegularizedEvolution evolution(
      kSpace,
      {.population = 3, .sample = 60, .removal = RegularizedEvolution::Removal::worst_of_sample});
  const auto candidates = evolution.ask(3);
  const int values[] = {5, 1, 9};
  for (int i = 0; i < 3; ++i) evolution.tell(evaluation_of(candidates[i], values[i]));
  const Candidate child = evolution.ask(1).at(0);
  EXPECT_THAT(child.parents, ::testing::ElementsAre(CandidateId{2}));
  evolution.tell(evaluation_of(child, 0));
  std::set<CandidateId> left;
  evolution.population().for_each([&](const auto& member) { left.insert(member.id); });
  EXPECT_THAT(left, ::testing::ElementsAre(CandidateId{0}, CandidateId{2}, CandidateId{3}));
}

TEST(RegularizedEvolution, CrossoverHasTwoParentsAtItsProbability) {
  RegularizedEvolution evolution(kSpace, {.population = 20, .sample = 2, .crossover = 0.25});
  Driver(evolution).run(20, 20);
  int two = 0;
  for (const Candidate& child : evolution.ask(1000)) two += child.parents.size() == 2;
  EXPECT_NEAR(two, 250, 4 * 14);
}

TEST(RegularizedEvolution, RestartsFromTheBestOfAllSoFar) {
  // Without selection the best dies; a restart brings it back.
  RegularizedEvolution evolution(kSpace,
                                 {.population = 10, .sample = 1, .restart = 200, .seed = 4});
  int best = 0;
  Driver driver(evolution, [&](const Candidate& candidate) {
    best = std::max(best, one_max(candidate.genome));
    return evaluation_of(candidate, one_max(candidate.genome));
  });
  driver.run(199, 1);
  ASSERT_LT(best_of(evolution), best);
  driver.run(1, 1);
  EXPECT_EQ(evolution.population().size(), 10u);
  evolution.population().for_each(
      [&](const auto& member) { EXPECT_EQ(one_max(member.individual.genome), best); });
}

TEST(RegularizedEvolution, WithNothingUsableARestartChangesNothing) {
  RegularizedEvolution evolution(kSpace, {.population = 3, .sample = 1, .restart = 2});
  Driver driver(evolution, [](const Candidate& candidate) {
    Evaluation evaluation = evaluation_of(candidate, 0);
    evaluation.status = Status::invalid;
    return evaluation;
  });
  driver.run(7, 1);
  EXPECT_TRUE(evolution.population().empty());
  EXPECT_EQ(evolution.ask(5).size(), 3u);
}

TEST(RegularizedEvolution, IsSetUpByFields) {
  Params params;
  const FieldList fields = describe(params);
  EXPECT_TRUE(set_assignment(fields, "sample=10").ok());
  EXPECT_TRUE(set_assignment(fields, "removal=worst_of_sample").ok());
  EXPECT_FALSE(set_assignment(fields, "population=0").ok());
  EXPECT_EQ(params.sample, 10u);
  EXPECT_EQ(params.removal, RegularizedEvolution::Removal::worst_of_sample);
}

class Refuse : public Acceptance {
 public:
  bool accept(const Individual&, const Individual&, Random&) override { return false; }
  void save(Encoder&) const override {}
  void load(Decoder&) override {}
};

TEST(RegularizedEvolution, AChildThatIsNotAcceptedChangesNothing) {
  RegularizedEvolution evolution(kSpace, {.population = 4, .sample = 2},
                                 std::make_unique<Refuse>());
  Driver(evolution).run(50, 1);
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(evolution.population()[i].id, CandidateId{i});
}

TEST(Annealing, AcceptsWorseChildrenLessAsTheTemperatureFalls) {
  Annealing annealing({.scale = 1, .period = 2000});
  Random random({.seed = 6});
  Individual parent;
  parent.objectives = {1};
  Individual child;
  child.objectives = {2};
  int accepted[2] = {};
  for (int i = 0; i < 2000; ++i) accepted[i / 1000] += annealing.accept(parent, child, random);
  // The integrals of exp(-1/T) over T from 1/2 to 1 and from 0 to 1/2.
  EXPECT_NEAR(accepted[0], 259, 60);
  EXPECT_NEAR(accepted[1], 38, 28);
  EXPECT_TRUE(annealing.accept(child, parent, random));
}

}  // namespace
}  // namespace cambrian
