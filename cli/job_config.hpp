// JobConfig: a configuration of `cambrian run`, read and checked: a problem, an algorithm, and how
// the one searches the other.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/catalogue.hpp"
#include "cli/job_settings.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

/// A setting that a flag gives, e.g. {"--seed", "seed=7"}.
struct Assignment {
  std::string flag;  ///< for errors
  std::string text;  ///< path=value
};

struct JobConfig {
  struct Name {
    std::string name;
  };
  Name problem_name;
  Name algorithm_name{"regularized_evolution"};
  std::unique_ptr<ProblemDraft> problem;
  std::unique_ptr<AlgorithmDraft> algorithm;
  JobSettings settings;
  std::string origin;  ///< where it was read, for errors

  /// Reads the text of a file called `origin`, then the assignments, in their order. All errors at
  /// once. An assignment of another problem's or algorithm's name makes those of the file's
  /// settings be ignored that the new one does not know.
  static Result<JobConfig> read(std::string_view text, const std::string& origin,
                                const std::vector<Assignment>& assignments);

  /// Records of everything, which point into this.
  FieldList fields();
};

template <class Visitor>
void fields(Visitor& v, JobConfig::Name& n) {
  v("name", n.name, "Its name");
}

}  // namespace cambrian::cli
