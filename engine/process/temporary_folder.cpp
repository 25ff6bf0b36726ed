#include "engine/process/temporary_folder.hpp"

#include <stdlib.h>

#include <cerrno>
#include <system_error>

namespace cambrian {

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent)
    : path_(parent / "cambrian-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) {
    throw std::filesystem::filesystem_error("cannot make a temporary folder", path_,
                                            std::error_code(errno, std::generic_category()));
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace cambrian
