// TemporaryFolder: a new folder, until its end.
#pragma once

#include <filesystem>
#include <string>

namespace cambrian {

class TemporaryFolder {
 public:
  /// Makes it in `parent`, under a name of its own. Throws std::filesystem::filesystem_error when
  /// it cannot be made.
  explicit TemporaryFolder(const std::filesystem::path& parent);
  /// Removes it with all that is in it.
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace cambrian
