#include "problems/external/runner.hpp"

namespace cambrian::external {

std::uint32_t Slots::take() {
  const std::lock_guard lock(mutex_);
  std::uint32_t slot = 0;
  while (!taken_.insert(slot).second) ++slot;
  return slot;
}

void Slots::give_back(std::uint32_t slot) {
  const std::lock_guard lock(mutex_);
  taken_.erase(slot);
}

std::string complaint(const Process& process) {
  constexpr std::size_t kLongest = 2000;
  std::string text = process.errors();
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  if (text.empty()) return "";
  if (text.size() > kLongest) text.erase(0, text.size() - kLongest);
  return "; standard error: " + text;
}

}  // namespace cambrian::external
