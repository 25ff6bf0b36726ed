// stopwatch_for(): a benchmark of one function, beside its code.
#pragma once

#include <string>
#include <string_view>

#include "problems/function_approximation/problem.hpp"

namespace cambrian::cli {

/// A C program that holds `function`, whose name is `name` and which maps numbers of the problem's
/// type, and prints what it takes: for many elements, in a loop that the compiler may make vectors
/// of, and for one after the other, until each result is there.
std::string stopwatch_for(const approximation::Problem& problem, const std::string& function,
                          std::string_view name);

}  // namespace cambrian::cli
