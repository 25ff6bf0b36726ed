#include "engine/text/text_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

namespace cambrian::text {
namespace {

std::string system_message(int code) { return std::generic_category().message(code); }

/// zlib passes bytes that do not begin like gzip through unchanged.
class GzipOrPlain final : public TextSource {
 public:
  GzipOrPlain(gzFile file, std::string name) : file_(file), name_(std::move(name)) {}
  ~GzipOrPlain() override { gzclose_r(file_); }
  GzipOrPlain(const GzipOrPlain&) = delete;
  GzipOrPlain& operator=(const GzipOrPlain&) = delete;

  Result<std::size_t> read(std::span<char> room) override {
    std::size_t got = 0;
    while (got < room.size()) {
      constexpr std::size_t kMost = std::size_t{1} << 30;
      const auto ask = static_cast<unsigned>(std::min(room.size() - got, kMost));
      const int count = gzread(file_, room.data() + got, ask);
      int code = Z_OK;
      const char* const text = gzerror(file_, &code);
      if (code == Z_BUF_ERROR) {
        return Error{name_, "the gzip data end too early", "copy the file again: it is cut off"};
      }
      if (count < 0) {
        if (code == Z_ERRNO) return Error{name_, "cannot be read: " + system_message(errno), ""};
        return Error{name_, std::string("the gzip data are damaged: ") + text,
                     "check the file with gzip -t, copy it again"};
      }
      if (count == 0) break;
      got += static_cast<std::size_t>(count);
    }
    return got;
  }

 private:
  gzFile file_;
  std::string name_;
};

class Memory final : public TextSource {
 public:
  explicit Memory(std::string_view text) : rest_(text) {}
  Result<std::size_t> read(std::span<char> room) override {
    const std::size_t count = std::min(room.size(), rest_.size());
    std::copy_n(rest_.data(), count, room.data());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

}  // namespace

Result<std::unique_ptr<TextSource>> open_text(const std::string& path) {
  const bool standard_input = path == "-";
  const int descriptor =
      standard_input ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return Error{path, "cannot be opened: " + system_message(errno),
                 "check the path and its permissions; - reads standard input"};
  }
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    return Error{path, "is a folder", "name a CSV or TSV file in it"};
  }
  const gzFile file = gzdopen(descriptor, "rb");
  if (file == nullptr) {
    ::close(descriptor);
    return Error{path, "cannot be read: out of memory", ""};
  }
  gzbuffer(file, 256 * 1024);
  return std::unique_ptr<TextSource>(
      std::make_unique<GzipOrPlain>(file, standard_input ? "standard input" : path));
}

std::unique_ptr<TextSource> text_in_memory(std::string_view text) {
  return std::make_unique<Memory>(text);
}

Result<std::string> read_text(const std::string& path) {
  auto source = open_text(path);
  if (!source) return source.error();
  std::string content;
  std::vector<char> room(std::size_t{1} << 16);
  while (true) {
    const auto count = (*source)->read(room);
    if (!count) return count.error();
    content.append(room.data(), *count);
    if (*count < room.size()) return content;
  }
}

}  // namespace cambrian::text
