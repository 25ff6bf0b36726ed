#include "engine/algorithm/schedule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "engine/space/hyperparameters.hpp"

namespace cambrian {
namespace {

using testing::HasSubstr;

// Genomes are texts.
class Texts : public SearchSpace, public Hyperparameters {
 public:
  Genome sample(Random&) const override { return of("sample"); }
  Genome vary(std::span<const Genome> parents, Random&) const override { return parents.front(); }
  std::string describe(const Genome& genome) const override {
    return {reinterpret_cast<const char*>(genome.bytes.data()), genome.bytes.size()};
  }
  Genome explore(const Genome& genome, const Exploration&, Random&) const override {
    return genome;
  }
  std::vector<double> coordinates(const Genome&) const override { return {}; }
  Result<Genome> parse(std::string_view text) const override {
    if (text == "no") return Error{"rate", "is no number", ""};
    return of(text);
  }
  static Genome of(std::string_view text) {
    const BytesView bytes = as_bytes(text);
    return Genome::of(Bytes(bytes.begin(), bytes.end()));
  }
};

const Texts kSpace;

ScheduledTraining::Params three_parts(std::uint32_t members = 1) {
  return {.members = members, .until = {2, 5, 9}, .settings = {{"a"}, {"b"}, {"c"}}};
}

Evaluation answer(const Candidate& candidate) {
  Evaluation evaluation{.id = candidate.id, .work = candidate.budget.work};
  evaluation.objectives = {1};
  evaluation.state = candidate.state;
  evaluation.state.push_back(candidate.genome.bytes.front());
  return evaluation;
}

TEST(ScheduledTraining, EachPartGoesOnFromTheOneBeforeItForItsWork) {
  ScheduledTraining training(kSpace, three_parts());
  std::string seen;
  for (auto asked = training.ask(9); !asked.empty(); asked = training.ask(9)) {
    ASSERT_EQ(asked.size(), 1U);
    seen += kSpace.describe(asked[0].genome) + std::to_string(asked[0].budget.work) + "/" +
            std::to_string(asked[0].state.size()) + " ";
    EXPECT_EQ(asked[0].parents.size(), asked[0].state.empty() ? 0U : 1U);
    training.tell(answer(asked[0]));
  }
  EXPECT_EQ(seen, "a2/0 b3/1 c4/2 ");
  EXPECT_EQ(training.states().front().size(), 3U);
}

TEST(ScheduledTraining, MembersTrainBesideOneAnotherAndAFailedOneStops) {
  ScheduledTraining training(kSpace, three_parts(3));
  const auto first = training.ask(9);
  ASSERT_EQ(first.size(), 3U);
  EXPECT_TRUE(training.ask(9).empty());
  training.tell(answer(first[1]));
  training.tell({.id = first[0].id, .status = Status::invalid});
  const auto next = training.ask(9);
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].parents, std::vector<CandidateId>{first[1].id});
}

TEST(ScheduledTraining, GoesOnAsItWasSaved) {
  ScheduledTraining training(kSpace, three_parts(2));
  const auto first = training.ask(2);
  training.tell(answer(first[1]));
  Encoder out;
  training.save(out);
  const Bytes saved = out.take();
  ScheduledTraining again(kSpace, three_parts(2));
  Decoder in(saved);
  again.load(in);
  for (ScheduledTraining* one : {&training, &again}) {
    one->tell(answer(first[0]));
    const auto next = one->ask(5);
    ASSERT_EQ(next.size(), 2U);
    EXPECT_EQ(next[0].state, answer(first[0]).state);
    EXPECT_EQ(next[1].parents, std::vector<CandidateId>{first[1].id});
  }
}

TEST(ScheduledTraining, ASchedulesFaultsAreNamed) {
  const auto error = [](ScheduledTraining::Params params) {
    return ScheduledTraining::check(params, kSpace).error().message();
  };
  EXPECT_TRUE(ScheduledTraining::check(three_parts(), kSpace).ok());
  EXPECT_THAT(error({}), HasSubstr("settings: are missing"));
  EXPECT_THAT(error({.until = {1}, .settings = {{"a"}, {"b"}}}),
              HasSubstr("1 numbers for 2 parts"));
  EXPECT_THAT(error({.until = {3, 3}, .settings = {{"a"}, {"b"}}}),
              HasSubstr("does not rise at 3"));
  EXPECT_THAT(error({.until = {1, 2}, .settings = {{"a"}, {"no"}}}),
              HasSubstr("settings[1].rate: is no number"));
}

}  // namespace
}  // namespace cambrian
