// Exchange: rounds of question and answer with a Process through memory that both share.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/core/result.hpp"
#include "engine/process/process.hpp"

namespace cambrian {

/// The program finds the memory as its file 3. Both sides read and write it in place; whose turn it
/// is say 64-bit words, each at the begin of 64 bytes, before kHeader:
///   0  `asked`, the number of the round that is asked for
///   1  `answered`, that of the last round that was answered
///   2  not 0 while the program sleeps: then a line of its standard input wakes it
///   3  not 0 while this process does: then a line of the program's standard output wakes it
///   4  `beats`, which the program may count up during a round: while it does, it is slow, but not
///      stuck
/// Each side first looks for a while whether its turn has come and sleeps only then, since to wake
/// takes longer than most rounds; when that is in vain it does so more rarely, since then the other
/// side is slow or waits for a core. Who sleeps says so before it looks for the last time, who has
/// written looks for sleepers afterwards; with sequentially consistent order no call is lost. Lines
/// may come that nobody waits for. For one thread at a time.
class Exchange {
 public:
  static constexpr std::size_t kHeader = 320;  // bytes

  /// Without room yet. An error when the system has no shared memory.
  static Result<Exchange> make();
  ~Exchange();
  Exchange(Exchange&& other) noexcept;
  Exchange& operator=(Exchange&&) = delete;

  /// For ProcessOptions::shared.
  int file() const { return file_; }
  /// Makes the memory so large, header included, and full of zeros. Once, before the first round,
  /// and before the program looks at it. False when there is no such memory.
  bool reserve(std::size_t bytes);
  /// What follows the header, aligned as numbers are.
  std::byte* room() const { return memory_ + kHeader; }

  /// Asks and waits for the answer; at most `seconds` without a beat, or up to twice as long if
  /// there was one. After anything but `given` neither this nor the program is of any more use.
  Process::Answer round(Process& process, double seconds);

 private:
  explicit Exchange(int file) : file_(file) {}
  std::atomic_ref<std::int64_t> word(std::size_t index) const;
  bool answered_soon();

  int file_;
  std::byte* memory_ = nullptr;
  std::size_t size_ = 0;
  std::int64_t asked_ = 0;
  int blind_ = 0;    // rounds in which it does not pay to look
  int in_vain_ = 1;  // so many will follow when it is in vain again
};

}  // namespace cambrian
