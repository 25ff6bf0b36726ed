// HugeArray: a large block of zeroed words for random access, on huge pages where the system has
// them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cambrian::expression {

class HugeArray {
 public:
  explicit HugeArray(std::size_t words);
  ~HugeArray();
  HugeArray(const HugeArray&) = delete;
  HugeArray& operator=(const HugeArray&) = delete;

  std::size_t size() const { return words_; }
  std::uint64_t* data() { return data_; }
  const std::uint64_t* data() const { return data_; }

 private:
  std::size_t words_;
  std::uint64_t* data_;
};

}  // namespace cambrian::expression
