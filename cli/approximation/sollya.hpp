// sollya_script(): asks another program, Sollya, for the error of an approximation.
#pragma once

#include <string>

#include "problems/function_approximation/problem.hpp"
#include "problems/function_approximation/report.hpp"

namespace cambrian::cli {

/// Prints the largest error that Sollya finds with 200 bits, and whether it agrees with what is
/// claimed. Empty where the function or the measure of errors is nothing that Sollya knows, and for
/// programs in floats.
std::string sollya_script(const approximation::Problem& problem,
                          const approximation::Approximation& found);

}  // namespace cambrian::cli
