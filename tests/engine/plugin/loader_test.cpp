#include "engine/plugin/loader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "cluster/isolated_evaluator.hpp"
#include "engine/config/config.hpp"

namespace cambrian {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string plugin(const std::string& name) {
  return std::string(CAMBRIAN_TEST_PLUGINS) + "/plugin_" + name + ".so";
}

std::string refusal(const std::string& path) {
  const auto kinds = load_plugin(path);
  EXPECT_FALSE(kinds.ok());
  if (kinds.ok()) return "";
  EXPECT_EQ(kinds.error().where, path);
  return kinds.error().what + " (" + kinds.error().hint + ")";
}

class File {
 public:
  explicit File(const std::string& content) { std::ofstream(path_, std::ios::binary) << content; }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_ = ::testing::TempDir() + "loader_test_" +
                      ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".so";
};

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Loader, FindsTheSpacesOfALibrary) {
  const auto kinds = load_plugin(plugin("everything"));
  ASSERT_TRUE(kinds.ok()) << kinds.error().message();
  ASSERT_EQ(kinds->problems.size(), 3u);
  EXPECT_EQ(kinds->problems.at(0).name, "plane");
  EXPECT_EQ(kinds->problems.at(0).origin, plugin("everything"));
  EXPECT_EQ(kinds->problems.at(2).name, "words");
}

TEST(Loader, AMissingFileIsNamed) {
  EXPECT_THAT(refusal("/nowhere/x.so"), HasSubstr("No such file"));
}

TEST(Loader, AFolderIsNoPlugin) {
  EXPECT_THAT(refusal(CAMBRIAN_TEST_PLUGINS), HasSubstr("is a folder"));
}

TEST(Loader, ATextIsNoLibrary) {
  const File source("struct Space {};  // the source instead of what it was compiled to\n");
  EXPECT_THAT(refusal(source.path()), HasSubstr("is no shared library (build it"));
}

TEST(Loader, AnEmptyFileIsNoLibrary) {
  EXPECT_THAT(refusal(File("").path()), HasSubstr("is no shared library"));
}

TEST(Loader, ALibraryForAnotherProcessorIsNamed) {
  std::string library = content_of(plugin("one_max"));
  library[18] = static_cast<char>(183);  // e_machine
  library[19] = 0;
  EXPECT_THAT(refusal(File(library).path()), HasSubstr("built for AArch64, and this program runs"));
}

TEST(Loader, AnObjectFileIsNoLibrary) {
  std::string library = content_of(plugin("one_max"));
  library[16] = 1;  // e_type
  EXPECT_THAT(refusal(File(library).path()), HasSubstr("an object file"));
}

TEST(Loader, ALibraryThatIsCutOffIsRefused) {
  const std::string library = content_of(plugin("one_max"));
  for (std::size_t size : {std::size_t{30}, std::size_t{100}, std::size_t{2000}}) {
    EXPECT_THAT(refusal(File(library.substr(0, size)).path()), HasSubstr("cut off"));
  }
}

TEST(Loader, ALibraryWithoutTheEntryIsNoPlugin) {
  EXPECT_THAT(refusal(plugin("no_entry")), HasSubstr("CAMBRIAN_PLUGIN"));
}

TEST(Loader, ASymbolThatNobodyDefinesIsNamed) {
  EXPECT_THAT(refusal(plugin("undefined")), HasSubstr("nobody_defines_this"));
}

TEST(Loader, PluginsOfOtherVersionsAreRefusedAndSayWhatToDo) {
  EXPECT_EQ(refusal(plugin("older_abi")),
            "built for version 0 of the plugin interface, and this program has version 1 "
            "(build the plugin again with this version's headers)");
  EXPECT_THAT(refusal(plugin("newer_abi")), HasSubstr("use a newer cambrian"));
}

TEST(Loader, ATableWithoutOptionalFunctionsWorks) {
  const auto kinds = load_plugin(plugin("older_table"));
  ASSERT_TRUE(kinds.ok()) << kinds.error().message();
  const auto problem = kinds->problems.at(0).draft()->make({});
  ASSERT_TRUE(problem.ok());
  EXPECT_TRUE((*problem)->repeatable());
  EXPECT_FALSE((*problem)->optimum().has_value());
  Random random({.seed = 1});
  EXPECT_EQ((*problem)->space().complexity((*problem)->space().sample(random)), 0u);
}

TEST(Loader, ATableThatLacksWhatEverySpaceNeedsIsRefused) {
  EXPECT_THAT(refusal(plugin("cut_table")), HasSubstr("cut short"));
}

// Without hidden visibility and -fno-gnu-unique the second would run the first one's code.
TEST(Loader, TwoPluginsWithTypesOfOneNameStayApart) {
  std::vector<double> values;
  for (const char* name : {"twin_one", "twin_two"}) {
    const auto kinds = load_plugin(plugin(name));
    ASSERT_TRUE(kinds.ok()) << kinds.error().message();
    const auto problem = kinds->problems.at(0).draft()->make({});
    ASSERT_TRUE(problem.ok());
    Random random({.seed = 1});
    Candidate candidate;
    candidate.genome = (*problem)->space().sample(random);
    Evaluation evaluation;
    (*problem)->evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
    values.push_back(evaluation.objectives.at(0));
  }
  EXPECT_THAT(values, ElementsAre(111, 222));
}

TEST(Loader, ACrashIsAFailedEvaluationOfAnIsolatedProcess) {
  const auto kinds = load_plugin(plugin("throwing"));
  ASSERT_TRUE(kinds.ok()) << kinds.error().message();
  const auto draft = kinds->problems.at(0).draft();
  ASSERT_TRUE(set_assignment(draft->fields(), "where=crash").ok());
  const auto problem = draft->make({});
  ASSERT_TRUE(problem.ok());
  const IsolatedEvaluator isolated((*problem)->evaluator(), {});
  Random random({.seed = 1});
  Candidate candidate;
  candidate.genome = (*problem)->space().sample(random);
  Evaluation evaluation;
  isolated.evaluate({&candidate, 1}, {&evaluation, 1});
  EXPECT_EQ(evaluation.status, Status::failed);
  EXPECT_THAT(evaluation.note, HasSubstr("its process died"));
}

TEST(PluginFiles, AreThoseOfFilesAndFoldersInOrder) {
  const auto files = plugin_files(plugin("plain_c") + "::" + CAMBRIAN_TEST_PLUGINS);
  ASSERT_TRUE(files.ok()) << files.error().message();
  ASSERT_GT(files->size(), 10u);
  EXPECT_EQ(files->at(0), plugin("plain_c"));
  EXPECT_THAT(files->at(1), EndsWith("plugin_cut_table.so"));
  EXPECT_THAT(files->back(), EndsWith("plugin_undefined.so"));
}

TEST(PluginFiles, APartThatIsNotThereIsNamed) {
  EXPECT_EQ(plugin_files("/nowhere").error().where, "/nowhere");
}

TEST(LoadPlugins, ALibraryGivenTwiceCountsOnce) {
  const auto kinds = load_plugins({plugin("plain_c"), plugin("plain_c")}, {});
  ASSERT_TRUE(kinds.ok()) << kinds.error().message();
  EXPECT_EQ(kinds->problems.size(), 1u);
}

TEST(LoadPlugins, TwoSpacesOfOneNameAreRefused) {
  EXPECT_THAT(load_plugins({plugin("plain_c"), plugin("older_table")}, {}).error().what,
              HasSubstr("'knapsack' has the name of one that is in " + plugin("plain_c")));
  ProblemKind known;
  known.name = "knapsack";
  EXPECT_THAT(load_plugins({plugin("plain_c")}, {{known}, {}, {}}).error().what,
              HasSubstr("one that is built in"));
}

}  // namespace
}  // namespace cambrian
