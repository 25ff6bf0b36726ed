// Tables of structs under names of the user's choice, and values of any kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/config/config.hpp"

namespace cambrian {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

struct Planet {
  double mass = 1;
  std::vector<JsonText> moons;
  std::map<std::string, JsonText> notes;
};
void fields(auto& v, Planet& p) {
  v("mass", p.mass, Range{0, 10}, "Mass");
  v("moons", p.moons, "Moons");
  v("notes", p.notes, "Notes");
}

struct Sky {
  Table<Planet> planets;
  bool dark = false;
};
void fields(auto& v, Sky& p) {
  v("planets", p.planets, "Planets");
  v("dark", p.dark, "Dark");
}

std::vector<std::string> errors_of(Sky& sky, const std::string& text) {
  std::vector<std::string> messages;
  for (const Error& error : read_json(describe(sky), text, "c"))
    messages.push_back(error.message());
  return messages;
}

TEST(Table, KeepsRowsInTheirOrderWithValuesOfAnyKind) {
  Sky sky;
  EXPECT_THAT(errors_of(sky, R"({"planets": {"venus": {}, "earth": {"mass": 2,
                                 "moons": ["moon", 1, [true]], "notes": {"a": {"b": null}}}}})"),
              ElementsAre());
  ASSERT_EQ(sky.planets.size(), 2u);
  EXPECT_EQ(sky.planets[0].first, "venus");
  const Planet& earth = sky.planets[1].second;
  EXPECT_EQ(earth.mass, 2);
  EXPECT_EQ(earth.moons.at(2).text, "[true]");
  EXPECT_EQ(earth.notes.at("a").text, R"({"b":null})");
}

TEST(Table, ReportsAllErrorsOfAllRowsWithTheirPaths) {
  Sky sky;
  EXPECT_THAT(
      errors_of(sky, R"({"planets": {"venus": {"mas": 1}, "earth": {"mass": 11}, "x": 3}})"),
      ElementsAre("c: planets.venus.mas: unknown setting (did you mean 'mass'?)",
                  "c: planets.earth.mass: expected a number from 0 to 10, found 11",
                  "c: planets.x: expected an object, found 3"));
}

TEST(Table, IsWrittenWithWhatDiffersFromTheDefaultsAndReadBack) {
  Sky sky;
  ASSERT_THAT(errors_of(sky, R"({"planets": {"b": {}, "a": {"moons": [{"x": 1}]}}})"),
              ElementsAre());
  const std::string text = write_json(describe(sky));
  EXPECT_EQ(json::parse(text), json::parse(R"({"planets": {"b": {}, "a": {"moons": [{"x": 1}]}},
                                               "dark": false})"));
  Sky back;
  ASSERT_THAT(errors_of(back, text), ElementsAre());
  EXPECT_EQ(write_json(describe(back)), text);
}

TEST(Table, IsInTheSchemaWithTheFieldsOfARow) {
  Sky sky;
  const json schema = json::parse(json_schema(describe(sky), "Sky"));
  const json row = schema["properties"]["planets"]["additionalProperties"];
  EXPECT_EQ(row["properties"]["mass"]["maximum"], 10);
  EXPECT_EQ(row["additionalProperties"], false);
  EXPECT_EQ(row["properties"]["moons"]["items"], json::object());
}

TEST(Table, AssignmentsReachIntoRows) {
  Sky sky;
  ASSERT_THAT(errors_of(sky, R"({"planets": {"earth": {}}})"), ElementsAre());
  const auto set = [&](const char* text) { return set_assignment(describe(sky), text); };
  EXPECT_TRUE(set("planets.earth.mass=3").ok());
  EXPECT_EQ(sky.planets[0].second.mass, 3);
  EXPECT_TRUE(set("planets.earth.moons=moon,2").ok());
  EXPECT_EQ(sky.planets[0].second.moons.at(0).text, "\"moon\"");
  EXPECT_EQ(set("planets.earth.mass=30").error().message(),
            "planets.earth.mass: expected a number from 0 to 10, found 30");
  EXPECT_EQ(set("planets.erth.mass=3").error().message(),
            "planets.erth.mass: no such row of planets (did you mean 'earth'?)");
}

}  // namespace
}  // namespace cambrian
