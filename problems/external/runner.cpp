#include "problems/external/runner.hpp"

namespace cambrian::external {

std::string complaint(const Process& process) {
  constexpr std::size_t kLongest = 2000;
  std::string text = process.errors();
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  if (text.empty()) return "";
  if (text.size() > kLongest) text.erase(0, text.size() - kLongest);
  return "; standard error: " + text;
}

}  // namespace cambrian::external
