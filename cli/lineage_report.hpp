// A lineage as tables and as a plot.
#pragma once

#include <cstddef>

#include "cli/lineage.hpp"
#include "cli/page/page.hpp"
#include "cli/page/plot.hpp"

namespace cambrian::cli {

/// One row for each way in which candidates come about.
page::Table ways_table(const Lineage& lineage);
/// One row for each step: candidate, way, objectives, gain, text. Of more than `rows` steps those
/// in the middle are left out, and a row says how many.
page::Table steps_table(const Lineage& lineage, const RunTrace& trace, std::size_t rows);
/// The first objective of every step, over the evaluations.
page::Plot steps_plot(const Lineage& lineage, const RunTrace& trace);

}  // namespace cambrian::cli
