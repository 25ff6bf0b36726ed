#include "operators/expression/library/huge_array.hpp"

#include <cstring>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace cambrian::expression {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

std::align_val_t alignment(std::size_t bytes) {
  return std::align_val_t{bytes >= kHugePage ? kHugePage : 64};
}

}  // namespace

HugeArray::HugeArray(std::size_t words) : words_(words) {
  const std::size_t bytes = words * sizeof(std::uint64_t);
  data_ = static_cast<std::uint64_t*>(::operator new(bytes, alignment(bytes)));
#ifdef __linux__
  // Random look-ups in small pages spend more time on address translation than on the data. The
  // call is advice; nothing depends on it.
  if (bytes >= kHugePage) madvise(data_, bytes, MADV_HUGEPAGE);
#endif
  std::memset(data_, 0, bytes);
}

HugeArray::~HugeArray() { ::operator delete(data_, alignment(words_ * sizeof(std::uint64_t))); }

}  // namespace cambrian::expression
