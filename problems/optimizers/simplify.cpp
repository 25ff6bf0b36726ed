#include "problems/optimizers/simplify.hpp"

#include <cmath>
#include <optional>
#include <vector>

#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/fingerprint.hpp"

namespace cambrian::optimizers {
namespace {

using optimizer::Argument;
using optimizer::Program;
using optimizer::Statement;

/// Without statement `place`, whose value is that of `source` instead. Empty when `source` changes
/// before its last use, or when a step's result would be the value itself.
std::optional<Program> with_value_from(const Program& program, std::size_t place,
                                       const Argument& source) {
  Program shorter = program;
  const std::uint8_t target = program.statements[place].target;
  bool reassigned = false;
  for (std::size_t i = place + 1; i < program.statements.size() && !reassigned; ++i) {
    Statement& statement = shorter.statements[i];
    for (Argument& argument : statement.used()) {
      if (argument.constant || argument.variable != target) continue;
      argument = source;
    }
    reassigned = statement.target == target;
    // Later uses would see another value; programs are short, so being strict costs little.
    if (!source.constant && statement.target == source.variable && !reassigned) return std::nullopt;
  }
  const bool is_result =
      target == optimizer::update || target == optimizer::m || target == optimizer::v;
  if (is_result && !reassigned) return std::nullopt;
  shorter.statements.erase(shorter.statements.begin() + static_cast<std::ptrdiff_t>(place));
  return shorter;
}

std::vector<Program> shorter_ones(const Program& program, std::size_t place) {
  std::vector<Program> all;
  Program without = program;
  without.statements.erase(without.statements.begin() + static_cast<std::ptrdiff_t>(place));
  all.push_back(std::move(without));
  for (const Argument& source : program.statements[place].used()) {
    if (auto other = with_value_from(program, place, source)) all.push_back(std::move(*other));
  }
  return all;
}

}  // namespace

Program simplify(const Program& program, const Judge& judge, double tolerance) {
  Program best = optimizer::without_dead_code(program);
  const double enough = judge(best) + tolerance;
  if (!std::isfinite(enough)) return best;
  bool shorter = true;
  while (shorter) {
    shorter = false;
    for (std::size_t place = best.statements.size(); place-- > 0 && !shorter;) {
      for (const Program& candidate : shorter_ones(best, place)) {
        if (optimizer::analyze(candidate).fault || !optimizer::fingerprint(candidate)) continue;
        if (!(judge(candidate) <= enough)) continue;
        best = optimizer::without_dead_code(candidate);
        shorter = true;
        break;
      }
    }
  }
  return best;
}

}  // namespace cambrian::optimizers
