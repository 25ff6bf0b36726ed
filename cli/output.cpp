#include "cli/output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "cli/exit_code.hpp"
#include "cli/screen.hpp"
#include "engine/state/file_system.hpp"

namespace cambrian::cli {

int fail(const Error& error) {
  write_all(STDERR_FILENO, "cambrian: " + error.message() + "\n");
  return exit_user_error;
}

int print(std::string_view text, int status) {
  if (write_all(STDOUT_FILENO, text) || errno == EPIPE) return status;
  return fail({"standard output", std::strerror(errno), "free some space or write elsewhere"});
}

Result<void> write_page(const std::string& path, std::string_view text) {
  return replace_file(FileSystem::posix(), path, as_bytes(text));
}

}  // namespace cambrian::cli
