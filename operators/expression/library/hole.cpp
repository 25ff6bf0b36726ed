#include "operators/expression/library/hole.hpp"

#include <algorithm>
#include <cmath>

#include "operators/expression/library/context.hpp"
#include "operators/expression/library/values.hpp"

namespace cambrian::expression {
namespace {

using Values = std::vector<double>;

// u from w = node(u); `now`: on the side of what u is.
bool undo(const Node& node, const UserFunctions& functions, const Values& w, const Values& now,
          Values& u) {
  const Op op = node.op;
  if (op == Op::user) {
    const UserFunction* f = find(functions, node);
    if (f == nullptr || !f->undoable()) return false;
    std::transform(w.begin(), w.end(), u.begin(), [f](double v) { return f->undo(v); });
    return true;
  }
  if (op == Op::neg || op == Op::abs) {
    for (std::size_t r = 0; r < w.size(); ++r) {
      u[r] = op == Op::neg ? -w[r] : std::copysign(w[r], now[r]);
    }
    return true;
  }
  const auto by = inverse_of(op);
  if (!by) return false;
  std::transform(w.begin(), w.end(), u.begin(), info(*by).unary);
  if (op == Op::square || op == Op::cosh) {
    for (std::size_t r = 0; r < w.size(); ++r) u[r] = std::copysign(u[r], now[r]);
  }
  return true;
}

// An argument of w = left op right, from the other.
bool undo(Op op, bool left, const Values& w, const Values& other, Values& u) {
  if (op != Op::add && op != Op::sub && op != Op::mul && op != Op::div) return false;
  if (!left && (op == Op::sub || op == Op::div)) {
    std::transform(other.begin(), other.end(), w.begin(), u.begin(), info(op).binary);
  } else {
    std::transform(w.begin(), w.end(), other.begin(), u.begin(), info(opposite_of(op)).binary);
  }
  return true;
}

}  // namespace

std::vector<Hole> holes_of(const Expression& formula, const Columns& columns,
                           std::span<const double> target, const UserFunctions& functions) {
  const std::vector<Values> now = values_of_parts(formula, columns, functions);
  std::vector<Values> wanted(formula.size());  // empty: none
  wanted.back().assign(target.begin(), target.end());
  std::vector<Hole> holes;
  for (std::size_t i = formula.size(); i-- > 0;) {
    const Node& node = formula.nodes[i];
    if (wanted[i].empty()) continue;
    for (std::size_t k = 0; k < node.arity; ++k) {
      const std::size_t part = formula.argument(i, k);
      Values values(target.size());
      const bool undone = node.arity == 1 ? undo(node, functions, wanted[i], now[part], values)
                                          : undo(node.op, k == 0, wanted[i],
                                                 now[formula.argument(i, 1 - k)], values);
      if (undone && all_finite(values)) wanted[part] = std::move(values);
    }
    if (i + 1 < formula.size()) holes.push_back({i, std::move(wanted[i])});
  }
  return holes;
}

}  // namespace cambrian::expression
