#include "engine/state/state_store.hpp"

#include <gtest/gtest.h>

#include "tests/support/memory_files.hpp"

namespace cambrian {
namespace {

using testing::MemoryFiles;

Bytes state_of(char letter, std::size_t size = 1000) {
  return Bytes(size, static_cast<std::byte>(letter));
}

std::size_t files_in(const MemoryFiles& files) { return files.list("run/states").value().size(); }

TEST(StateStore, SmallStatesAreTheirOwnReference) {
  StateStore store;
  EXPECT_TRUE(store.put({}).empty());
  const Bytes reference = store.put(state_of('a', StateStore::kInline));
  EXPECT_EQ(store.size(), 0u);
  EXPECT_EQ(store.get(reference).value(), state_of('a', StateStore::kInline));
}

TEST(StateStore, EqualStatesAreKeptOnce) {
  StateStore store;
  const Bytes first = store.put(state_of('a'));
  EXPECT_EQ(store.put(state_of('a')), first);
  EXPECT_NE(store.put(state_of('b')), first);
  EXPECT_EQ(store.size(), 2u);
  EXPECT_LT(first.size(), 32u);
  EXPECT_EQ(store.get(first).value(), state_of('a'));
}

TEST(StateStore, AStateIsRemovedOnlyAtZeroReferencesAndOnlyBySweep) {
  const MemoryFiles files;
  StateStore store;
  ASSERT_TRUE(store.attach("run/states", files));
  const Bytes reference = store.put(state_of('a'));
  store.hold(reference);
  ASSERT_TRUE(store.save());
  store.release(reference);
  ASSERT_TRUE(store.sweep());
  EXPECT_EQ(files_in(files), 1u);
  store.release(reference);
  EXPECT_EQ(files_in(files), 1u);
  ASSERT_TRUE(store.sweep());
  EXPECT_EQ(files_in(files), 0u);
  EXPECT_THROW(store.release(reference), std::logic_error);
}

TEST(StateStore, AStateThatIsTakenUpAgainBeforeTheSweepStays) {
  const MemoryFiles files;
  StateStore store;
  ASSERT_TRUE(store.attach("run/states", files));
  const Bytes reference = store.put(state_of('a'));
  store.hold(reference);
  ASSERT_TRUE(store.save());
  store.release(reference);
  store.release(reference);
  EXPECT_EQ(store.put(state_of('a')), reference);
  ASSERT_TRUE(store.save());
  ASSERT_TRUE(store.sweep());
  EXPECT_EQ(files_in(files), 1u);
}

TEST(StateStore, WhatNobodyWantsIsNeverWritten) {
  const MemoryFiles files;
  StateStore store;
  ASSERT_TRUE(store.attach("run/states", files));
  store.release(store.put(state_of('a')));
  EXPECT_FALSE(store.unsaved());
  EXPECT_EQ(store.size(), 0u);
}

TEST(StateStore, ALaterSessionFindsWhatIsReferredToAndRemovesTheRest) {
  const MemoryFiles files;
  Bytes kept;
  {
    StateStore store;
    ASSERT_TRUE(store.attach("run/states", files));
    kept = store.put(state_of('a'));
    store.hold(kept);
    store.hold(store.put(state_of('b')));
    ASSERT_TRUE(store.save());
    EXPECT_EQ(files_in(files), 2u);
  }
  StateStore store;
  store.hold(kept);
  ASSERT_TRUE(store.attach("run/states", files));
  EXPECT_EQ(files_in(files), 1u);
  EXPECT_EQ(store.get(kept).value(), state_of('a'));
}

TEST(StateStore, BeyondItsMemoryStatesAreReadFromTheirFiles) {
  const MemoryFiles files;
  StateStore store(1500);
  ASSERT_TRUE(store.attach("run/states", files));
  std::vector<Bytes> references;
  for (char letter : {'a', 'b', 'c'}) {
    references.push_back(store.put(state_of(letter)));
    store.hold(references.back());
  }
  ASSERT_TRUE(store.save());
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(store.get(references[i]).value(), state_of(static_cast<char>('a' + i)));
}

TEST(StateStore, MissingAndDamagedStatesAreErrorsThatNameTheFile) {
  MemoryFiles files;
  StateStore first;
  ASSERT_TRUE(first.attach("run/states", files));
  const Bytes reference = first.put(state_of('a'));
  first.hold(reference);
  ASSERT_TRUE(first.save());
  const std::string path = "run/states/" + files.list("run/states").value().front();
  files.content(path)[10] = std::byte{0};
  StateStore second;
  second.hold(reference);
  ASSERT_TRUE(second.attach("run/states", files));
  EXPECT_EQ(second.get(reference).error().where, path);
  ASSERT_TRUE(files.remove(path));
  StateStore third;
  third.hold(reference);
  EXPECT_EQ(third.attach("run/states", files).error().where, path);
}

}  // namespace
}  // namespace cambrian
