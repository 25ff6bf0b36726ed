// OnceRunner: a command that is started for each candidate, in a folder of its own.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "problems/external/runner.hpp"

namespace cambrian::external {

/// Which working folders stay after their evaluation.
enum class Keep { none, failed, all };

/// The working folder of candidate 12 is `work`/12; it is the command's current folder and holds
/// input.json, the request, and standard_error.txt if there was any. The words of the command may
/// have placeholders: {input}, {output}, {folder} (the configuration's), {genome}, {id}, {seed},
/// {budget}, and the name of each parameter for its value. A command without {input} finds the
/// request on its standard input; the answer of one without {output} is the last line that it
/// prints. An exit status other than 0 is a failure.
class OnceRunner : public Runner {
 public:
  /// What placeholders there are besides the names of parameters.
  static const std::vector<std::string>& names();

  /// `work` is made when it is needed; where it is "", a temporary folder takes its place, of which
  /// nothing stays.
  OnceRunner(RunnerOptions options, std::string work, Keep keep);
  ~OnceRunner() override;
  Reply ask(const Question& question, const Check& usable) override;

 private:
  Reply run(const Question& question, const std::string& folder, const Check& usable);
  std::string make_folder(const Question& question);

  const RunnerOptions options_;
  const bool temporary_;
  const Keep keep_;
  std::mutex mutex_;   // guards all below
  std::string work_;   // "": not made yet
  std::set<std::uint32_t> slots_;
};

}  // namespace cambrian::external
