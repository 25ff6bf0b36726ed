#include "engine/config/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace cambrian {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

enum class Acceptance { always, annealing };

struct Evolution {
  std::int64_t population = 27;
  double mutation = 0.1;
  std::optional<double> target;
};
void fields(auto& v, Evolution& p) {
  v("population", p.population, Range{2, 1'000'000}, "Members");
  v("mutation", p.mutation, Range{.low = 0, .high = 1, .above_low = true}, "Probability");
  v("target", p.target, "Stop at this loss");
}

struct Settings {
  int max_size = 30;
  bool verbose = false;
  std::uint64_t seed = 1;
  double limit = INFINITY;
  std::string loss = "mse";
  Acceptance acceptance = Acceptance::always;
  std::vector<std::string> operators = {"add", "mul"};
  std::vector<double> rates = {0.5};
  std::map<std::string, double> complexity = {{"exp", 2}};
  Evolution evolution;
};
void fields(auto& v, Settings& p) {
  v("max_size", p.max_size, Range{1, 1000}, "Largest complexity");
  v("verbose", p.verbose, "Say more");
  v("seed", p.seed, "Seed");
  v("limit", p.limit, Range{.low = 0}, "Limit of loss");
  v("loss", p.loss, Choice{"mse", "mae"}, "Loss");
  v("acceptance", p.acceptance,
    Named<Acceptance>{{Acceptance::always, "always"}, {Acceptance::annealing, "annealing"}},
    "Rule");
  v("operators", p.operators, "Operators");
  v("rates", p.rates, Range{0, 1}, "Rates");
  v("complexity", p.complexity, Range{0, 100}, "Complexity of operators");
  v("evolution", p.evolution, "The search");
}

std::vector<std::string> errors_of(const std::string& text) {
  Settings settings;
  std::vector<std::string> messages;
  for (const Error& error : read_json(describe(settings), text, "c.json"))
    messages.push_back(error.message());
  return messages;
}

TEST(Config, ReadsEveryKindOfValueAndComments) {
  Settings s;
  const auto errors = read_json(describe(s), R"({
    // the size
    "max_size": 1e2, "verbose": true, "seed": 18446744073709551615, "limit": "inf",
    "loss": "mae", "acceptance": "annealing", "operators": ["sin"], "rates": [0, 1],
    "complexity": {"exp": 3}, /* nested */ "evolution": {"population": 5, "target": 0.25}})",
                                "c");
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(s.max_size, 100);
  EXPECT_EQ(s.seed, 18446744073709551615u);
  EXPECT_EQ(s.acceptance, Acceptance::annealing);
  EXPECT_THAT(s.operators, ElementsAre("sin"));
  EXPECT_THAT(s.complexity, ElementsAre(Pair("exp", 3)));
  EXPECT_EQ(s.evolution.population, 5);
  EXPECT_EQ(s.evolution.target, 0.25);
}

TEST(Config, ANumberInAListOfTextsIsItsText) {
  Settings s;
  EXPECT_TRUE(read_json(describe(s), R"({"operators": [0, -1.5, "pi"]})", "c").empty());
  EXPECT_THAT(s.operators, ElementsAre("0", "-1.5", "pi"));
}

TEST(Config, WhatIsWrittenReadsBackToTheSameText) {
  Settings s;
  s.rates = {0.1, 1.0 / 3.0};
  s.evolution.target = 1e-300;
  const std::string text = write_json(describe(s));
  Settings back;
  EXPECT_TRUE(read_json(describe(back), text, "c").empty());
  EXPECT_EQ(write_json(describe(back)), text);
  EXPECT_EQ(back.rates, s.rates);
}

TEST(Config, WritesTheDefaultsOfFieldsThatWereNotGiven) {
  Settings s;
  const json written = json::parse(write_json(describe(s)));
  EXPECT_EQ(written["max_size"], 30);
  EXPECT_EQ(written["limit"], "inf");
  EXPECT_EQ(written["evolution"]["target"], nullptr);
}

TEST(Config, ReportsAllErrorsAtOnceWithPathAndExpectation) {
  EXPECT_THAT(errors_of(R"({"max_size": 0, "verbose": 1, "rates": [0.5, 2, "x"],
                            "evolution": {"population": 1.5, "mutation": 0}})"),
              ElementsAre("c.json: max_size: expected a whole number from 1 to 1000, found 0",
                          "c.json: verbose: expected true or false, found 1",
                          "c.json: rates[1]: expected a number from 0 to 1, found 2",
                          "c.json: rates[2]: expected a number from 0 to 1, found \"x\"",
                          "c.json: evolution.population: expected a whole number from 2 to "
                          "1000000, found 1.5",
                          "c.json: evolution.mutation: expected a number above 0 and at most 1, "
                          "found 0"));
}

TEST(Config, SuggestsTheNearestNameForAnUnknownKey) {
  EXPECT_THAT(errors_of(R"({"max_sise": 1})"),
              ElementsAre("c.json: max_sise: unknown setting (did you mean 'max_size'?)"));
}

TEST(Config, SuggestsTheGroupOfANameThatIsGivenOutsideIt) {
  EXPECT_THAT(errors_of(R"({"population": 10})"),
              ElementsAre("c.json: population: unknown setting (did you mean "
                          "'evolution.population'?)"));
}

TEST(Config, SuggestsTheNearestChoice) {
  EXPECT_THAT(errors_of(R"({"loss": "msee"})"),
              ElementsAre(HasSubstr("expected one of mse, mae, found \"msee\" (did you mean")));
}

TEST(Config, RefusesAKeyThatIsGivenTwice) {
  EXPECT_THAT(errors_of(R"({"seed": 1, "seed": 2})"),
              ElementsAre(HasSubstr("seed: is given twice")));
}

TEST(Config, NamesLineAndColumnOfBrokenJson) {
  EXPECT_THAT(errors_of("{\n  \"seed\": 1,,\n}"),
              ElementsAre(HasSubstr("c.json:2:13: is no valid")));
  EXPECT_THAT(errors_of(""), ElementsAre(HasSubstr("c.json:1:1")));
  EXPECT_THAT(errors_of("[]"), ElementsAre("c.json: expected a JSON object (begin the file with { "
                                           "and end it with })"));
}

TEST(Config, NumbersMustFitTheirType) {
  EXPECT_EQ(errors_of(R"({"seed": -1})").size(), 1u);
  EXPECT_EQ(errors_of(R"({"seed": 18446744073709551616})").size(), 1u);
  EXPECT_EQ(errors_of(R"({"evolution": {"mutation": "nan"}})").size(), 1u);
  EXPECT_EQ(errors_of(R"({"evolution": 3})").size(), 1u);
}

TEST(Config, ANumberTooLargeForAnyNumberTypeIsAnError) {
  EXPECT_THAT(errors_of(R"({"seed": 1e999})"), ElementsAre(HasSubstr("is too large")));
  Settings s;
  EXPECT_FALSE(set_assignment(describe(s), "seed=1e999").ok());
}

TEST(Config, AKeyForEditorsIsAccepted) {
  EXPECT_TRUE(errors_of(R"({"$schema": "configs/schema/regress.json"})").empty());
}

TEST(Config, FlagsFollowFromTheFields) {
  Settings s;
  const FieldList list = describe(s);
  EXPECT_EQ(flag_name(*list.find("evolution.population")), "--evolution-population");
  EXPECT_EQ(flag_name(*list.find("max_size")), "--max-size");
  EXPECT_TRUE(list.find("verbose")->is_switch());
  EXPECT_EQ(list.find("max_size")->default_text, "30");
  EXPECT_EQ(list.find("population"), nullptr);
}

TEST(Config, FieldsAreSetFromTheTextOfAFlag) {
  Settings s;
  const FieldList list = describe(s);
  const auto set = [&](const char* text) { return set_assignment(list, text).ok(); };
  EXPECT_TRUE(set("max_size=7") && set("verbose=yes") && set("operators=sin, cos") &&
              set("rates=[0.25]") && set("complexity=exp=3,sin=1.5") && set("limit=inf") &&
              set("acceptance=annealing") && set("evolution.target=none"));
  EXPECT_EQ(s.max_size, 7);
  EXPECT_THAT(s.operators, ElementsAre("sin", "cos"));
  EXPECT_THAT(s.complexity, ElementsAre(Pair("exp", 3), Pair("sin", 1.5)));
  EXPECT_EQ(s.acceptance, Acceptance::annealing);
}

TEST(Config, TextThatDoesNotFitAFieldIsRefused) {
  Settings s;
  const FieldList list = describe(s);
  EXPECT_EQ(set_assignment(list, "max_size=many").error().message(),
            "max_size: expected a whole number from 1 to 1000, found \"many\"");
  EXPECT_EQ(set_assignment(list, "rates=0.5,x").error().where, "rates[1]");
  EXPECT_THAT(set_assignment(list, "sed=1").error().message(), HasSubstr("did you mean 'seed'?"));
  EXPECT_FALSE(set_assignment(list, "max_size").ok());
  EXPECT_FALSE(set_assignment(list, "complexity=exp").ok());
}

TEST(Config, TextThatIsNoUtf8IsRefusedSinceNoManifestCouldHoldIt) {
  Settings s;
  const FieldList list = describe(s);
  for (const char* text : {"operators=\xff", "complexity=\xc3=1"})
    EXPECT_THAT(set_assignment(list, text).error().message(), HasSubstr("is no valid UTF-8 text"));
  EXPECT_THAT(errors_of("{\"loss\": \"\xff\"}"), ElementsAre(HasSubstr("is no valid JSON here")));
}

TEST(Config, ARepeatedFlagAddsAnElementThatMayHoldCommas) {
  Settings s;
  s.operators.clear();
  const FieldList list = describe(s);
  EXPECT_TRUE(append_from_text(*list.find("operators"), "pow = 9, 1").ok());
  EXPECT_TRUE(append_from_text(*list.find("operators"), "sin").ok());
  EXPECT_THAT(s.operators, ElementsAre("pow = 9, 1", "sin"));
}

TEST(Config, TheSchemaStatesTypesRangesChoicesAndDefaults) {
  Settings s;
  const json schema = json::parse(json_schema(describe(s), "Settings"));
  const json& p = schema["properties"];
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_EQ(p["max_size"], json::parse(R"({"type": "integer", "minimum": 1, "maximum": 1000,
                           "description": "Largest complexity", "default": 30})"));
  EXPECT_EQ(p["loss"]["enum"], json({"mse", "mae"}));
  EXPECT_EQ(p["rates"]["items"]["maximum"], 1);
  EXPECT_EQ(p["limit"]["anyOf"].size(), 2u);
  EXPECT_EQ(p["evolution"]["properties"]["mutation"]["exclusiveMinimum"], 0);
}

TEST(Config, HelpNamesFlagExpectationAndDefault) {
  Settings s;
  EXPECT_THAT(
      help_text(describe(s), 80),
      HasSubstr("  --max-size VALUE\n      Largest complexity\n      Expects a whole number "
                "from 1 to 1000; default 30.\n"));
}

TEST(Config, SeveralErrorsJoinIntoOneMessageOfALineEach) {
  EXPECT_EQ(join({{"a", "x", ""}, {"b", "y", "z"}}).message(), "2 errors\n  a: x\n  b: y (z)");
}

TEST(ReadJson, PassesOverUnknownSettingsOfIgnoredGroups) {
  Evolution inner;
  const FieldList list = describe(inner);
  EXPECT_TRUE(read_json(list, R"({"other": 1})", "file", {""}).empty());
  Settings settings;
  const std::string text = R"({"other": 1, "evolution": {"another": 2}})";
  const auto errors = read_json(describe(settings), text, "file", {"evolution."});
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].where, "file: other");
}

}  // namespace
}  // namespace cambrian
