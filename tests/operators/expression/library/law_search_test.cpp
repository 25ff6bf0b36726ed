#include "operators/expression/library/law_finder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "operators/expression/library/values.hpp"
#include "tests/operators/expression/library/rows.hpp"

namespace cambrian::expression {
namespace {

/// Laws found within a number of look-ups.
std::vector<Law> laws_of(const Rows& data, std::uint64_t lookups) {
  LawSearch search(data.library(), data.view(), usual_vocabulary());
  while (lookups > 0 && search.laws().empty()) {
    const std::uint64_t done = search.advance(std::min<std::uint64_t>(lookups, 10'000));
    if (done == 0) break;
    lookups -= std::min(done, lookups);
  }
  return search.laws();
}

TEST(LawSearch, FindsAPureMonomialAtOnce) {
  const Rows data(3, [](const auto& x) { return 0.5 * x[0] * x[1] * x[1] / std::sqrt(x[2]); });
  ASSERT_EQ(laws_of(data, 1).size(), 1u);
}

TEST(LawSearch, FindsAMonomialTimesASmallStructure) {
  const Rows data(3, [](const auto& x) { return x[0] / std::sqrt(1 - 0.04 * x[1] * x[1] / x[2]); });
  const auto laws = laws_of(data, 1'000'000);
  ASSERT_FALSE(laws.empty());
  EXPECT_LT(laws.back().error, 1e-20);
}

TEST(LawSearch, FindsAWeightedMean) {
  const Rows data(4, [](const auto& x) { return (x[0] * x[1] + x[2] * x[3]) / (x[0] + x[2]); });
  EXPECT_FALSE(laws_of(data, 1'000'000).empty());
}

TEST(LawSearch, FindsWhatIsLeftWhenTermsAreTakenAway) {
  const Rows data(
      2, [](const auto& x) { return x[0] + std::log(x[0] + 0.75 / (x[0] + x[1] * x[1] + 0.41)); });
  const auto laws = laws_of(data, 10'000'000);
  ASSERT_FALSE(laws.empty());
  EXPECT_LT(laws.back().error, 1e-20);
}

TEST(LawSearch, FindsALawThatUnderflowsOnSomeRows) {
  const Rows data(3, [](const auto& x) { return x[0] * std::exp(-2 * std::pow(x[1] * x[2], 3)); });
  ASSERT_LT(*std::min_element(data.target.begin(), data.target.end()), 1e-308);
  EXPECT_FALSE(laws_of(data, 1'000'000).empty());
}

std::vector<Law> laws_with(const Rows& data, std::vector<std::string> definitions,
                           std::uint64_t lookups) {
  const Vocabulary vocabulary = make_vocabulary({.variables = {"x1", "x2", "x3", "x4"},
                                                 .operators = {"+", "-", "*", "/"},
                                                 .definitions = std::move(definitions)})
                                    .value();
  LawSearch search(
      std::make_shared<Library>(choose_probe(data.view().columns, data.target), vocabulary),
      data.view(), vocabulary);
  for (std::uint64_t done = 0; search.laws().empty() && done < lookups;) {
    const std::uint64_t now = search.advance(20'000);
    if (now == 0) break;
    done += now;
  }
  return search.laws();
}

TEST(LawSearch, AppliesAnOperatorOfTheUser) {
  const Rows data(
      4, [](const auto& x) { return x[0] * std::log(1 + std::exp(x[1] - x[2])) + 3 * x[3]; });
  const auto laws = laws_with(data, {"soft(t) = log(1 + exp(t))"}, 1'000'000);
  ASSERT_FALSE(laws.empty());
  EXPECT_LT(laws.back().error, 1e-20);
  EXPECT_TRUE(std::ranges::any_of(laws.back().expression.nodes,
                                  [](const Node& node) { return node.op == Op::user; }));
}

TEST(LawSearch, UndoesAnOperatorOfTheUserThatIsGivenWithItsInverse) {
  const Rows data(4, [](const auto& x) {
    return std::log(1 + std::exp((x[0] * x[1] + x[2] * x[3]) / (x[0] + x[2])));
  });
  const std::string soft = "soft(t) = log(1 + exp(t))";
  EXPECT_TRUE(laws_with(data, {soft}, 1'000'000).empty());
  const auto laws = laws_with(data, {soft + "; inverse(y) = log(exp(y) - 1)"}, 1'000'000);
  ASSERT_FALSE(laws.empty());
  EXPECT_LT(laws.back().error, 1e-20);
}

TEST(LawSearch, WithUnitsFindsWhatIsHiddenWithoutThem) {
  const Rows data(5, [](const auto& x) { return x[0] * x[1] * std::sin(x[2] / x[3]) + x[4]; });
  LawData with_units = data.view();
  for (const char* unit : {"kg", "m", "s", "s", "kg m", "kg m"}) {
    with_units.units.push_back(*parse_units(unit));
  }
  LawFinder finder(std::make_shared<LawSpace>(with_units, usual_vocabulary()));
  while (finder.laws().empty() && finder.lookups() < 3'000'000) finder.advance(20'000);
  ASSERT_FALSE(finder.laws().empty());
  EXPECT_LT(finder.laws().back().error, 1e-20);
}

/// The shortest law in spans of the columns within a number of look-ups.
std::optional<Law> law_in_spans(const Rows& data, std::uint64_t lookups) {
  const auto space = data.space();
  const LawSpace::Ground* ground = space->ground(Track::original_spans);
  if (ground == nullptr) return std::nullopt;
  LawSearch search(ground->library, ground->data, space->vocabulary(), {.spans = ground->spans});
  search.advance(lookups);
  return search.laws().empty() ? std::nullopt : std::optional(search.laws().back());
}

TEST(LawsInSpans, AreSumsOfAnyLengthBehindAFunction) {
  const Rows data(5, [](const auto& x) {
    double sum = 5;
    for (const double v : x) sum += (v - 3) * (v - 3);
    return 10 / sum;
  });
  const auto law = law_in_spans(data, 10'000);
  ASSERT_TRUE(law);
  EXPECT_LT(law->error, 1e-24);
}

TEST(LawsInSpans, MayHoldOneTermThatIsNotSimple) {
  const Rows data(3, [](const auto& x) {
    return x[0] + x[1] + x[2] + 0.31 * x[1] * x[2] - 3.19 + std::sqrt(x[0] + std::exp(x[1]));
  });
  EXPECT_TRUE(law_in_spans(data, 10'000));
}

TEST(LawsInSpans, AreProductsOfManyFunctions) {
  const Rows data(2, [](const auto& x) {
    return std::pow(x[0], 3) * std::exp(-x[0]) * std::sin(x[0]) * std::log(x[1]) / (1 + x[1]);
  });
  EXPECT_TRUE(law_in_spans(data, 10'000));
}

TEST(LawsInSpans, AreRatiosOfTwoSums) {
  const Rows data(3, [](const auto& x) {
    return 0.81 + (2 * x[0] + 3 * x[1] * x[1]) / (4 * std::pow(x[1], 3) + 5 * std::pow(x[2], 4));
  });
  const auto law = law_in_spans(data, 200'000);
  ASSERT_TRUE(law);
  EXPECT_LT(law->error, 1e-24);
}

TEST(LawsInSpans, AreNotApproximations) {
  // A dozen smooth terms come close to any smooth function of one column.
  for (double (*function)(double) :
       {+[](double x) { return std::erf(x / 2); }, +[](double x) { return std::lgamma(x + 1); },
        +[](double x) { return std::cyl_bessel_j(0, x); }}) {
    const Rows data(1, [function](const auto& x) { return function(x[0]); });
    ASSERT_NE(data.space()->ground(Track::original_spans), nullptr);
    EXPECT_FALSE(law_in_spans(data, 30'000));
  }
}

TEST(LawsInSpans, NeedMoreRowsThanTerms) {
  EXPECT_EQ(span_rows(2, 20), 0u);
  EXPECT_EQ(span_rows(2, 40), 30u);
  EXPECT_LT(span_rows(200, 1'000), 400u);
}

TEST(LawFinder, UsesARareFunctionOnlyWhenItIsGiven) {
  const Rows data(2, [](const auto& x) { return std::asin(x[0] / (4 * x[1])); });
  Vocabulary vocabulary = usual_vocabulary();
  for (const bool given : {false, true}) {
    if (given) vocabulary.rare.push_back(Node::operation(Op::asin));
    LawFinder finder(std::make_shared<LawSpace>(data.view(), vocabulary));
    finder.advance(20'000);
    EXPECT_EQ(finder.laws().empty(), !given);
  }
}

TEST(LawFinder, ClaimsNothingForFiftyRandomTargets) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Random noise({.seed = seed});
    const Rows data(
        1 + seed % 4, [&noise](const auto&) { return noise.normal(); }, 0, seed);
    LawFinder finder(data.space());
    // Every fifth also in reduced columns and spans, which a head start of the others delays.
    finder.advance(seed % 5 == 0 ? 700'000 : 40'000);
    EXPECT_TRUE(finder.laws().empty()) << seed;
  }
}

TEST(LawFinder, FindsEveryPlantedLaw) {
  // A product of powers of the columns times a small structure of two of them.
  const std::vector<double (*)(double)> structures = {
      [](double u) { return 1 / (1 + u); },          [](double u) { return std::exp(-u); },
      [](double u) { return std::sqrt(1 + u * u); }, [](double u) { return std::cos(u); },
      [](double u) { return 1 - 0.3 * u; },          [](double u) { return std::log(1 + u); },
  };
  Random random({.seed = 6});
  for (std::size_t i = 0; i < 4 * structures.size(); ++i) {
    const double scale = random.uniform(-3, 3);
    const double p = std::round(random.uniform(-4, 4)) / 2, q = std::round(random.uniform(-3, 3));
    const bool ratio = random.chance(0.5);
    const Rows data(
        3,
        [&](const auto& x) {
          const double u = ratio ? x[0] / x[1] : x[0] * x[2];
          return scale * std::pow(x[1], p) * std::pow(x[2], q) * structures[i % 6](u);
        },
        0, i + 1);
    LawFinder finder(data.space());
    while (finder.laws().empty() && finder.lookups() < 300'000) finder.advance(20'000);
    EXPECT_FALSE(finder.laws().empty()) << i;
  }
}

TEST(LawFinder, GoesOnFromASavedPlaceAsIfItHadNotStopped) {
  const Rows data(3, [](const auto& x) { return std::sin(x[0] * x[1]) + std::exp(x[2] / x[0]); });
  LawFinder whole(data.space()), first(data.space()), second(data.space());
  whole.advance(200'000);
  whole.advance(200'000);
  first.advance(200'000);
  second.resume(first.position());
  second.advance(200'000);
  const LawFinderPosition resumed = second.position(), uninterrupted = whole.position();
  for (std::size_t i = 0; i < kTracks; ++i) {
    EXPECT_EQ(resumed.tracks[i].search.unit, uninterrupted.tracks[i].search.unit);
    EXPECT_EQ(resumed.tracks[i].search.checks, uninterrupted.tracks[i].search.checks);
    EXPECT_EQ(resumed.tracks[i].lookups, uninterrupted.tracks[i].lookups);
  }
}

TEST(LawFinder, PartsTogetherFindWhatOneFinds) {
  const Rows data(4, [](const auto& x) {
    return (x[0] - x[1] * x[3]) / std::sqrt(1 + x[1] * x[1] / (x[2] * x[2]));
  });
  const auto space = data.space();
  for (const std::uint32_t parts : {1u, 2u, 7u}) {
    bool found = false;
    for (std::uint32_t part = 0; part < parts; ++part) {
      LawFinder finder(space, {.part = part, .parts = parts});
      finder.advance(4'000'000 / parts);
      found = found || !finder.laws().empty();
    }
    EXPECT_TRUE(found) << parts;
  }
}

TEST(LawFinder, ComesNearALawUnderNoise) {
  Random noise({.seed = 2});
  const Rows data(3, [&noise](const auto& x) {
    return x[0] * std::exp(-x[1] / x[2]) * (1 + 0.01 * noise.normal());
  });
  // The first of four parts, so that correlations begin soon.
  LawFinder finder(data.space(), {.part = 0, .parts = 4});
  double least = 1;
  for (int i = 0; i < 6; ++i) {
    finder.advance(500'000);
    for (const Law& law : finder.take_near()) {
      if (law.expression.size() <= 12) least = std::min(least, law.error);
    }
  }
  EXPECT_LT(least, 2e-3);
}

TEST(LawFinder, TellsALawFromSmoothFormsThatNoiseHides) {
  Random noise({.seed = 3});
  const auto law = [](const auto& x) { return x[0] / std::sqrt(1 + std::pow(x[1] / x[2], 2)); };
  const Rows data(3, [&](const auto& x) { return law(x) * (1 + 0.01 * noise.normal()); });
  const Rows clean(3, law);
  // The first of four parts, so that correlations begin soon.
  LawFinder finder(data.space(), {.part = 0, .parts = 4});
  double least = 1;
  for (int i = 0; i < 2; ++i) {
    finder.advance(1'500'000);
    for (const Law& found : finder.take_near()) {
      const std::vector<double> predicted = evaluate(found.expression, data.view().columns);
      double error = 0, size = 0;
      for (std::size_t r = 0; r < predicted.size(); ++r) {
        error += std::pow(predicted[r] - clean.target[r], 2);
        size += std::pow(clean.target[r], 2);
      }
      if (found.expression.size() <= 18) least = std::min(least, error / size);
    }
  }
  // Less than a twentieth of the noise's variance.
  EXPECT_LT(least, 5e-6);
}

}  // namespace
}  // namespace cambrian::expression
