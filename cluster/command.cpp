#include "cluster/command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

extern char** environ;

namespace cambrian {
namespace {

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  bool open() { return ::pipe2(ends.data(), O_CLOEXEC) == 0; }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  void close_end(int which) {
    if (ends[which] >= 0) ::close(ends[which]);
    ends[which] = -1;
  }
};

// Reads both pipes to their ends, whichever has something.
void drain(Pipe& out, Pipe& err, Captured& captured) {
  std::array<char, 4096> buffer;
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    std::array<pollfd, 2> waiting{pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
    for (int i = 0; i < 2; ++i) {
      if (waiting[i].revents == 0) continue;
      Pipe& pipe = i == 0 ? out : err;
      const ssize_t count = ::read(pipe.ends[0], buffer.data(), buffer.size());
      if (count > 0) (i == 0 ? captured.out : captured.err).append(buffer.data(), count);
      if (count == 0 || (count < 0 && errno != EINTR)) pipe.close_end(0);
    }
  }
}

}  // namespace

Result<Captured> capture(const std::vector<std::string>& words) {
  Pipe out;
  Pipe err;
  if (!out.open() || !err.open()) return Error{words[0], std::strerror(errno), ""};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
  ::posix_spawn_file_actions_adddup2(&actions, err.ends[1], 2);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return Error{words[0], std::strerror(failed), ""};
  out.close_end(1);
  err.close_end(1);
  Captured captured;
  drain(out, err, captured);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  captured.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return captured;
}

}  // namespace cambrian
