// OnceRunner: a command that is started for each candidate, in a folder of its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/process/temporary_folder.hpp"
#include "problems/external/runner.hpp"

namespace cambrian::external {

/// What placeholders there are besides the names of parameters.
const std::vector<std::string>& placeholder_names();

/// Which working folders stay after their evaluation.
enum class Keep { none, failed, all };

/// The working folder of candidate 12 is `work`/12; it is the command's current folder and holds
/// input.json, the request, and standard_error.txt if there was any. The words of the command may
/// have placeholders: {input}, {output}, {folder} (the configuration's), {genome}, {id}, {seed},
/// {budget}, and the name of each parameter for its value. A command without {input} finds the
/// request on its standard input; the answer of one without {output} is the last line that it
/// prints. An exit status other than 0 is a failure. CAMBRIAN_SLOT is as with ServerRunner.
class OnceRunner : public Runner {
 public:
  /// Where `work` is "", a temporary folder takes its place, of which nothing stays. Throws
  /// std::filesystem::filesystem_error when it cannot be made.
  OnceRunner(RunnerOptions options, std::string work, Keep keep);
  Reply ask(const Question& question, const Check& usable) override;

 private:
  ProcessOptions filled_in(const Question& question, const std::string& folder) const;
  Reply run(const Question& question, const std::string& folder, const Check& usable);

  const RunnerOptions options_;
  const Keep keep_;
  std::optional<TemporaryFolder> temporary_;
  std::string work_;
  Slots slots_;
};

}  // namespace cambrian::external
