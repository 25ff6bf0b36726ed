// Relation: coefficients with which columns of numbers sum to zero.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <vector>

namespace cambrian::expression {

/// The fewest coefficients that do, by leaving out one column after the other: of the columns, the
/// first of `goals` that depends on them without the later goals has -1. Rows count alike however
/// large their numbers are. `left`: what may be left of the goal, relative to its size. Nothing
/// when no goal depends on the others, or a number is not finite.
std::optional<std::vector<double>> sparse_relation(const std::vector<std::vector<double>>& columns,
                                                   std::initializer_list<std::size_t> goals,
                                                   double left);

}  // namespace cambrian::expression
