#include "cli/regression/front_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

// R² near 1 is told by its distance from 1: 0.999999 and 0.999999999 are different results.
std::string r2_text(double r2) {
  const double missing = 1 - r2;
  if (!std::isfinite(r2)) return "none";
  if (missing == 0) return "1";
  if (missing > 0 && missing < 1e-4) return "1 - " + brief(missing);
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", r2);
  return text;
}

bool has_validation(const RunDocument& run) {
  return !run.front.empty() && run.front.front().validation;
}

std::string rounded_score(double score) { return brief(std::round(score * 1000) / 1000); }

}  // namespace

std::string front_table(const RunDocument& run, std::size_t width) {
  const bool validated = has_validation(run);
  std::string out = "  complexity        loss";
  if (validated) out += "  validation";
  out += "   score  equation\n";
  for (std::size_t i = 0; i < run.front.size(); ++i) {
    const FormulaRecord& f = run.front[i];
    std::string line = i == run.best ? "> " : "  ";
    line += pad_left(std::to_string(f.complexity), 10) + "  " + pad_left(brief(f.loss), 10);
    if (validated) line += "  " + pad_left(brief(f.validation->loss), 10);
    line += "  " + pad_left(rounded_score(f.score), 6) + "  " + f.equation;
    if (f.standing == "noise floor") line += "   (noise floor: larger ones are no better)";
    out += (width == 0 ? line : clip(line, width)) + "\n";
  }
  return out;
}

std::string chosen_text(const RunDocument& run, std::size_t member) {
  const FormulaRecord& f = run.front[member];
  std::string out = run.target + " = " + f.equation + "\n\n";
  if (f.standing == "law") out += "Exact to rounding. ";
  out +=
      "R² " + r2_text(f.training.r2) + " on " + std::to_string(f.training.rows) + " training rows";
  if (f.validation) {
    out += ", " + r2_text(f.validation->r2) + " on " + std::to_string(f.validation->rows) +
           " validation rows";
  }
  return out + "\n";
}

std::string front_csv(const RunDocument& run) {
  const bool validated = has_validation(run);
  std::string out = "complexity,loss,score,r2,";
  if (validated) out += "validation_loss,validation_r2,";
  out += "equation\n";
  for (const FormulaRecord& f : run.front) {
    out += std::to_string(f.complexity);
    for (const double value : {f.loss, f.score, f.training.r2}) out += "," + exact(value);
    if (validated) {
      for (const double value : {f.validation->loss, f.validation->r2}) out += "," + exact(value);
    }
    out += "," + csv_cell(f.equation) + "\n";
  }
  return out;
}

}  // namespace cambrian::cli
