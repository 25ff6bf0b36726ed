// Hole: what a part of a formula would have to be for the formula to be the law.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "operators/expression/expression.hpp"
#include "operators/expression/library/probe.hpp"
#include "operators/expression/library/user_function.hpp"

namespace cambrian::expression {

/// A part of a formula, and the values that it is wanted to have: the target with everything
/// around the part undone, from the root of the formula down to it (semantic backpropagation,
/// Pawlak, Wieloch and Krawiec 2015).
struct Hole {
  std::size_t node;            ///< the root of the part
  std::vector<double> wanted;  ///< on every row, finite
};

/// All parts but the whole for which such values exist: no operator without an inverse is around
/// them. Of two-valued inverses the branch on which the part lies is taken, of periodic ones the
/// principal.
std::vector<Hole> holes_of(const Expression& formula, const Columns& columns,
                           std::span<const double> target, const UserFunctions& functions = {});

}  // namespace cambrian::expression
