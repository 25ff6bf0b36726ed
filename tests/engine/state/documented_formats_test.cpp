// The worked examples of docs/formats are what the program writes.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "engine/state/journal.hpp"
#include "engine/state/run_folder.hpp"
#include "engine/state/snapshot.hpp"
#include "tests/support/memory_files.hpp"

namespace cambrian {
namespace {

std::string page(const std::string& name) {
  std::ifstream in("docs/formats/" + name);  // tests run in the root of the checkout
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The content of the first code block that begins with "```" and the kind.
std::string example(const std::string& text, const std::string& kind) {
  const std::string fence = "```" + kind + "\n";
  const std::size_t begin = text.find(fence) + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

/// The bytes of a hex dump: an offset of 8 digits, then up to 16 bytes in columns of 3.
Bytes from_dump(const std::string& dump) {
  Bytes bytes;
  for (std::size_t line = 0; line < dump.size(); line = dump.find('\n', line) + 1) {
    for (std::size_t column = 0; column < 16; ++column) {
      const std::string digits = dump.substr(line + 10 + 3 * column, 2);
      if (digits == "  ") break;
      bytes.push_back(static_cast<std::byte>(std::stoi(digits, nullptr, 16)));
    }
  }
  return bytes;
}

TEST(DocumentedFormats, TheJournalIsAsItsPageSays) {
  const cambrian::testing::MemoryFiles files;
  auto journal = Journal::create("runs/a/j", as_bytes("{\"seed\": 7}\n"), files);
  ASSERT_TRUE(journal->append(RecordKind{1}, as_bytes("told")).ok());
  ASSERT_TRUE(journal->sync().ok());
  EXPECT_EQ(from_dump(example(page("journal.md"), "")), *read_file(files, "runs/a/j"));
}

TEST(DocumentedFormats, TheSnapshotIsAsItsPageSays) {
  const cambrian::testing::MemoryFiles files;
  ASSERT_TRUE(write_snapshot("runs/a/s", as_bytes("the state"), files).ok());
  EXPECT_EQ(from_dump(example(page("snapshot.md"), "")), *read_file(files, "runs/a/s"));
}

TEST(DocumentedFormats, TheManifestIsAsItsPageSays) {
  const auto manifest = Manifest::from_json(example(page("run_folder.md"), "json"), "page");
  ASSERT_TRUE(manifest.ok());
  EXPECT_EQ(manifest->host, "node17");
  EXPECT_EQ(manifest->config, "{\"max_size\":30}");
}

}  // namespace
}  // namespace cambrian
