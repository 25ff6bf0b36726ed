#include "engine/process/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace cambrian {
namespace {

namespace fs = std::filesystem;

TEST(TemporaryFolder, IsNewAndGoesWithAllThatIsInIt) {
  std::string path;
  {
    const TemporaryFolder one(testing::TempDir());
    const TemporaryFolder other(testing::TempDir());
    EXPECT_NE(one.path(), other.path());
    path = one.path();
    fs::create_directory(path + "/inner");
    std::ofstream(path + "/inner/file") << "content";
    EXPECT_TRUE(fs::exists(path + "/inner/file"));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolder, WithoutAPlaceForItIsAnErrorThatNamesIt) {
  try {
    const TemporaryFolder folder("/no/such/folder");
    FAIL();
  } catch (const fs::filesystem_error& error) {
    EXPECT_EQ(error.path1().parent_path(), "/no/such/folder");
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
  }
}

}  // namespace
}  // namespace cambrian
