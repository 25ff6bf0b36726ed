#include "operators/expression/library/huge_array.hpp"

#include <cstdlib>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace cambrian::expression {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::size_t kHugePage = std::size_t{2} << 20;

// The first multiple of `size` from an address on.
std::uintptr_t aligned(const void* address, std::size_t size) {
  return (reinterpret_cast<std::uintptr_t>(address) + size - 1) / size * size;
}

}  // namespace

HugeArray::HugeArray(std::size_t words) : HugeArray(words, words) {}

HugeArray::HugeArray(std::size_t words, std::size_t huge) : words_(words) {
#ifdef __linux__
  if (words * kWord >= kHugePage) {
    // With room to begin on a huge page.
    mapped_ = words * kWord + kHugePage;
    base_ = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base_ == MAP_FAILED) throw std::bad_alloc();
    data_ = reinterpret_cast<std::uint64_t*>(aligned(base_, kHugePage));
    use_huge_pages(0, huge);
    return;
  }
#endif
  base_ = std::calloc(words, kWord);
  if (base_ == nullptr) throw std::bad_alloc();
  data_ = static_cast<std::uint64_t*>(base_);
}

HugeArray::~HugeArray() {
#ifdef __linux__
  if (mapped_ > 0) {
    munmap(base_, mapped_);
    return;
  }
#endif
  std::free(base_);
}

// Random look-ups in small pages spend more time on address translation than on the data.
void HugeArray::use_huge_pages([[maybe_unused]] std::size_t begin,
                               [[maybe_unused]] std::size_t words) {
#ifdef __linux__
  constexpr std::size_t kPage = 4096;
  if (mapped_ == 0 || words == 0) return;
  const std::uintptr_t from = aligned(data_ + begin, kPage);
  const auto end = reinterpret_cast<std::uintptr_t>(data_ + begin + words);
  if (from < end) madvise(reinterpret_cast<void*>(from), end - from, MADV_HUGEPAGE);
#endif
}

}  // namespace cambrian::expression
