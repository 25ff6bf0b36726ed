// RegressionReport: what a board holds, as users see it: the front, how well each formula fits,
// and which one is chosen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/island/island.hpp"
#include "operators/expression/expression.hpp"
#include "problems/symbolic_regression/problem.hpp"

namespace cambrian::regression {

/// How well a formula fits some rows. Loss in the user's units, without a cost of units.
struct FitQuality {
  std::size_t rows = 0;
  double loss = 0;
  double standard_error = 0;  ///< of the loss, from the scatter of the rows' losses; 0 for one row
  double r2 = 0;              ///< weighted; NaN when the target is constant on these rows
};

/// How a member stands to the noise in the data.
enum class Standing : std::uint8_t {
  fit,          ///< a larger member fits better beyond doubt
  noise_floor,  ///< the first member that no larger one betters by more than a standard error of
                ///< the difference
  overfit,      ///< larger than that one
  law,          ///< exact up to rounding
};

/// One formula of the Pareto front.
struct FrontMember {
  Individual individual;
  expression::Expression expression;
  /// The formula with its constants rounded as far as the loss allows.
  expression::Expression rounded;
  std::uint32_t complexity = 0;
  double score = 0;  ///< -d ln(loss) / d complexity from the member before; 0 for the first one,
                     ///< infinite when the loss falls to 0
  FitQuality training;
  std::optional<FitQuality> validation;
  Standing standing = Standing::fit;
};

struct RegressionReport {
  std::vector<FrontMember> front;  ///< by rising complexity; may be empty
  std::size_t chosen = 0;          ///< index into `front`; of no meaning when that is empty

  const FrontMember& best() const { return front.at(chosen); }
};

struct ReportOptions {
  bool round_constants = true;  ///< false: FrontMember::rounded is the expression itself (faster)
};

/// Looks at every member of the front in float64 on all rows. With validation rows, the choice and
/// the standings go by them. "accuracy" is the lowest loss, "score" the highest score, "best" the
/// highest score among the members whose loss is at most 1.2 times the lowest (PySR: 1.5),
/// "information" the lowest AICc of the training rows. The simplest law is chosen before all others
/// but by "score".
RegressionReport make_report(const Problem& problem, const Board& board,
                             ReportOptions options = {});

}  // namespace cambrian::regression
