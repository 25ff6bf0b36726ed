// The results of a search as text: a table of the Pareto front, the chosen formula, CSV.
#pragma once

#include <cstddef>
#include <string>

#include "cli/regression/document.hpp"

namespace cambrian::cli {

/// The front, one formula a line, the chosen one marked; equations are clipped to `width` columns
/// (0: not at all).
std::string front_table(const RunDocument& run, std::size_t width);

/// The chosen formula with how well it fits: "period = semi_major_axis^1.5", "R² ...".
std::string chosen_text(const RunDocument& run, std::size_t member);

/// complexity,loss,score,r2[,validation_loss,validation_r2],equation.
std::string front_csv(const RunDocument& run);

}  // namespace cambrian::cli
