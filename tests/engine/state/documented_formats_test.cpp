// The worked examples of docs/formats are what the program writes.
#include <gtest/gtest.h>

#include <string>

#include "engine/state/journal.hpp"
#include "engine/state/run_folder.hpp"
#include "engine/state/snapshot.hpp"
#include "tests/support/documents.hpp"
#include "tests/support/memory_files.hpp"

namespace cambrian {
namespace {

using testing::example;
using testing::from_dump;
using testing::page;

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
