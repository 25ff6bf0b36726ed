#include "cli/approximation/sollya.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <vector>

#include "cli/text.hpp"
#include "operators/program/print.hpp"

namespace cambrian::cli {
namespace {

using approximation::Problem;
using program::Quad;

constexpr std::array<std::string_view, 26> kKnown = {
    "exp",   "log",  "log2", "log10", "log1p", "expm1", "sqrt", "sin",   "cos",
    "tan",   "asin", "acos", "atan",  "sinh",  "cosh",  "tanh", "asinh", "acosh",
    "atanh", "erf",  "erfc", "abs",   "floor", "ceil",  "pi",   "x"};

struct Definition {
  std::string_view name, body;  ///< of u
};
constexpr std::array kDefinitions = {
    Definition{"exp2", "2^u"},
    Definition{"exp10", "10^u"},
    Definition{"rsqrt", "1/sqrt(u)"},
    Definition{"sigmoid", "1/(1 + exp(-u))"},
    Definition{"silu", "u/(1 + exp(-u))"},
    Definition{"softplus", "log1p(exp(u))"},
    Definition{"gelu", "u*erfc(-u/sqrt(2))/2"},
    Definition{"bessel_i_half", "sqrt(2/(pi*u))*sinh(u)"},
};

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// The names in an expression; not the e of 1e-3.
std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t end = i;
    while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
    if (end == i) continue;
    if (is_letter(text[i])) names.push_back(text.substr(i, end - i));
    i = end;
  }
  return names;
}

// Procedures for the names that Sollya does not know; nothing if one has no definition here.
std::optional<std::string> procedures_for(const std::string& text) {
  std::string out;
  for (const std::string& name : names_in(text)) {
    if (std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end()) continue;
    const auto d = std::find_if(kDefinitions.begin(), kDefinitions.end(),
                                [&](const Definition& known) { return known.name == name; });
    if (d == kDefinitions.end()) return std::nullopt;
    out += "procedure " + name + "(u) { return " + std::string(d->body) + "; };\n";
  }
  return out;
}

// Without 0 itself, where c/x has no value and a quotient of errors only a limit.
std::vector<std::string> pieces(const Problem& problem) {
  const std::string low = program::to_text(problem.low), high = program::to_text(problem.high);
  std::vector<std::string> result;
  if (problem.low > 0 || problem.high < 0) return {"[" + low + "; " + high + "]"};
  if (problem.low < 0) result.push_back("[" + low + "; -1b-60]");
  if (problem.high > 0) result.push_back("[1b-60; " + high + "]");
  return result;
}

}  // namespace

std::string sollya_script(const Problem& problem, const approximation::Approximation& found) {
  using approximation::ErrorKind;
  const bool relative = problem.error == ErrorKind::relative;
  if (problem.single || (!relative && problem.error != ErrorKind::absolute)) return "";
  const std::string& target = problem.target.text();
  const auto procedures = procedures_for(target);
  if (!procedures || !program::is_smooth(found.program)) return "";
  program::ConstantTexts constants;
  for (const Quad c : found.constants) constants.push_back(program::to_text(c));
  std::string program = program::to_infix(found.program, constants);
  const std::size_t last = program.rfind("; ");
  program.insert(last == std::string::npos ? 0 : last + 2, "approximation = ");
  const double claimed = found.bound.value_or(found.error * 1.001);
  std::string out =
      "// Run by: sollya --warnonstderr FILE\nprec = 200!;\ndisplay = decimal!;\n" + *procedures;
  if (program.find("fma(") != std::string::npos) {
    out += "procedure fma(u, v, w) { return u*v + w; };\n";
  }
  out += "target = " + target + ";\n" + program + ";\nworst = 0;\n";
  const std::string error = relative ? "approximation/target - 1" : "approximation - target";
  for (const std::string& piece : pieces(problem)) {
    out += "worst = max(worst, dirtyinfnorm(" + error + ", " + piece + "));\n";
  }
  return out + "print(\"largest error\", round(worst, 24, RN), \", at most " + exact(claimed) +
         " claimed\");\nif (worst <= " + exact(claimed) +
         ") then print(\"agrees\") else print(\"differs\");\n";
}

}  // namespace cambrian::cli
