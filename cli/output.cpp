#include "cli/output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "cli/exit_code.hpp"
#include "cli/screen.hpp"

namespace cambrian::cli {

int fail(const Error& error) {
  write_all(STDERR_FILENO, "cambrian: " + error.message() + "\n");
  return exit_user_error;
}

int print(std::string_view text, int status) {
  if (write_all(STDOUT_FILENO, text) || errno == EPIPE) return status;
  return fail({"standard output", std::strerror(errno), "free some space or write elsewhere"});
}

}  // namespace cambrian::cli
