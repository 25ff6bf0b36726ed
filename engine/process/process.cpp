#include "engine/process/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>

extern char** environ;

namespace cambrian {
namespace {

using Clock = std::chrono::steady_clock;

// How long to wait for a change at most, when something could end without a sign on our files: a
// program whose output another one has inherited.
constexpr int kLookAround = 50;  // milliseconds

// Reads of one file in a row, so that one that never ends does not keep us from the other.
constexpr int kReads = 16;

struct Deadline {
  explicit Deadline(double seconds) : seconds_(seconds) {}
  double left() const {
    const std::chrono::duration<double> gone = Clock::now() - begin_;
    return seconds_ - gone.count();
  }
  bool over() const { return left() <= 0; }
  int milliseconds() const {
    return static_cast<int>(std::clamp(std::ceil(left() * 1e3), 0.0, 1.0 * kLookAround));
  }

 private:
  double seconds_;
  Clock::time_point begin_ = Clock::now();
};

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  bool open() { return ::pipe2(ends.data(), O_CLOEXEC) == 0; }
  ~Pipe() {
    for (int end : ends) {
      if (end >= 0) ::close(end);
    }
  }
  int keep(int which) {
    ::fcntl(ends[which], F_SETFL, O_NONBLOCK);
    return std::exchange(ends[which], -1);
  }
};

// "NAME=value" of this process's environment with `added` in it.
std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (added.count(text.substr(0, text.find('='))) == 0) all.push_back(text);
  }
  for (const auto& [name, value] : added) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> result;
  for (const std::string& word : words) result.push_back(const_cast<char*>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

// In a group of its own, with signals as a program expects them.
class Attributes {
 public:
  Attributes() {
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    for (int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2})
      ::sigaddset(&signals, number);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
  }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

std::string ending(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return "exit status " + std::to_string(info.si_status);
  return std::string("ended by signal ") + std::to_string(info.si_status) + ", " +
         ::strsignal(info.si_status);
}

}  // namespace

Result<Process> Process::start(const ProcessOptions& options) {
  ::signal(SIGPIPE, SIG_IGN);
  const std::string& name = options.words.at(0);
  std::array<Pipe, 3> pipes;
  for (Pipe& pipe : pipes) {
    if (!pipe.open()) return Error{name, std::strerror(errno), ""};
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (int file = 0; file < 3; ++file)
    ::posix_spawn_file_actions_adddup2(&actions, pipes[file].ends[file == 0 ? 0 : 1], file);
  if (options.shared >= 0) ::posix_spawn_file_actions_adddup2(&actions, options.shared, 3);
  if (!options.folder.empty())
    ::posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());
  const std::vector<std::string> environment = environment_with(options.environment);
  const Attributes attributes;
  pid_t id = 0;
  const int failed = ::posix_spawnp(&id, name.c_str(), &actions, attributes.get(),
                                    pointers(options.words).data(), pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return Error{name, std::strerror(failed), ""};
  const std::array<int, 3> files{pipes[0].keep(1), pipes[1].keep(0), pipes[2].keep(0)};
  return Process(id, files, options.kill_switch);
}

Process::Process(pid_t id, std::array<int, 3> files, std::shared_ptr<KillSwitch> kill_switch)
    : id_(id), files_(files), kill_switch_(std::move(kill_switch)) {
  if (kill_switch_) kill_switch_->add(id_);
}

Process::Process(Process&& other) noexcept
    : id_(std::exchange(other.id_, 0)),
      files_(std::exchange(other.files_, {-1, -1, -1})),
      kill_switch_(std::move(other.kill_switch_)),
      request_(std::move(other.request_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)),
      end_(std::move(other.end_)) {}

Process::~Process() { finish(); }

void Process::close(int which) {
  if (files_[which] >= 0) ::close(files_[which]);
  files_[which] = -1;
}

void Process::read_output() {
  std::array<char, 65536> some;
  for (int reads = 0; files_[1] >= 0 && reads < kReads; ++reads) {
    const ssize_t count = ::read(files_[1], some.data(), some.size());
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) close(1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || output_.size() >= kLongestLine) return;
    output_.append(some.data(), static_cast<std::size_t>(count));
  }
}

void Process::read_errors() {
  std::array<char, 65536> some;
  for (int reads = 0; files_[2] >= 0 && reads < kReads; ++reads) {
    const ssize_t count = ::read(files_[2], some.data(), some.size());
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) close(2);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    errors_.append(some.data(), static_cast<std::size_t>(count));
    if (errors_.size() > kKeptErrors) errors_.erase(0, errors_.size() - kKeptErrors);
  }
}

void Process::write_request() {
  const ssize_t count = ::write(files_[0], request_.data(), request_.size());
  if (count > 0) request_.erase(0, static_cast<std::size_t>(count));
  if (count < 0 && errno != EAGAIN && errno != EINTR) {
    request_.clear();
    close(0);
  }
}

// Waits at most so long until something can be read or written, and does it.
void Process::pump(int milliseconds) {
  std::array<pollfd, 3> waiting{pollfd{request_.empty() ? -1 : files_[0], POLLOUT, 0},
                                pollfd{files_[1], POLLIN, 0}, pollfd{files_[2], POLLIN, 0}};
  if (::poll(waiting.data(), waiting.size(), milliseconds) <= 0) return;
  if (waiting[0].revents != 0) write_request();
  if (waiting[1].revents != 0) read_output();
  if (waiting[2].revents != 0) read_errors();
}

bool Process::exited() const {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == id_;
}

Process::Answer Process::ask(std::string_view request, double seconds, std::string& line) {
  tell(request);
  return hear(seconds, line);
}

void Process::tell(std::string_view request) {
  request_ = std::string(request) + "\n";
  if (files_[0] >= 0) write_request();
}

Process::Answer Process::hear(double seconds, std::string& line) {
  const Deadline deadline(seconds);
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = output_.find('\n', searched);
    if (end != std::string::npos) {
      line = output_.substr(0, end);
      output_.erase(0, end + 1);
      return Answer::given;
    }
    searched = output_.size();
    if (searched >= kLongestLine) return Answer::too_long;
    if (files_[1] < 0) return Answer::ended;
    if (deadline.over()) return Answer::overdue;
    const bool was_over = exited();
    pump(was_over ? 0 : deadline.milliseconds());
    // What it wrote before its end has been read by now.
    if (was_over && output_.size() == searched) return Answer::ended;
  }
}

bool Process::disturbed() {
  pump(0);
  return exited() || !output_.empty() || !request_.empty() || files_[1] < 0;
}

bool Process::wait(double seconds, std::string_view input) {
  const Deadline deadline(seconds);
  request_ = std::string(input);
  while (!exited()) {
    if (request_.empty()) close(0);
    if (deadline.over()) return false;
    if (files_[1] < 0 && files_[2] < 0) {
      // Nothing tells of its end but the end itself, usually within a millisecond.
      ::poll(nullptr, 0, std::min(deadline.milliseconds(), 5));
    } else {
      pump(deadline.milliseconds());
    }
  }
  return true;
}

std::string Process::finish() {
  if (id_ == 0) return end_;
  if (kill_switch_) kill_switch_->remove(id_);
  // Also those that it has started and left; a group lives as long as its last member.
  ::kill(-id_, SIGKILL);
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED) < 0 && errno == EINTR) {
  }
  id_ = 0;
  read_output();
  read_errors();
  for (int file = 0; file < 3; ++file) close(file);
  end_ = ending(info);
  return end_;
}

std::string Process::errors() const {
  if (errors_.size() < kKeptErrors) return errors_;
  const std::size_t end = errors_.find('\n');
  return end == std::string::npos ? errors_ : errors_.substr(end + 1);
}

Result<std::string> find_program(const std::string& word, const std::string& folder) {
  const auto usable = [](const std::string& path) {
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode) &&
           ::access(path.c_str(), X_OK) == 0;
  };
  if (word.empty()) return Error{"", "is empty", "it begins with the name of a program"};
  if (word.find('/') != std::string::npos) {
    const std::string path = word.front() == '/' || folder.empty() ? word : folder + "/" + word;
    if (usable(path)) return path;
    if (::access(path.c_str(), F_OK) != 0) return Error{"", "there is no file " + path, ""};
    return Error{"", path + " is no program", "make it executable: chmod +x"};
  }
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
  while (true) {
    const std::size_t colon = rest.find(':');
    const std::string file = std::string(rest.substr(0, colon)) + "/" + word;
    if (usable(file)) return file;
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
  }
  std::string hint = "is it installed?";
  if (::access((folder + "/" + word).c_str(), F_OK) == 0) hint = "did you mean './" + word + "'?";
  return Error{"", "there is no program '" + word + "' on the PATH", hint};
}

}  // namespace cambrian
