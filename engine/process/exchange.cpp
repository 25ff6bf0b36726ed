#include "engine/process/exchange.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <utility>

namespace cambrian {
namespace {

// Some times as long as it takes to put a process to sleep and to wake it: as a round with a dozen
// environments of a program takes.
constexpr std::chrono::microseconds kLook{100};

constexpr int kMostBlind = 64;

enum Word : std::size_t { asked, answered, program_sleeps, we_sleep, beats };

}  // namespace

Result<Exchange> Exchange::make() {
  const int file = ::memfd_create("cambrian", MFD_CLOEXEC);
  if (file < 0) return Error{"shared memory", std::strerror(errno), ""};
  return Exchange(file);
}

Exchange::~Exchange() {
  if (memory_ != nullptr) ::munmap(memory_, size_);
  if (file_ >= 0) ::close(file_);
}

Exchange::Exchange(Exchange&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      memory_(std::exchange(other.memory_, nullptr)),
      size_(other.size_),
      asked_(other.asked_) {}

bool Exchange::reserve(std::size_t bytes) {
  if (::ftruncate(file_, static_cast<off_t>(bytes)) != 0) return false;
  void* const memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
  if (memory == MAP_FAILED) return false;
  memory_ = static_cast<std::byte*>(memory);
  size_ = bytes;
  return true;
}

std::atomic_ref<std::int64_t> Exchange::word(std::size_t index) const {
  return std::atomic_ref<std::int64_t>(*reinterpret_cast<std::int64_t*>(memory_ + 64 * index));
}

bool Exchange::answered_soon() {
  if (blind_ > 0) {
    --blind_;
    return word(answered).load() == asked_;
  }
  const auto end = std::chrono::steady_clock::now() + kLook;
  while (std::chrono::steady_clock::now() < end) {
    for (int i = 0; i < 64; ++i) {
      if (word(answered).load(std::memory_order_acquire) != asked_) continue;
      in_vain_ = 1;
      return true;
    }
  }
  blind_ = in_vain_;
  in_vain_ = std::min(2 * in_vain_, kMostBlind);
  return false;
}

Process::Answer Exchange::round(Process& process, double seconds) {
  word(asked).store(++asked_);
  if (word(program_sleeps).load() != 0) process.tell("");
  if (answered_soon()) return Process::Answer::given;
  word(we_sleep).store(1);
  auto answer = Process::Answer::given;
  auto beat = word(beats).load();
  std::string line;
  // Lines in a row that nobody has waited for are at most one for each round.
  while (answer == Process::Answer::given && word(answered).load() != asked_) {
    answer = process.hear(seconds, line);
    const auto last = std::exchange(beat, word(beats).load());
    if (answer == Process::Answer::overdue && beat != last) answer = Process::Answer::given;
  }
  word(we_sleep).store(0);
  return answer;
}

}  // namespace cambrian
