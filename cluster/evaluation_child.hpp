// ChildFactory: makes the processes in which an IsolatedEvaluator evaluates.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <stdexcept>
#include <string>

#include "engine/core/bytes.hpp"
#include "engine/space/evaluator.hpp"

namespace cambrian {

/// A process that answers one request after the other, over two pipes. Owns the pipes' ends, not
/// the process.
class EvaluationChild {
 public:
  EvaluationChild(pid_t pid, int to, int from) : pid_(pid), to_(to), from_(from) {}
  EvaluationChild(EvaluationChild&& other) noexcept;
  EvaluationChild& operator=(EvaluationChild&&) = delete;
  ~EvaluationChild();

  enum class Answer { given, overdue, died };
  /// Waits at most `seconds` for the answer to `request`, which is put into `answer`.
  Answer ask(BytesView request, double seconds, Bytes& answer);
  pid_t pid() const { return pid_; }

 private:
  friend class ChildFactory;
  pid_t pid_;
  int to_;
  int from_;
  Bytes buffer_;
};

/// The helper process is gone, and with it all children.
class HelperLost : public std::runtime_error {
 public:
  HelperLost() : std::runtime_error("the process that forks evaluations has died") {}
};

/// A helper process of one thread that forks children and waits for them; forking from a process
/// with many threads is not safe. For use by one thread at a time.
class ChildFactory {
 public:
  /// Children evaluate by `evaluator` and may allocate `memory` bytes (0: no limit).
  ChildFactory(const Evaluator& evaluator, std::uint64_t memory);
  /// Ends the helper and all children.
  ~ChildFactory();
  ChildFactory(const ChildFactory&) = delete;
  ChildFactory& operator=(const ChildFactory&) = delete;

  /// Throws std::system_error, or HelperLost.
  EvaluationChild make();
  /// Kills the child if it still lives, and gives its end in words, e.g. "Segmentation fault".
  /// Throws HelperLost.
  std::string bury(const EvaluationChild& child);

 private:
  int socket_ = -1;
  pid_t helper_ = -1;
};

}  // namespace cambrian
