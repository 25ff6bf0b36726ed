#include "engine/text/text_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "tests/problems/symbolic_regression/data/read.hpp"

namespace cambrian::regression {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A folder of its own that is gone with the test.
class TextSourceTest : public ::testing::Test {
 protected:
  TextSourceTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("cambrian-text-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~TextSourceTest() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& content) const {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  std::string write_gzip(const std::string& name, const std::string& content) const {
    const std::string path = (folder_ / name).string();
    const gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
    gzclose(file);
    return path;
  }
  std::string bytes_of(const std::string& path) const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static std::string error_at(const std::string& path) {
    const auto data = load_dataset(path, {});
    return error_of(data);
  }

  std::filesystem::path folder_;
};

TEST_F(TextSourceTest, APlainFileAndItsGzipAreTheSameTable) {
  const std::string text = "x,y\n1,2\n3,4\n";
  // gzip is known by its bytes, not by its name.
  for (const std::string& path : {write("a.csv", text), write_gzip("b.csv", text)}) {
    const auto data = load_dataset(path, {});
    ASSERT_TRUE(data.ok()) << error_of(data);
    EXPECT_THAT(data->targets[0].values, ElementsAre(2, 4));
  }
}

TEST_F(TextSourceTest, StandardInputIsADash) {
  const std::string path = write("in.csv", "x,y\n1,2\n3,4\n");
  const int keep = ::dup(STDIN_FILENO);
  ASSERT_NE(std::freopen(path.c_str(), "r", stdin), nullptr);
  const auto data = load_dataset("-", {});
  ::dup2(keep, STDIN_FILENO);
  ::close(keep);
  ASSERT_TRUE(data.ok()) << error_of(data);
  EXPECT_EQ(data->source, "standard input");
}

TEST_F(TextSourceTest, AMissingFileAndAFolderAreErrors) {
  EXPECT_THAT(error_at((folder_ / "none.csv").string()),
              HasSubstr("none.csv: cannot be opened: No such file or directory"));
  EXPECT_THAT(error_at(folder_.string()), HasSubstr("is a folder"));
}

TEST_F(TextSourceTest, GzipThatIsCutOffOrDamagedIsAnErrorNotAShorterTable) {
  std::string text = "x,y\n";
  for (int i = 0; i < 5000; ++i) text += std::to_string(i) + "," + std::to_string(i * i) + "\n";
  const std::string bytes = bytes_of(write_gzip("whole.gz", text));
  EXPECT_THAT(error_at(write("cut.gz", bytes.substr(0, bytes.size() / 2))), HasSubstr("too early"));
  EXPECT_THAT(error_at(write("tail.gz", bytes.substr(0, bytes.size() - 3))),
              HasSubstr("too early"));
  std::string damaged = bytes;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
  EXPECT_THAT(error_at(write("damaged.gz", damaged)), HasSubstr("damaged.gz"));
}

}  // namespace
}  // namespace cambrian::regression
