#include "engine/state/journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/memory_files.hpp"

namespace cambrian {
namespace {

using cambrian::testing::MemoryFiles;
using cambrian::testing::PowerFailure;
using cambrian::testing::Unsynced;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Texts = std::vector<std::string>;

constexpr RecordKind kResult{1};
const std::string kPath = "runs/a/journal.bin";

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What a journal says: "m" and the payloads, then how it ends: EOF, TORN, or DAMAGED at byte n.
Texts read_all(const MemoryFiles& files) {
  Texts texts;
  auto reader = JournalReader::open(kPath, files);
  if (!reader) return {"UNREADABLE"};
  while (true) {
    auto record = reader->next();
    if (!record) {
      texts.push_back("DAMAGED at " + std::to_string(reader->offset()));
      return texts;
    }
    if (!*record) break;
    texts.push_back(text_of((*record)->payload));
  }
  texts.push_back(reader->torn() ? "TORN" : "EOF");
  return texts;
}

class JournalTest : public ::testing::Test {
 protected:
  void create() { journal_.emplace(*Journal::create(kPath, as_bytes("m"), files_)); }
  void write(const std::string& text) { (void)journal_->append(kResult, as_bytes(text)); }
  Result<void> sync() { return journal_->sync(); }
  void close() { journal_.reset(); }
  /// "ok", or the error.
  std::string reopen(std::string_view manifest = "m") {
    close();
    auto journal = Journal::open(kPath, as_bytes(manifest), files_);
    if (!journal) return journal.error().message();
    journal_.emplace(*std::move(journal));
    return "ok";
  }
  Texts read() { return read_all(files_); }
  /// A journal of the manifest and three records on disk; gives its bytes.
  Bytes three_records() {
    create();
    for (const char* text : {"one", "", "three and more"}) write(text);
    (void)sync();
    close();
    return files_.content(kPath);
  }

  MemoryFiles files_;
  std::optional<Journal> journal_;
};

TEST_F(JournalTest, GivesBackTheRecordsInOrder) {
  three_records();
  EXPECT_THAT(read(), ElementsAre("m", "one", "", "three and more", "EOF"));
}

TEST_F(JournalTest, GoesOnAfterItsLastRecord) {
  three_records();
  EXPECT_EQ(reopen(), "ok");
  EXPECT_EQ(journal_->records(), 4u);
  write("four");
  EXPECT_TRUE(sync().ok());
  EXPECT_THAT(read(), ElementsAre("m", "one", "", "three and more", "four", "EOF"));
}

TEST_F(JournalTest, ReportsWhatIsDurable) {
  create();
  const std::uint64_t begin = journal_->durable();
  write("one");
  EXPECT_EQ(journal_->durable(), begin);
  EXPECT_GT(journal_->appended(), begin);
  EXPECT_TRUE(sync().ok());
  EXPECT_EQ(journal_->durable(), journal_->appended());
}

TEST_F(JournalTest, KeepsRecordsLargerThanItsBuffers) {
  create();
  const std::string large(3'000'000, 'x');
  write(large);
  write("small");
  EXPECT_TRUE(sync().ok());
  EXPECT_THAT(read(), ElementsAre("m", large, "small", "EOF"));
}

TEST_F(JournalTest, RecordsHaveTheirKindAndOffset) {
  three_records();
  auto reader = *JournalReader::open(kPath, files_);
  const auto manifest = **reader.next();
  EXPECT_EQ(manifest.kind, RecordKind::manifest);
  EXPECT_EQ(manifest.offset, 8u);
  const auto record = **reader.next();
  EXPECT_EQ(record.kind, kResult);
  EXPECT_EQ(record.offset, 8u + 16 + 1);
}

TEST_F(JournalTest, IsOpenForWritingOnlyOnce) {
  create();
  const auto second = Journal::open(kPath, as_bytes("m"), files_);
  EXPECT_THAT(second.error().message(), HasSubstr("another process has this run open"));
  EXPECT_THAT(read(), ElementsAre("m", "EOF"));
  EXPECT_EQ(reopen(), "ok");
}

TEST_F(JournalTest, OfAnotherManifestIsRefused) {
  three_records();
  EXPECT_THAT(reopen("other"), HasSubstr("belongs to another run"));
  EXPECT_THAT(reopen("mm"), HasSubstr("belongs to another run"));
}

TEST_F(JournalTest, OfAnotherFormatIsRefused) {
  files_.put(kPath, three_records());
  files_.content(kPath)[7] = std::byte{2};
  EXPECT_THAT(reopen(), HasSubstr("format 2; this program reads format 1"));
  files_.content(kPath)[0] = std::byte{'c'};
  EXPECT_THAT(reopen(), HasSubstr("is no journal"));
}

TEST_F(JournalTest, CutAtAnyByteKeepsEveryWholeRecordAndGoesOn) {
  const Bytes whole = three_records();
  const Texts all = {"m", "one", "", "three and more"};
  const std::size_t ends[] = {25, 44, 60, 90};
  for (std::size_t size = 25; size <= whole.size(); ++size) {
    files_.put(kPath, Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    Texts expected;
    for (std::size_t i = 0; i < 4 && ends[i] <= size; ++i) expected.push_back(all[i]);
    ASSERT_EQ(reopen(), "ok") << size;
    EXPECT_EQ(journal_->repaired(), size - ends[expected.size() - 1]);
    write("next");
    EXPECT_TRUE(sync().ok());
    expected.insert(expected.end(), {"next", "EOF"});
    EXPECT_EQ(read(), expected) << size;
  }
}

TEST_F(JournalTest, CutInsideTheManifestIsARunThatNeverBegan) {
  const Bytes whole = three_records();
  for (std::ptrdiff_t size = 8; size < 25; ++size) {
    files_.put(kPath, Bytes(whole.begin(), whole.begin() + size));
    EXPECT_THAT(reopen(), HasSubstr("the run never began")) << size;
  }
}

TEST_F(JournalTest, EveryFlippedBitIsAnErrorThatNamesTheRecord) {
  const Bytes whole = three_records();
  const std::size_t begins[] = {8, 25, 44, 60};
  for (std::size_t bit = 8 * 8; bit < 8 * whole.size(); ++bit) {
    files_.put(kPath, whole);
    files_.content(kPath)[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    const std::size_t record = std::upper_bound(begins, begins + 4, bit / 8) - begins - 1;
    const std::string at = std::to_string(begins[record]);
    EXPECT_THAT(reopen(), HasSubstr("is damaged at byte " + at)) << "bit " << bit;
    EXPECT_EQ(read().back(), "DAMAGED at " + at);
  }
}

TEST_F(JournalTest, BlocksOfZerosThatAPowerFailureLeavesAreATornTail) {
  Bytes bytes = three_records();
  bytes.resize(5000);
  files_.put(kPath, bytes);
  EXPECT_THAT(read(), ElementsAre("m", "one", "", "three and more", "TORN"));
  EXPECT_EQ(reopen(), "ok");
  EXPECT_EQ(journal_->repaired(), 5000u - 90);
}

TEST_F(JournalTest, ARecordWhoseLaterSectorsAreZerosIsTornButZerosInsideASectorAreDamage) {
  create();
  write(std::string(1000, 'x'));
  (void)sync();
  Bytes& bytes = files_.content(kPath);
  std::fill(bytes.begin() + 1024, bytes.end(), std::byte{0});
  EXPECT_EQ(read().back(), "TORN");
  bytes.back() = std::byte{'x'};
  EXPECT_EQ(read().back(), "DAMAGED at 25");
  std::fill(bytes.begin() + 1024, bytes.end(), std::byte{'x'});
  bytes[700] = std::byte{0};
  EXPECT_EQ(read().back(), "DAMAGED at 25");
}

TEST_F(JournalTest, AFullDiskIsReportedAndLosesNothingThatWasSynced) {
  create();
  write("one");
  EXPECT_TRUE(sync().ok());
  files_.capacity = files_.content(kPath).size() + 20;
  write("two, which does not fit");
  EXPECT_THAT(sync().error().message(), HasSubstr("No space left"));
  EXPECT_FALSE(journal_->append(kResult, as_bytes("more")).ok());
  EXPECT_THAT(read(), ElementsAre("m", "one", "TORN"));
  files_.capacity = 1000;
  EXPECT_EQ(reopen(), "ok");
  EXPECT_THAT(read(), ElementsAre("m", "one", "EOF"));
}

TEST_F(JournalTest, ThatCannotBeMadeLeavesNoFile) {
  files_.capacity = 10;
  EXPECT_THAT(Journal::create(kPath, as_bytes("m"), files_).error().message(),
              HasSubstr("No space left"));
  EXPECT_FALSE(files_.exists(kPath));
}

TEST_F(JournalTest, AFailedSyncIsNeverTriedAgain) {
  create();
  write("one");
  files_.syncs_fail = true;
  EXPECT_FALSE(sync().ok());
  files_.syncs_fail = false;
  EXPECT_FALSE(sync().ok());
}

/// Writes records in groups until the machine fails; gives the texts that were synced.
Texts write_until_failure(const MemoryFiles& files) {
  Texts synced;
  try {
    auto created = Journal::create(kPath, as_bytes("m"), files);
    synced.push_back("m");
    for (int group = 0; group < 3; ++group) {
      Texts texts;
      for (int i = 0; i <= group; ++i) {
        texts.push_back(std::string(400, static_cast<char>('a' + 3 * group + i)));
        (void)created->append(kResult, as_bytes(texts.back()));
      }
      (void)created->sync();
      synced.insert(synced.end(), texts.begin(), texts.end());
    }
  } catch (const PowerFailure&) {
  }
  return synced;
}

class JournalCrashTest : public ::testing::TestWithParam<Unsynced> {};
INSTANTIATE_TEST_SUITE_P(AnyRemains, JournalCrashTest,
                         ::testing::Values(Unsynced::lost, Unsynced::kept, Unsynced::half,
                                           Unsynced::zeros));

TEST_P(JournalCrashTest, WhatWasSyncedSurvivesAFailureInAnyOperation) {
  for (int operations = 0; operations < 12; ++operations) {
    MemoryFiles files;
    files.operations_left = operations;
    const Texts synced = write_until_failure(files);
    files.crash(GetParam());
    if (synced.empty()) continue;
    auto journal = Journal::open(kPath, as_bytes("m"), files);
    ASSERT_TRUE(journal.ok()) << operations << ": " << journal.error().message();
    (void)journal->append(kResult, as_bytes("next"));
    (void)journal->sync();
    Texts found = read_all(files);
    ASSERT_GE(found.size(), synced.size() + 2);
    EXPECT_THAT((Texts{found.end() - 2, found.end()}), ElementsAre("next", "EOF"));
    found.resize(synced.size());
    EXPECT_EQ(found, synced) << operations;
  }
}

}  // namespace
}  // namespace cambrian
