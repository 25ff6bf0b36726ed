// Analysis: abstract execution of a program: its types, and which of its statements have an effect.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operators/optimizer/program.hpp"

namespace cambrian::optimizer {

struct Analysis {
  std::vector<ValueType> types;  ///< of each statement's result
  /// Whether the updates of this or a later step depend on the statement, also through m and v.
  std::vector<bool> live;
  bool keeps_m = false;  ///< updates depend on m as a step begins
  bool keeps_v = false;

  std::size_t live_statements() const;
};

/// An error says in which statement (from 0) and why: a variable that is not assigned yet, one that
/// changes its type, no update, or an update that does not depend on the gradient.
struct Fault {
  std::size_t statement = 0;  ///< the number of statements: the program as a whole
  std::string what;
};

/// Without running it, in time proportional to the program's length. `fault` is empty when it is
/// valid.
struct Verdict {
  Analysis analysis;
  std::optional<Fault> fault;
};
Verdict analyze(const Program& program);

/// The statements that have an effect, in the same order, with variables numbered anew. Requires a
/// valid program; computes the same updates bit by bit.
Program without_dead_code(const Program& program);

}  // namespace cambrian::optimizer
