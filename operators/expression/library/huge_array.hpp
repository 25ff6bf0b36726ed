// HugeArray: a large block of zeroed words, on huge pages where the system has them. Pages that are
// never touched take no memory.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cambrian::expression {

class HugeArray {
 public:
  /// Throws std::bad_alloc. Requires a word.
  explicit HugeArray(std::size_t words);
  /// On huge pages only where asked for.
  static HugeArray of_small_pages(std::size_t words) { return HugeArray(words, 0); }
  ~HugeArray();
  HugeArray(const HugeArray&) = delete;
  HugeArray& operator=(const HugeArray&) = delete;

  /// From word `begin` on. Advice to the system; nothing depends on it.
  void use_huge_pages(std::size_t begin, std::size_t words);

  std::size_t size() const { return words_; }
  std::uint64_t* data() { return data_; }
  const std::uint64_t* data() const { return data_; }

 private:
  HugeArray(std::size_t words, std::size_t huge);

  std::size_t words_;
  void* base_ = nullptr;
  std::size_t mapped_ = 0;  ///< bytes from base_ on; 0: base_ is of the heap
  std::uint64_t* data_ = nullptr;
};

}  // namespace cambrian::expression
