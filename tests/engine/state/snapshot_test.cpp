#include "engine/state/snapshot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/memory_files.hpp"

namespace cambrian {
namespace {

using cambrian::testing::MemoryFiles;
using cambrian::testing::PowerFailure;
using cambrian::testing::Unsynced;
using ::testing::HasSubstr;

const std::string kPath = "runs/a/snapshot.bin";

std::string read(const MemoryFiles& files) {
  const auto payload = read_snapshot(kPath, files);
  if (!payload) return payload.error().message();
  return {reinterpret_cast<const char*>(payload->data()), payload->size()};
}

TEST(Snapshot, GivesBackTheNewestPayload) {
  MemoryFiles files;
  for (const char* text : {"first", "", "third"}) {
    EXPECT_TRUE(write_snapshot(kPath, as_bytes(text), files).ok());
    EXPECT_EQ(read(files), text);
  }
}

TEST(Snapshot, EveryCutAndEveryFlippedBitIsAnError) {
  MemoryFiles files;
  EXPECT_TRUE(write_snapshot(kPath, as_bytes("state"), files).ok());
  const Bytes whole = files.content(kPath);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    files.content(kPath).resize(size);
    EXPECT_FALSE(read_snapshot(kPath, files).ok()) << size;
    files.content(kPath) = whole;
  }
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    files.content(kPath)[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    EXPECT_FALSE(read_snapshot(kPath, files).ok()) << bit;
    files.content(kPath) = whole;
  }
}

TEST(Snapshot, AFullDiskLeavesThePreviousOne) {
  MemoryFiles files;
  EXPECT_TRUE(write_snapshot(kPath, as_bytes("first"), files).ok());
  files.capacity = 60;
  EXPECT_THAT(write_snapshot(kPath, as_bytes("second, too long"), files).error().message(),
              HasSubstr("No space left"));
  EXPECT_EQ(read(files), "first");
  EXPECT_FALSE(files.exists(kPath + ".tmp"));
}

TEST(Snapshot, AFailureInAnyOperationLeavesTheOldOrTheNewOne) {
  for (Unsynced unsynced : {Unsynced::lost, Unsynced::kept, Unsynced::half, Unsynced::zeros}) {
    for (int operations = 0; operations < 6; ++operations) {
      MemoryFiles files;
      EXPECT_TRUE(write_snapshot(kPath, as_bytes("old"), files).ok());
      bool finished = false;
      files.operations_left = operations;
      try {
        finished = write_snapshot(kPath, as_bytes("new"), files).ok();
      } catch (const PowerFailure&) {
      }
      files.crash(unsynced);
      EXPECT_TRUE(read(files) == "new" || (!finished && read(files) == "old")) << operations;
    }
  }
}

}  // namespace
}  // namespace cambrian
