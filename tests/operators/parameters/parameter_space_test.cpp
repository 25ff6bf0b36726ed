#include "operators/parameters/parameter_space.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/config/config.hpp"

namespace cambrian {
namespace {

using nlohmann::json;
using ::testing::Each;
using ::testing::HasSubstr;

struct Settings {
  Table<Parameter> parameters;
};
void fields(auto& v, Settings& p) { v("parameters", p.parameters, "Parameters"); }

Result<ParameterSpace> make(const std::string& parameters) {
  Settings settings;
  EXPECT_TRUE(
      read_json(describe(settings), "{\"parameters\": {" + parameters + "}}", "test").empty());
  return ParameterSpace::make(settings.parameters, "parameters");
}
ParameterSpace space(const std::string& parameters) { return std::move(make(parameters).value()); }
std::string error_of(const std::string& parameters) { return make(parameters).error().message(); }

Random stream(std::uint64_t step) { return Random({.seed = 7, .step = step}); }

// A walk through the space by both kinds of variation, as what describe() says of it.
std::vector<json> walk(const ParameterSpace& space, int steps) {
  std::vector<json> visited;
  Random random = stream(1);
  Genome genome = space.sample(random);
  for (int i = 0; i < steps; ++i) {
    visited.push_back(json::parse(space.describe(genome)));
    const Genome other = space.sample(random);
    visited.push_back(json::parse(space.describe(other)));
    const std::vector<Genome> parents = {genome, other};
    genome = space.vary(std::span(parents).first(i % 3 == 0 ? 2 : 1), random);
  }
  return visited;
}

constexpr const char* kEverything = R"(
  "rate": {"low": 1e-4, "high": 1, "scale": "log"},
  "shift": {"low": -2, "high": 3},
  "depth": {"type": "integer", "low": -3, "high": 4},
  "width": {"type": "integer", "low": 1, "high": 1000, "scale": "log"},
  "on": {"type": "boolean"},
  "kind": {"type": "categorical", "values": ["tree", 2, null]},
  "size": {"type": "ordinal", "values": ["s", "m", "l", "xl"]},
  "order": {"type": "permutation", "values": ["a", "b", "c", "d"]},
  "mask": {"type": "bits", "length": 9},
  "layers": {"type": "integer", "low": 1, "high": 9, "length": 4, "min_length": 0},
  "pair": {"low": 0, "high": 1, "length": 2},
  "leaf": {"low": 5, "high": 6, "when": {"kind": "tree", "on": [true]}},
  "leaf_two": {"type": "integer", "low": 0, "high": 1, "when": {"depth": [3, 4], "kind": ["tree", 2]}})";

TEST(ParameterSpace, NeverLeavesItsBoundsAndReachesAllOfThem) {
  std::map<std::string, std::set<json>> seen;
  for (const json& candidate : walk(space(kEverything), 5000)) {
    for (const auto& [name, value] : candidate.items()) seen[name].insert(value);
    EXPECT_EQ(candidate.contains("leaf"), candidate["kind"] == "tree" && candidate["on"] == true);
    EXPECT_EQ(candidate.contains("leaf_two"),
              candidate["depth"] >= 3 && !candidate["kind"].is_null());
    const double rate = candidate["rate"], shift = candidate["shift"];
    EXPECT_TRUE(rate >= 1e-4 && rate <= 1 && shift >= -2 && shift <= 3);
    json order = candidate["order"];
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order, json({"a", "b", "c", "d"}));
    EXPECT_EQ(candidate["mask"].size(), 9u);
    EXPECT_LE(candidate["layers"].size(), 4u);
    EXPECT_EQ(candidate["pair"].size(), 2u);
  }
  EXPECT_EQ(seen["depth"].size(), 8u);
  EXPECT_EQ(seen["depth"].begin()->get<int>(), -3);
  EXPECT_EQ(seen["depth"].rbegin()->get<int>(), 4);
  EXPECT_EQ(seen["width"].begin()->get<int>(), 1);
  EXPECT_GT(seen["width"].rbegin()->get<int>(), 900);
  EXPECT_EQ(seen["kind"].size(), 3u);
  EXPECT_EQ(seen["size"].size(), 4u);
  EXPECT_EQ(seen["order"].size(), 24u);
  EXPECT_EQ(seen["on"].size(), 2u);
  std::set<std::size_t> lengths;
  for (const json& list : seen["layers"]) lengths.insert(list.size());
  EXPECT_EQ(lengths.size(), 5u);
}

TEST(ParameterSpace, DrawsLogarithmicNumbersUniformlyInTheirMagnitude) {
  const ParameterSpace uniform = space(R"("x": {"low": 1e-4, "high": 1, "scale": "log"},
      "n": {"type": "integer", "low": 1, "high": 99, "scale": "log"})");
  int small = 0, digits = 0;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    Random random = stream(i);
    const json candidate = json::parse(uniform.describe(uniform.sample(random)));
    small += candidate["x"] < 1e-2;
    digits += candidate["n"] < 10;
  }
  // Half of the magnitudes each: 4.7 standard deviations.
  EXPECT_NEAR(small, 2000, 150);
  EXPECT_NEAR(digits, 2000, 150);
}

TEST(ParameterSpace, AMutantIsAnotherCandidateNearby) {
  const ParameterSpace unit = space(R"("x": {"low": 0, "high": 1})");
  Random random = stream(3);
  const Genome parent = unit.sample(random);
  const double x = json::parse(unit.describe(parent))["x"];
  int fine = 0, coarse = 0;
  for (int i = 0; i < 1000; ++i) {
    const Genome child = unit.vary({&parent, 1}, random);
    EXPECT_NE(child, parent);
    const double distance = std::abs(json::parse(unit.describe(child))["x"].get<double>() - x);
    EXPECT_LT(distance, 0.6);
    fine += distance < 0.001;
    coarse += distance > 0.02;
  }
  EXPECT_GT(fine, 100);
  EXPECT_GT(coarse, 100);
}

TEST(ParameterSpace, MutantsOfEveryTypeAreOtherCandidates) {
  for (const char* parameter :
       {R"("x": {"type": "integer", "low": 1, "high": 2})", R"("x": {"type": "boolean"})",
        R"("x": {"type": "ordinal", "values": [1, 2, 4]})", R"("x": {"type": "bits", "length": 3})",
        R"("x": {"type": "permutation", "values": [1, 2]})",
        R"("x": {"type": "categorical", "values": [1], "length": 2, "min_length": 0})"}) {
    const ParameterSpace one = space(parameter);
    Random random = stream(4);
    Genome genome = one.sample(random);
    for (int i = 0; i < 100; ++i) {
      const Genome child = one.vary({&genome, 1}, random);
      EXPECT_NE(child, genome) << parameter << one.describe(genome);
      genome = child;
    }
  }
}

TEST(ParameterSpace, AChildHasEveryParameterFromOneOfItsParents) {
  const ParameterSpace wide = space(R"("a": {"low": 0, "high": 1}, "b": {"low": 0, "high": 1},
      "c": {"low": 0, "high": 1}, "d": {"low": 0, "high": 1}, "e": {"low": 0, "high": 1})");
  Random random = stream(5);
  const std::vector<Genome> parents = {wide.sample(random), wide.sample(random)};
  const json first = json::parse(wide.describe(parents[0]));
  const json second = json::parse(wide.describe(parents[1]));
  int inherited = 0, from_first = 0;
  for (int i = 0; i < 1000; ++i) {
    const json child = json::parse(wide.describe(wide.vary(parents, random)));
    for (const auto& [name, value] : child.items()) {
      inherited += value == first[name] || value == second[name];
      from_first += value == first[name];
    }
  }
  EXPECT_GT(inherited, 3800);  // the rest was mutated
  EXPECT_LT(inherited, 5000);
  EXPECT_NEAR(from_first, inherited / 2, 200);
}

TEST(ParameterSpace, IsTheSameForTheSameStream) {
  EXPECT_EQ(walk(space(kEverything), 100), walk(space(kEverything), 100));
}

TEST(ParameterSpace, EqualCandidatesHaveEqualGenomesWhateverIsExcluded) {
  const ParameterSpace two = space(R"("on": {"type": "boolean"},
      "x": {"low": 0, "high": 1, "when": {"on": true}})");
  std::set<std::uint64_t> off;
  for (std::uint64_t i = 0; i < 50; ++i) {
    Random random = stream(i);
    const Genome genome = two.sample(random);
    if (two.describe(genome) == R"({"on":false})") off.insert(genome.hash);
  }
  EXPECT_EQ(off.size(), 1u);
}

TEST(ParameterSpace, GenomesAreShort) {
  const ParameterSpace small = space(R"("x": {"low": 0, "high": 1},
      "n": {"type": "integer", "low": 1000, "high": 1100}, "on": {"type": "boolean"})");
  Random random = stream(1);
  EXPECT_EQ(small.sample(random).bytes.size(), 10u);
}

TEST(ParameterSpace, SaysAllThatIsWrongWithItsDescription) {
  EXPECT_EQ(error_of(""), "parameters: there are none (describe one at least)");
  EXPECT_EQ(error_of(R"("x": {"low": 1}, "n": {"type": "integer", "low": 0.5, "high": 0.2},
                        "k": {"type": "categorical", "high": 1}, "l": {"low": 0, "high": 1,
                        "scale": "log"}, "v": {"low": 0, "high": 1, "values": [1]})"),
            "8 errors\n"
            "  parameters.x.high: is missing\n"
            "  parameters.n.high: must be greater than low\n"
            "  parameters.n.low: must be whole for an integer\n"
            "  parameters.n.high: must be whole for an integer\n"
            "  parameters.k.values: are missing\n"
            "  parameters.k.high: is only for numbers\n"
            "  parameters.l.low: must be above 0 for a scale of log\n"
            "  parameters.v.values: are only for choices (set type to categorical, ordinal or "
            "permutation)");
}

TEST(ParameterSpace, SaysWhatIsWrongWithConditions) {
  const std::string kind = R"("kind": {"type": "categorical", "values": ["tree", "net"]})";
  const auto with = [&](const std::string& when) {
    return error_of(kind + R"(, "x": {"low": 0, "high": 1, "when": )" + when + "}");
  };
  EXPECT_EQ(with(R"({"kint": "tree"})"),
            "parameters.x.when.kint: there is no such parameter (did you mean 'kind'?)");
  EXPECT_EQ(with(R"({"kind": ["tree", "nett"]})"),
            "parameters.x.when.kind: \"nett\" is none of its values (did you mean '\"net\"'?)");
  EXPECT_THAT(with(R"({"x": 1})"), HasSubstr("is this parameter itself"));
  EXPECT_THAT(error_of(R"("x": {"low": 0, "high": 1, "when": {"kind": "tree"}}, )" + kind),
              HasSubstr("parameters.x.when.kind: is described further down"));
  EXPECT_THAT(error_of(R"("x": {"low": 0, "high": 1}, "y": {"type": "boolean", "when": {"x": 1}})"),
              HasSubstr("parameters.y.when.x: is no single choice or integer"));
}

// What users of other implementations of population-based training complain of; see
// tests/engine/algorithm/population_based_training_test.cpp.

TEST(Complaints, APerturbedValueNeverLeavesItsBounds) {
  const ParameterSpace everything = space(kEverything);
  Random random = stream(21);
  Genome genome = everything.sample(random);
  const Exploration wild{.resample = 0.1, .perturb = {0.01, 0.5, 0.8, 1.2, 2, 1000}};
  for (int i = 0; i < 3000; ++i) {
    genome = everything.explore(genome, wild, random);
    // Reading a genome checks every bound; so does parse().
    EXPECT_EQ(everything.parse(everything.print(genome, 0)).value(), genome);
  }
}

// What comes of one number by one factor.
json perturbed(const std::string& parameter, const std::string& value, double factor) {
  const ParameterSpace one = space("\"x\": " + parameter);
  const Genome genome = one.parse("{\"x\":" + value + "}").value();
  Random random = stream(22);
  return json::parse(one.describe(one.explore(genome, {0, {factor}}, random)))["x"];
}

TEST(Complaints, BoundsTheWrongWayRoundAreNamedBeforeAnythingRuns) {
  EXPECT_EQ(error_of(R"("rate": {"low": 0.1, "high": 1e-4, "scale": "log"})"),
            "parameters.rate.high: must be greater than low");
}

TEST(Complaints, WholeNumbersNeitherStandStillNorDriftAwayFromWholeOnes) {
  const std::string whole = R"({"type": "integer", "low": 1, "high": 50})";
  for (int value = 1; value <= 50; ++value) {
    for (const double factor : {0.8, 1.2}) {
      const double next = perturbed(whole, std::to_string(value), factor);
      EXPECT_EQ(next, std::round(next));
      const bool at_bound = value == (factor < 1 ? 1 : 50);
      EXPECT_TRUE(at_bound ? next == value : factor < 1 ? next < value : next > value) << value;
    }
  }
}

TEST(ParameterSpaceExploration, CoordinatesTellWhereSettingsStand) {
  const ParameterSpace some = space(R"("rate": {"low": 1e-4, "high": 1, "scale": "log"},
      "kind": {"type": "categorical", "values": ["a", "b", "c"]},
      "depth": {"type": "integer", "low": 1, "high": 4, "when": {"kind": "b"}})");
  const auto at = [&](const char* text) { return some.coordinates(some.parse(text).value()); };
  EXPECT_THAT(at(R"({"rate": 0.01, "kind": "c"})"),
              ::testing::ElementsAre(::testing::DoubleEq(0.5), 0, 0, 0.5, 0.5));
  EXPECT_THAT(at(R"({"rate": 1, "kind": "b", "depth": 1})"),
              ::testing::ElementsAre(::testing::DoubleEq(1), 0, 0.5, 0, 0.125));
  const ParameterSpace everything = space(kEverything);
  Random random = stream(31);
  const std::size_t count = everything.coordinates(everything.sample(random)).size();
  for (int i = 0; i < 300; ++i) {
    const auto all = everything.coordinates(everything.sample(random));
    ASSERT_EQ(all.size(), count);
    for (const double one : all) EXPECT_TRUE(0 <= one && one <= 1);
  }
}

TEST(ParameterSpaceExploration, NumbersAreMultiplied) {
  const std::string log = R"({"low": 1e-4, "high": 1, "scale": "log"})";
  EXPECT_DOUBLE_EQ(perturbed(log, "0.01", 1.2), 0.012);
  EXPECT_DOUBLE_EQ(perturbed(log, "0.9", 1.2), 1);
  EXPECT_DOUBLE_EQ(perturbed(R"({"low": 0, "high": 10})", "5.0", 0.8), 4);
  // At zero and near it there is a least step.
  EXPECT_DOUBLE_EQ(perturbed(R"({"low": 0, "high": 10})", "0.0", 1.2), 0.1);
  EXPECT_DOUBLE_EQ(perturbed(R"({"low": -10, "high": 10})", "-5.0", 1.2), -4);
}

TEST(ParameterSpaceExploration, WholeNumbersAndRanksMoveByOneAtLeastAndChoicesStay) {
  const std::string whole = R"({"type": "integer", "low": 1, "high": 50})";
  EXPECT_EQ(perturbed(whole, "1", 1.2), 2);
  EXPECT_EQ(perturbed(whole, "3", 0.8), 2);
  EXPECT_EQ(perturbed(whole, "1", 0.8), 1);
  EXPECT_EQ(perturbed(whole, "40", 1.2), 48);
  const std::string rank = R"({"type": "ordinal", "values": ["s", "m", "l"]})";
  EXPECT_EQ(perturbed(rank, "\"m\"", 1.2), "l");
  EXPECT_EQ(perturbed(rank, "\"m\"", 0.8), "s");
  EXPECT_EQ(perturbed(rank, "\"s\"", 0.8), "s");
  const std::string choice = R"({"type": "categorical", "values": [8, 16, 32]})";
  EXPECT_EQ(perturbed(choice, "16", 1.2), 16);
}

TEST(ParameterSpaceExploration, ChoicesAreDrawnAnewWithTheProbabilityOfResampling) {
  const ParameterSpace one = space(R"("x": {"type": "categorical", "values": [8, 16, 32]})");
  const Genome genome = one.parse(R"({"x": 16})").value();
  int changed = 0;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    Random random = stream(i);
    changed += one.explore(genome, {0.25, {0.8}}, random) != genome;
  }
  EXPECT_NEAR(changed, 500, 100);  // a quarter, of which a third is the same again
}

TEST(ParameterSpaceParse, ErrorsNameTheParameter) {
  const ParameterSpace two = space(R"("rate": {"low": 0, "high": 1}, "on": {"type": "boolean"})");
  EXPECT_THAT(two.parse(R"({"rate": 2, "on": true})").error().message(),
              HasSubstr("rate: 2 is out"));
  EXPECT_THAT(two.parse(R"({"rate": 0.5})").error().message(), HasSubstr("on: is missing"));
  EXPECT_THAT(two.parse(R"({"rat": 0.5})").error().message(), HasSubstr("did you mean 'rate'"));
  EXPECT_THAT(two.parse(R"({"rate": 0.5, "on": 1})").error().message(), HasSubstr("none of its"));
  EXPECT_FALSE(two.parse("nonsense"));
}

}  // namespace
}  // namespace cambrian
