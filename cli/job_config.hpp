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
  /// A library that something in the configuration comes from.
  struct Library {
    std::string role;  ///< "problem", "algorithm" or "selection"
    std::string path;  ///< absolute
    std::string hash;  ///< of its content
  };
  Name problem_name;
  Name algorithm_name{"regularized_evolution"};
  Name selection_name{"tournament"};
  std::unique_ptr<ProblemDraft> problem;
  std::unique_ptr<AlgorithmDraft> algorithm;
  std::unique_ptr<SelectorDraft> selection;  ///< null: the algorithm breeds by no selector
  JobSettings settings;
  std::string origin;  ///< where it was read, for errors
  std::vector<Library> libraries;

  /// Reads the text of a file called `origin`, then the assignments, in their order. All errors at
  /// once. Plugins are used besides those of the text. An assignment of another problem's or
  /// algorithm's name makes those of the file's settings be ignored that the new one does not know.
  static Result<JobConfig> read(std::string_view text, const std::string& origin,
                                const std::vector<Assignment>& assignments,
                                const std::vector<std::string>& plugins = {});

  /// Writes into the settings where the libraries are and what they hold, so that the same
  /// configuration finds them again, or refuses others.
  void pin_libraries();
  /// "with /opt/wing.so (content 27...)" for people; empty: all is built in.
  std::string equipment() const;

  /// Records of everything, which point into this.
  FieldList fields();
};

template <class Visitor>
void fields(Visitor& v, JobConfig::Name& n) {
  v("name", n.name, "Its name");
}

}  // namespace cambrian::cli
