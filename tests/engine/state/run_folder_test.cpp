#include "engine/state/run_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/core/version.hpp"
#include "tests/support/memory_files.hpp"

namespace cambrian {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string content(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The real file system, in a folder of its own.
class RunFolderTest : public ::testing::Test {
 protected:
  RunFolderTest() {
    std::string pattern = (fs::temp_directory_path() / "cambrian-XXXXXX").string();
    parent_ = ::mkdtemp(pattern.data());
    run_ = parent_ + "/runs/a";
  }
  ~RunFolderTest() override { fs::remove_all(parent_); }

  Result<RunFolder> create() {
    return RunFolder::create(run_, {.command = "regress", .config = R"({"size": 3})", .seed = 7});
  }
  void replace(const std::string& name, const std::string& from, const std::string& to) {
    std::string text = content(run_ + "/" + name);
    text.replace(text.find(from), from.size(), to);
    std::ofstream(run_ + "/" + name) << text;
  }

  std::string parent_;
  std::string run_;
};

TEST_F(RunFolderTest, KeepsItsManifest) {
  EXPECT_TRUE(create().ok());
  const auto folder = RunFolder::view(run_ + "/");
  ASSERT_TRUE(folder.ok());
  EXPECT_EQ(folder->manifest().command, "regress");
  EXPECT_EQ(folder->manifest().config, R"({"size":3})");
  EXPECT_EQ(folder->manifest().seed, 7u);
  EXPECT_EQ(folder->manifest().version, version());
  EXPECT_FALSE(folder->manifest().host.empty());
}

TEST_F(RunFolderTest, GoesOnWithWhatWasSaved) {
  {
    auto folder = create();
    (void)folder->journal().append(RecordKind{1}, as_bytes("result"));
    EXPECT_TRUE(folder->journal().sync().ok());
    EXPECT_FALSE((*folder->load_snapshot()).has_value());
    EXPECT_TRUE(folder->save_snapshot(as_bytes("state")).ok());
  }
  auto folder = RunFolder::open(run_);
  ASSERT_TRUE(folder.ok()) << folder.error().message();
  EXPECT_EQ(folder->journal().records(), 2u);
  EXPECT_EQ((*folder->load_snapshot())->size(), 5u);
}

TEST_F(RunFolderTest, IsRefusedWhileInUseButCanBeViewed) {
  auto folder = create();
  EXPECT_THAT(RunFolder::open(run_).error().message(),
              HasSubstr("another process has this run open"));
  auto view = RunFolder::view(run_);
  EXPECT_TRUE(view->read_journal()->next()->has_value());
  EXPECT_THROW(view->journal(), std::logic_error);
}

TEST_F(RunFolderTest, IsNotMadeWhereARunIsAlready) {
  EXPECT_TRUE(create().ok());
  EXPECT_THAT(create().error().message(), HasSubstr("holds a run already"));
}

TEST_F(RunFolderTest, MayBeMadeInAFolderThatHoldsNoRun) {
  fs::create_directories(run_);
  EXPECT_TRUE(create().ok());
}

TEST_F(RunFolderTest, ThatDoesNotExistOrIsNoRunFolderIsAnError) {
  EXPECT_THAT(RunFolder::open(run_).error().message(), HasSubstr("no such run folder"));
  fs::create_directories(run_);
  EXPECT_THAT(RunFolder::open(run_).error().message(), HasSubstr("is no run folder"));
}

TEST_F(RunFolderTest, OfAnotherVersionCanBeViewedButNotContinued) {
  EXPECT_TRUE(create().ok());
  replace("manifest.json", version(), "0.0.9");
  EXPECT_TRUE(RunFolder::view(run_).ok());
  EXPECT_THAT(RunFolder::open(run_).error().message(), HasSubstr("was made by version 0.0.9"));
}

TEST_F(RunFolderTest, OfAnotherFormatIsRefused) {
  EXPECT_TRUE(create().ok());
  replace("manifest.json", "\"format\": 1", "\"format\": 2");
  EXPECT_THAT(RunFolder::view(run_).error().message(), HasSubstr("of format 2"));
}

TEST_F(RunFolderTest, WhoseManifestWasChangedIsRefused) {
  EXPECT_TRUE(create().ok());
  replace("manifest.json", "\"size\": 3", "\"size\": 4");
  EXPECT_THAT(RunFolder::open(run_).error().message(), HasSubstr("belongs to another run"));
  replace("manifest.json", "{", "[");
  EXPECT_THAT(RunFolder::open(run_).error().message(), HasSubstr("is no manifest"));
}

TEST_F(RunFolderTest, HasADefaultNameThatIsNeverTaken) {
  const auto make = [&] { return RunFolder::create_unique(parent_, "regress", 0, {}); };
  EXPECT_THAT(make()->path(), EndsWith("/regress-19700101-000000"));
  EXPECT_THAT(make()->path(), EndsWith("/regress-19700101-000000-2"));
}

TEST_F(RunFolderTest, ReplacesFilesAndAppendsLines) {
  auto folder = create();
  EXPECT_TRUE(folder->write("hall_of_fame.csv", "old").ok());
  EXPECT_TRUE(folder->write("hall_of_fame.csv", "new").ok());
  EXPECT_TRUE(folder->append_line("history.jsonl", "{}").ok());
  EXPECT_TRUE(folder->append_line("history.jsonl", "[]").ok());
  EXPECT_EQ(content(folder->file("hall_of_fame.csv")), "new");
  EXPECT_EQ(content(folder->file("history.jsonl")), "{}\n[]\n");
}

TEST_F(RunFolderTest, AnOutputThatCannotBeWrittenIsAnErrorThatNamesIt) {
  std::ofstream(parent_ + "/runs") << "a file where a folder should be";
  EXPECT_THAT(create().error().message(), HasSubstr(parent_ + "/runs"));
  EXPECT_FALSE(RunFolder::create("/proc/no/run", {}).ok());
}

TEST(RunFolderOnAFullDisk, CanBeMadeOnceThereIsSpace) {
  for (std::size_t capacity : {10, 320}) {  // too little for the journal; for the manifest
    cambrian::testing::MemoryFiles files;
    const Manifest manifest{.command = "regress",
                            .config = "{\"a\": \"" + std::string(100, 'x') + "\"}"};
    files.capacity = capacity;
    EXPECT_FALSE(RunFolder::create("runs/a", manifest, files).ok());
    files.capacity = 100'000;
    EXPECT_TRUE(RunFolder::create("runs/a", manifest, files).ok());
  }
}

TEST_F(RunFolderTest, AFullDiskIsReportedWithACure) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  auto file = FileSystem::posix().open("/dev/full", OpenMode::append);
  EXPECT_EQ((*file)->append(as_bytes("x")).error().message(),
            "/dev/full: cannot write: No space left on device (free some space or choose another "
            "folder)");
}

}  // namespace
}  // namespace cambrian
