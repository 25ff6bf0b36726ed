#include "engine/algorithm/population_based_training.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "engine/space/hyperparameters.hpp"
#include "tests/support/driver.hpp"

namespace cambrian {
namespace {

using Params = PopulationBasedTraining::Params;

double number(const Bytes& bytes) {
  double value = 0;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

Bytes bytes_of(double value) {
  Bytes bytes(sizeof value);
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

// One number in 0..1.
class Rate : public SearchSpace, public Hyperparameters {
 public:
  Genome sample(Random& random) const override { return of(random.uniform()); }
  Genome vary(std::span<const Genome> parents, Random&) const override { return parents.front(); }
  std::string describe(const Genome& genome) const override {
    return std::to_string(number(genome.bytes));
  }
  Genome explore(const Genome& genome, const Exploration& how, Random& random) const override {
    const std::vector<double>& factors = how.perturb;
    return of(std::min(1.0, number(genome.bytes) * random.pick(factors)));
  }
  std::vector<double> coordinates(const Genome& genome) const override {
    return {number(genome.bytes)};
  }
  Result<Genome> parse(std::string_view text) const override {
    if (text == "no") return Error{"rate", "is no number", ""};
    return of(std::stod(std::string(text)));
  }
  static Genome of(double value) { return Genome::of(bytes_of(value)); }
};

const Rate kSpace;

// A training whose state is how far it came: the higher the rate, the faster. The loss is below 0.
Evaluation train(const Candidate& candidate) {
  const double before = candidate.state.empty() ? 0 : number(candidate.state);
  const double after =
      before + number(candidate.genome.bytes) * static_cast<double>(candidate.budget.work);
  Evaluation evaluation{
      .id = candidate.id, .work = candidate.budget.work, .state = bytes_of(after)};
  evaluation.objectives = {-after};
  return evaluation;
}

Evaluation failure(const Candidate& candidate) {
  return {.id = candidate.id, .status = Status::failed, .note = "it failed"};
}

Params small() {
  Params params;
  params.population = 5;
  params.interval = 10;
  params.seed = 3;
  return params;
}

// One worker, until nothing is left or so many are told; gives the candidates.
std::vector<Candidate> serve(Algorithm& algorithm, int most,
                             const testing::Driver::Evaluate& evaluate = train) {
  std::vector<Candidate> all;
  for (int i = 0; i < most; ++i) {
    auto asked = algorithm.ask(1);
    if (asked.empty()) break;
    algorithm.tell(evaluate(asked.front()));
    all.push_back(std::move(asked.front()));
  }
  return all;
}

TEST(PopulationBasedTraining, PartsContinueFromTheStateThatTheyName) {
  PopulationBasedTraining algorithm(kSpace, small());
  std::map<CandidateId, Bytes> states;
  serve(algorithm, 200, [&](const Candidate& candidate) {
    const Evaluation evaluation = train(candidate);
    states[candidate.id] = evaluation.state;
    if (candidate.parents.empty()) {
      EXPECT_TRUE(candidate.state.empty());
    } else {
      EXPECT_EQ(candidate.state, states.at(candidate.parents.front()));
    }
    return evaluation;
  });
}

TEST(PopulationBasedTraining, TheLastTakeOverFromTheFirst) {
  Params params = small();
  params.length = 1000;
  PopulationBasedTraining exploiting(kSpace, params);
  params.exploit = ExploitRule::none;
  PopulationBasedTraining control(kSpace, params);
  serve(exploiting, 10'000);
  serve(control, 10'000);
  const auto worst = [](const PopulationBasedTraining& algorithm) {
    double score = -INFINITY;
    for (const auto& member : algorithm.members()) score = std::max(score, member.record->score);
    return score;
  };
  EXPECT_LT(worst(exploiting), worst(control) / 2);
}

TEST(PopulationBasedTraining, EndsWhenAllMembersHaveTheirLength) {
  Params params = small();
  params.length = 95;  // the last part is shorter
  PopulationBasedTraining algorithm(kSpace, params);
  const auto all = serve(algorithm, 10'000);
  EXPECT_TRUE(algorithm.ask(1).empty());
  EXPECT_EQ(all.size(), 5u * 10);
  for (const auto& member : algorithm.members()) EXPECT_EQ(member.worked, 95u);
}

TEST(PopulationBasedTraining, AllRulesEndAndFindTheFastest) {
  for (ExploitRule rule : {ExploitRule::truncation, ExploitRule::t_test, ExploitRule::tournament}) {
    for (bool synchronous : {false, true}) {
      Params params = small();
      params.length = 600;
      params.exploit = rule;
      params.synchronous = synchronous;
      PopulationBasedTraining algorithm(kSpace, params);
      serve(algorithm, 10'000);
      double best = 0;
      for (const auto& member : algorithm.members()) best = std::min(best, member.record->score);
      EXPECT_LT(best, -450) << static_cast<int>(rule) << synchronous;
    }
  }
}

TEST(PopulationBasedTraining, GoesOnFromASavedStateAsIfNothingHadHappened) {
  for (bool synchronous : {false, true}) {
    Params params = small();
    params.population = 20;
    params.synchronous = synchronous;
    PopulationBasedTraining algorithm(kSpace, params);
    PopulationBasedTraining copy(kSpace, params);
    testing::expect_the_same_from_a_saved_state(algorithm, copy, train);
  }
}

TEST(PopulationBasedTraining, SynchronousItAsksTheSameForAnyNumberOfWorkers) {
  std::set<std::vector<std::uint64_t>> traces;
  for (std::size_t workers : {1u, 3u, 20u}) {
    Params params = small();
    params.synchronous = true;
    PopulationBasedTraining algorithm(kSpace, params);
    testing::Driver driver(algorithm, train);
    driver.run(100, workers);
    driver.trace.resize(100);
    traces.insert(driver.trace);
  }
  EXPECT_EQ(traces.size(), 1u);
}

TEST(PopulationBasedTraining, WithAQuorumNobodyWaitsForTheLate) {
  Params params = small();
  params.synchronous = true;
  params.quorum = 0.6;
  PopulationBasedTraining algorithm(kSpace, params);
  std::vector<Candidate> asked = algorithm.ask(5);
  for (int i = 0; i < 2; ++i) algorithm.tell(train(asked[i]));
  EXPECT_TRUE(algorithm.ask(1).empty());
  algorithm.tell(train(asked[2]));
  EXPECT_EQ(algorithm.ask(5).size(), 3u);
  algorithm.tell(train(asked[3]));
  algorithm.tell(train(asked[4]));
}

// A rate that is drawn anew at times.
class DrawnRate : public Rate {
 public:
  Genome explore(const Genome& genome, const Exploration& how, Random& random) const override {
    return random.chance(how.resample) ? sample(random) : Rate::explore(genome, how, random);
  }
};

const DrawnRate kDrawn;

// The fastest rate lies between the others, and moves away while the training goes on.
Evaluation chase(const Candidate& candidate) {
  const double before = candidate.state.empty() ? 0 : number(candidate.state);
  const double off = number(candidate.genome.bytes) - (before < 60 ? 0.2 : 0.8);
  const double after =
      before + static_cast<double>(candidate.budget.work) * std::exp(-30 * off * off);
  return {.id = candidate.id,
          .objectives = {-after},
          .work = candidate.budget.work,
          .state = bytes_of(after)};
}

double reached(PopulationBasedTraining::Explore explore, std::uint64_t seed) {
  Params params = small();
  params.explore = explore;
  params.seed = seed;
  params.population = 8;
  params.interval = 4;
  PopulationBasedTraining algorithm(kDrawn, params);
  serve(algorithm, 400, chase);
  double most = 0;
  for (const auto& member : algorithm.members()) most = std::max(most, -member.record->score);
  return most;
}

TEST(PopulationBasedTraining, AModelFindsWhatGainsMostSooner) {
  double by_model = 0;
  double by_chance = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    by_model += reached(PopulationBasedTraining::Explore::model, seed);
    by_chance += reached(PopulationBasedTraining::Explore::perturb, seed);
  }
  EXPECT_GT(by_model, 1.2 * by_chance);
}

TEST(PopulationBasedTraining, AModelIsPartOfTheSavedState) {
  Params params = small();
  params.explore = PopulationBasedTraining::Explore::model;
  PopulationBasedTraining whole(kDrawn, params);
  serve(whole, 60, chase);
  Encoder out;
  whole.save(out);
  const Bytes bytes = out.take();
  Decoder in(bytes);
  PopulationBasedTraining resumed(kDrawn, params);
  resumed.load(in);
  const auto expected = serve(whole, 40, chase);
  const auto found = serve(resumed, 40, chase);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i].genome, expected[i].genome);
}

TEST(PopulationBasedTraining, StartsFromGivenSettingsAndRefusesBadOnes) {
  Params params = small();
  params.start = {{"0.25"}, {"0.5"}};
  ASSERT_TRUE(PopulationBasedTraining::check(params, kSpace));
  PopulationBasedTraining algorithm(kSpace, params);
  const auto asked = algorithm.ask(3);
  EXPECT_EQ(asked[0].genome, Rate::of(0.25));
  EXPECT_EQ(asked[1].genome, Rate::of(0.5));
  params.start = {{"0.5"}, {"no"}};
  EXPECT_EQ(PopulationBasedTraining::check(params, kSpace).error().where, "start[1].rate");
  params = small();
  params.perturb.clear();
  EXPECT_EQ(PopulationBasedTraining::check(params, kSpace).error().where, "perturb");
}

// What users of other implementations complain of.

TEST(Complaints, ExploitingAMemberThatNeverSavedAStateIsImpossible) {
  Params params = small();
  PopulationBasedTraining algorithm(kSpace, params);
  CandidateId best{};
  serve(algorithm, 300, [&](const Candidate& candidate) {
    Evaluation evaluation = train(candidate);
    // The best score of all, but nothing to go on from.
    if (candidate.id == CandidateId{2}) {
      best = candidate.id;
      evaluation.state.clear();
      evaluation.objectives = {-1e9};
    }
    for (CandidateId parent : candidate.parents) EXPECT_NE(parent, CandidateId{2});
    return evaluation;
  });
  EXPECT_EQ(best, CandidateId{2});
  for (const auto& member : algorithm.members()) EXPECT_FALSE(member.record->state.empty());
}

TEST(Complaints, TheStepCountTravelsWithTheState) {
  Params params = small();
  PopulationBasedTraining algorithm(kSpace, params);
  std::map<CandidateId, std::uint64_t> steps;
  serve(algorithm, 500, [&](const Candidate& candidate) {
    Evaluation evaluation = train(candidate);
    steps[candidate.id] = candidate.budget.work;
    for (CandidateId parent : candidate.parents) steps[candidate.id] += steps.at(parent);
    return evaluation;
  });
  for (const auto& member : algorithm.members())
    EXPECT_EQ(member.record->steps, steps.at(member.record->id));
}

TEST(Complaints, AMemberThatDiesDoesNotBlockASynchronousPopulation) {
  Params params = small();
  params.synchronous = true;
  params.length = 300;
  PopulationBasedTraining algorithm(kSpace, params);
  int failures = 0;
  serve(algorithm, 10'000, [&](const Candidate& candidate) {
    if (static_cast<std::uint64_t>(candidate.id) % 7 != 3) return train(candidate);
    ++failures;
    return failure(candidate);
  });
  EXPECT_GT(failures, 10);
  EXPECT_TRUE(algorithm.ask(1).empty());
  for (const auto& member : algorithm.members()) EXPECT_EQ(member.record->steps, 300u);
}

TEST(Complaints, SynchronousBurnInDoesNotHang) {
  Params params = small();
  params.synchronous = true;
  params.burn_in = 55;
  params.length = 200;
  PopulationBasedTraining algorithm(kSpace, params);
  serve(algorithm, 10'000);
  for (const auto& member : algorithm.members()) EXPECT_EQ(member.record->steps, 200u);
}

TEST(Complaints, APopulationLargerThanTheWorkersNeverRunsOutOfWork) {
  Params params = small();
  params.population = 50;
  PopulationBasedTraining algorithm(kSpace, params);
  testing::Driver driver(algorithm,
                         train);  // fails when nothing is given while nothing is in flight
  driver.run(1000, 3);
  std::uint64_t fewest = UINT64_MAX;
  std::uint64_t most = 0;
  for (const auto& member : algorithm.members()) {
    fewest = std::min(fewest, member.record->steps);
    most = std::max(most, member.record->steps);
  }
  EXPECT_LE(most - fewest, 2 * params.interval);
}

TEST(PopulationBasedTraining, EndsAlsoWhereTrainingMakesWorse) {
  // The last take over from who has trained least, so states hardly ever all get as far.
  int held_back = 0;
  const auto worsen = [](const Candidate& candidate) {
    Evaluation evaluation = train(candidate);
    evaluation.objectives = {-evaluation.objectives.front()};
    return evaluation;
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Params params = small();
    params.seed = seed;
    params.length = 100;
    PopulationBasedTraining algorithm(kSpace, params);
    EXPECT_EQ(serve(algorithm, 10'000, worsen).size(), 5U * 10U);
    std::uint64_t least = 100;
    for (const auto& member : algorithm.members()) {
      EXPECT_EQ(member.worked, 100U);
      least = std::min(least, member.record->steps);
    }
    held_back += least < 100 ? 1 : 0;
  }
  EXPECT_EQ(held_back, 19);
}

TEST(WelchsTest, AgreesWithTables) {
  // Values of R's t.test(..., alternative = "less").
  EXPECT_NEAR(welch_p({1, 2, 3, 4, 5}, {2, 3, 4, 5, 6}), 0.1732968, 1e-6);
  EXPECT_EQ(welch_p({2, 3, 4}, {1, 2, 3}), 1);
  EXPECT_EQ(welch_p({1}, {2, 3}), 1);
  EXPECT_EQ(welch_p({1, 1, 1}, {2, 2, 2}), 0);
  // Student's t of 12.706 with one degree of freedom is the 97.5 % quantile; of 2.228 with ten.
  EXPECT_NEAR(welch_p({0, 0, 0, 0}, {1, 2, 3, 4}), 0.0151, 2e-3);
}

}  // namespace
}  // namespace cambrian
