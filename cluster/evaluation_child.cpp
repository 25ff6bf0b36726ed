#include "cluster/evaluation_child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <new>
#include <span>
#include <system_error>
#include <utility>

#include "cluster/candidate_wire.hpp"
#include "cluster/clock.hpp"
#include "engine/core/archive.hpp"

namespace cambrian {
namespace {

constexpr std::size_t kReadSize = std::size_t{1} << 16;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

bool write_all(int file, BytesView bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

// A message is its size in 8 bytes, then its content.
bool write_message(int file, BytesView content) {
  const std::uint64_t size = content.size();
  const BytesView head = std::as_bytes(std::span(&size, 1));
  Bytes message;
  message.reserve(head.size() + content.size());
  message.insert(message.end(), head.begin(), head.end());
  message.insert(message.end(), content.begin(), content.end());
  return write_all(file, message);
}

// Takes a whole message off the front of `buffer`, if there is one.
bool take_message(Bytes& buffer, Bytes& content) {
  std::uint64_t size = 0;
  if (buffer.size() < sizeof size) return false;
  std::memcpy(&size, buffer.data(), sizeof size);
  if (buffer.size() - sizeof size < size) return false;
  const auto begin = buffer.begin() + sizeof size;
  content.assign(begin, begin + static_cast<std::ptrdiff_t>(size));
  buffer.erase(buffer.begin(), begin + static_cast<std::ptrdiff_t>(size));
  return true;
}

// False at the end of the file.
bool read_some(int file, Bytes& buffer) {
  std::array<std::byte, kReadSize> some;
  const ssize_t count = ::read(file, some.data(), some.size());
  if (count > 0) buffer.insert(buffer.end(), some.begin(), some.begin() + count);
  return count > 0 || (count < 0 && errno == EINTR);
}

void limit_memory(std::uint64_t bytes) {
  if (bytes == 0) return;
  // The limit is on addresses, of which the process has some already.
  std::uint64_t pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    unsigned long size = 0;
    if (std::fscanf(file, "%lu", &size) == 1) pages = size;
    std::fclose(file);
  }
  const rlim_t limit = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + bytes;
  const rlimit both{limit, limit};
  ::setrlimit(RLIMIT_AS, &both);
}

Evaluation evaluate_here(const Evaluator& evaluator, const Candidate& candidate) {
  Evaluation evaluation;
  try {
    evaluator.evaluate({&candidate, 1}, {&evaluation, 1});
  } catch (const std::bad_alloc&) {
    evaluation = {};
    evaluation.status = Status::failed;
    evaluation.note = "out of memory";
  } catch (const std::exception& error) {
    evaluation = {};
    evaluation.status = Status::failed;
    evaluation.note = error.what();
  }
  evaluation.id = candidate.id;
  return evaluation;
}

// The life of a child.
[[noreturn]] void serve(const Evaluator& evaluator, int from, int to, std::uint64_t memory) {
  limit_memory(memory);
  Bytes buffer;
  Bytes request;
  while (true) {
    while (!take_message(buffer, request)) {
      if (!read_some(from, buffer)) ::_exit(0);
    }
    Decoder in(request);
    Encoder out;
    encode(out, evaluate_here(evaluator, decode_candidate(in)));
    if (!write_message(to, out.take())) ::_exit(0);
  }
}

// What the factory asks of its helper: a child on two files that come with it, or the end of one.
struct Order {
  pid_t bury = 0;  // 0: make
};

bool send_order(int socket, const Order& order, const int* files) {
  Order copy = order;
  iovec data{&copy, sizeof copy};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (files != nullptr) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(2 * sizeof(int));
    std::memcpy(CMSG_DATA(header), files, 2 * sizeof(int));
  }
  return ::sendmsg(socket, &message, MSG_NOSIGNAL) == sizeof copy;
}

bool receive_order(int socket, Order& order, int* files) {
  iovec data{&order, sizeof order};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (::recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != sizeof order) return false;
  if (const cmsghdr* header = CMSG_FIRSTHDR(&message)) {
    std::memcpy(files, CMSG_DATA(header), 2 * sizeof(int));
  }
  return true;
}

void close_all_but(int file) {
  if (file > 3) ::close_range(3, static_cast<unsigned>(file) - 1, 0);
  ::close_range(static_cast<unsigned>(file) + 1, ~0u, 0);
}

// The life of the helper: answers each order with a number, and ends with its socket.
[[noreturn]] void help(const Evaluator& evaluator, int socket, std::uint64_t memory) {
  // Ctrl-C is for the coordinator, which ends this process in its time.
  ::setpgid(0, 0);
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) ::signal(number, SIG_DFL);
  ::signal(SIGPIPE, SIG_IGN);
  close_all_but(socket);
  Order order;
  std::array<int, 2> files{-1, -1};
  while (receive_order(socket, order, files.data())) {
    int answer = 0;
    if (order.bury != 0) {
      ::kill(order.bury, SIGKILL);
      while (::waitpid(order.bury, &answer, 0) < 0 && errno == EINTR) {
      }
    } else {
      answer = ::fork();
      if (answer == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::close(socket);
        serve(evaluator, files[0], files[1], memory);
      }
      for (int file : files) ::close(file);
    }
    if (::send(socket, &answer, sizeof answer, MSG_NOSIGNAL) != sizeof answer) break;
  }
  ::_exit(0);
}

int number_from(int socket) {
  int number = 0;
  ssize_t count = 0;
  do {
    count = ::recv(socket, &number, sizeof number, 0);
  } while (count < 0 && errno == EINTR);
  if (count != sizeof number) throw HelperLost();
  return number;
}

}  // namespace

EvaluationChild::EvaluationChild(EvaluationChild&& other) noexcept
    : pid_(other.pid_),
      to_(std::exchange(other.to_, -1)),
      from_(std::exchange(other.from_, -1)),
      buffer_(std::move(other.buffer_)) {}

EvaluationChild::~EvaluationChild() {
  if (to_ >= 0) ::close(to_);
  if (from_ >= 0) ::close(from_);
}

EvaluationChild::Answer EvaluationChild::ask(BytesView request, double seconds, Bytes& answer) {
  if (!write_message(to_, request)) return Answer::died;
  const SteadyClock clock;
  const double until = seconds == kForever ? kForever : clock.now() + seconds;
  while (!take_message(buffer_, answer)) {
    if (until != kForever) {
      const double left = std::max(0.0, until - clock.now());
      pollfd waiting{from_, POLLIN, 0};
      const int milliseconds = static_cast<int>(std::min(std::ceil(left * 1e3), 1e9));
      const int ready = ::poll(&waiting, 1, milliseconds);
      if (ready == 0 && clock.now() >= until) return Answer::overdue;
      if (ready <= 0) continue;
    }
    if (!read_some(from_, buffer_)) return Answer::died;
  }
  return Answer::given;
}

ChildFactory::ChildFactory(const Evaluator& evaluator, std::uint64_t memory) {
  // Whoever writes to a dead child must get an error, not a signal.
  ::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends;
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) fail("socketpair");
  helper_ = ::fork();
  if (helper_ < 0) fail("fork");
  if (helper_ == 0) {
    ::close(ends[0]);
    help(evaluator, ends[1], memory);
  }
  ::close(ends[1]);
  socket_ = ends[0];
}

ChildFactory::~ChildFactory() {
  ::close(socket_);
  while (::waitpid(helper_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

EvaluationChild ChildFactory::make() {
  std::array<int, 2> request;
  std::array<int, 2> answer;
  if (::pipe2(request.data(), O_CLOEXEC) != 0) fail("pipe");
  if (::pipe2(answer.data(), O_CLOEXEC) != 0) fail("pipe");
  const std::array<int, 2> theirs{request[0], answer[1]};
  const bool sent = send_order(socket_, Order{}, theirs.data());
  for (int file : theirs) ::close(file);
  EvaluationChild child(-1, request[1], answer[0]);
  if (!sent) throw HelperLost();
  child.pid_ = number_from(socket_);
  if (child.pid_ <= 0) fail("fork");
  return child;
}

std::string ChildFactory::bury(const EvaluationChild& child) {
  if (!send_order(socket_, Order{child.pid()}, nullptr)) throw HelperLost();
  const int status = number_from(socket_);
  if (WIFSIGNALED(status)) return ::strsignal(WTERMSIG(status));
  return "exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace cambrian
