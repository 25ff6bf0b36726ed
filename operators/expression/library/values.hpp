// Values of expressions, and of their parts, on rows of columns.
#pragma once

#include <vector>

#include "operators/expression/library/probe.hpp"
#include "operators/expression/library/user_function.hpp"

namespace cambrian::expression {

/// NaN where a function is none of the user's that are given.
std::vector<double> evaluate(const Expression& expression, const Columns& columns,
                             const UserFunctions& functions = {});
/// The same of every part, by the index of its root.
std::vector<std::vector<double>> values_of_parts(const Expression& expression,
                                                 const Columns& columns,
                                                 const UserFunctions& functions = {});

}  // namespace cambrian::expression
