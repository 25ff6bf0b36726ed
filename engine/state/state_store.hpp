// StateStore: the training states of a run, each kept once, and as long as anything refers to it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/bytes.hpp"
#include "engine/core/result.hpp"
#include "engine/state/file_system.hpp"

namespace cambrian {

/// Content-addressed: a state is known by its reference, which is the state itself up to kInline
/// bytes and else its hash and size. Algorithms and the journal hold references; the bytes are in
/// memory and, once attached, in files of the run folder (docs/formats/states.md).
///
/// The order that makes a crash harmless at any moment: save(), then the journal's records of these
/// states are made durable, then sweep(). So a state that a durable record refers to is on the
/// disk, and one is removed only when the record that dropped its last reference is durable. For
/// one thread.
class StateStore {
 public:
  static constexpr std::size_t kInline = 256;
  static constexpr std::size_t kMemory = std::size_t{256} << 20;

  /// States of which there are files stay in memory up to `memory` bytes together.
  explicit StateStore(std::size_t memory = kMemory) : limit_(memory) {}

  /// Takes a state in and gives its reference, which the caller holds. Of an empty state it is
  /// empty.
  Bytes put(Bytes state);
  /// One reference more, to a state that was put in this session or an earlier one. A state that
  /// nobody but its giver ever holds is never saved.
  void hold(BytesView reference);
  /// One reference less. Throws std::logic_error when there is none.
  void release(BytesView reference);
  /// The state. An error when its file is missing or damaged.
  Result<Bytes> get(BytesView reference);

  /// Saves into files of this folder from now on; it need not exist. Call when all references are
  /// held that the run's records leave: an error names a state that is missing; files that nothing
  /// refers to are removed.
  Result<void> attach(const std::string& folder, const FileSystem& files);
  /// Returns once all states that are or were held are on the disk.
  Result<void> save();
  /// Removes the files of states to which nothing refers.
  Result<void> sweep();

  /// Whether save() has something to do.
  bool unsaved() const { return !unsaved_.empty(); }
  /// States that are neither inline nor forgotten.
  std::size_t size() const { return entries_.size(); }

 private:
  using Key = std::pair<std::uint64_t, std::uint64_t>;  // hashes with two seeds
  struct Entry {
    std::uint64_t references = 0;
    std::uint64_t size = 0;
    bool wanted = false;     // was held by more than its giver
    bool on_disk = false;    // in this session's folder, or an earlier session's
    bool in_memory = false;  // its bytes are in `state`
    Bytes state;
  };
  std::string path(const Key& key) const;
  Result<void> write(const Key& key, Entry& entry);
  void trim();

  const std::size_t limit_;
  const FileSystem* files_ = nullptr;
  std::string folder_;
  std::map<Key, Entry> entries_;
  std::vector<Key> unsaved_;  // once each, in the order in which they were put
  std::vector<Key> dropped_;  // without references at some time since the last sweep
  std::size_t in_memory_ = 0;
};

}  // namespace cambrian
