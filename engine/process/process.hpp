// Process: another program that runs beside this one, with its standard input, output and error.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.hpp"
#include "engine/process/kill_switch.hpp"

namespace cambrian {

/// What is started, and where.
struct ProcessOptions {
  std::vector<std::string> words;  ///< the program (looked for on the PATH) and its arguments
  std::string folder = {};         ///< working folder; empty: that of this process
  std::map<std::string, std::string> environment = {};  ///< added to that of this process
  std::shared_ptr<KillSwitch> kill_switch = {};         ///< ends it from outside; may be null
  int shared = -1;  ///< a file of this process that it gets as its file 3; -1: none
};

/// The program leads a process group of its own, so that Ctrl-C does not reach it and everything it
/// starts ends with it. What it writes to standard error is always read, and its end is kept. For
/// one thread at a time.
class Process {
 public:
  static constexpr double kNoLimit = std::numeric_limits<double>::infinity();
  static constexpr std::size_t kLongestLine = std::size_t{1} << 26;
  static constexpr std::size_t kKeptErrors = 4096;

  /// How the end of a program that succeeds reads; see finish().
  static constexpr std::string_view kWell = "exit status 0";

  /// From the first call on, this process gets errors instead of SIGPIPE. An error when the program
  /// cannot be started.
  static Result<Process> start(const ProcessOptions& options);
  /// Kills what still runs of the group.
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;

  enum class Answer { given, ended, overdue, too_long };
  /// Writes the request and a line's end, and waits at most `seconds` for one line in answer, put
  /// into `line` without its end. After anything but `given` the program is of no more use.
  Answer ask(std::string_view request, double seconds, std::string& line);
  /// The two halves of ask(): writes the request, as far as that takes no time, and waits.
  void tell(std::string_view request);
  Answer hear(double seconds, std::string& line);
  /// True when it has ended, has written to its output although it was not asked, or has not read
  /// the whole of the last request.
  bool disturbed();

  /// Writes `input`, closes its standard input and waits at most `seconds` for its end; true when
  /// it has ended.
  bool wait(double seconds, std::string_view input = "");
  /// Kills the group if it still runs, and gives the program's end in words: "exit status 1".
  std::string finish();

  /// What is left of its output that no ask() has taken; complete after finish(), but no more than
  /// kLongestLine.
  const std::string& output() const { return output_; }
  /// The last kKeptErrors bytes or less of its standard error, from the beginning of a line on;
  /// complete after finish().
  std::string errors() const;

 private:
  Process(pid_t id, std::array<int, 3> files, std::shared_ptr<KillSwitch> kill_switch);
  void pump(int milliseconds);
  void write_request();
  void read_output();
  void read_errors();
  void close(int which);
  bool exited() const;

  pid_t id_;
  std::array<int, 3> files_;  // our ends of its standard files; -1: closed
  std::shared_ptr<KillSwitch> kill_switch_;
  std::string request_;  // not yet written
  std::string output_;
  std::string errors_;
  std::string end_;  // in words, once it has been waited for
};

/// The file that `word` starts: itself if it has a slash (a relative one is taken from `folder`),
/// else the first of this name on the PATH. An error says why none can be started; `where` is
/// empty.
Result<std::string> find_program(const std::string& word, const std::string& folder);

}  // namespace cambrian
