// Sums and products: one algebra, written once for + - neg 0 and * / inv 1.
#include <algorithm>
#include <cmath>

#include "operators/expression/rewriter.hpp"

namespace cambrian::expression {

const Rewriter::Group Rewriter::kSum = {Op::add,
                                        Op::sub,
                                        Op::neg,
                                        0,
                                        [](double a, double b) { return a + b; },
                                        [](double a, double b) { return a - b; }};
const Rewriter::Group Rewriter::kProduct = {Op::mul,
                                            Op::div,
                                            Op::inv,
                                            1,
                                            [](double a, double b) { return a * b; },
                                            [](double a, double b) { return a / b; }};

namespace {

/// Joining constants must neither overflow nor make a zero of what was none.
bool sound(double value, double left, double right) {
  return std::isfinite(value) && (value != 0 || left == 0 || right == 0);
}

}  // namespace

/// What the subtree at `root` is in the group. A sum's constants are all in `up`; a product keeps
/// its divisor apart, so that x/3 stays x/3.
Rewriter::Term Rewriter::term_of(const Group& group, std::size_t root) const {
  const Node& node = out_[root];
  const bool product = group.plus == Op::mul;
  Term term{group.unit, group.unit, 1, {}};
  if (node.is_constant()) {
    term.up = node.value;
    return term;
  }
  term.x = part_at(root);
  if (node.op == group.invert || (product && node.op == Op::neg)) {
    term.x = part_at(root - 1);
    if (node.op == group.invert) {
      term.sign = -1;
    } else {
      term.up = -1;
    }
    return term;
  }
  if (node.op != group.plus && node.op != group.minus) return term;
  const Part right = part_at(root - 1), left = part_at(root - 1 - right.length);
  if (root_of(right).is_constant()) {
    term.x = left;
    if (node.op == group.plus) {
      term.up = root_of(right).value;
    } else if (product) {
      term.down = root_of(right).value;
    } else {
      term.up = -root_of(right).value;
    }
  } else if (node.op == group.minus && root_of(left).is_constant()) {
    term.x = right;
    term.up = root_of(left).value;
    term.sign = -1;
  }
  return term;
}

Rewriter::Multiple Rewriter::power_of(Part x) const {
  const Node& node = root_of(x);
  const Part inner{x.begin, x.length - 1};
  switch (node.op) {
    case Op::square:
      return {inner, 2};
    case Op::cube:
      return {inner, 3};
    case Op::sqrt:
      return {inner, 0.5};
    case Op::inv:
      return {inner, -1};
    case Op::pow: {
      const Node& exponent = out_[x.begin + x.length - 2];
      if (exponent.is_constant()) return {{x.begin, x.length - 2}, exponent.value};
      return {x, 1};
    }
    default:
      return {x, 1};
  }
}

Rewriter::Multiple Rewriter::multiple_of(const Group& group, Part x) const {
  if (group.plus == Op::mul) return power_of(x);
  const Term factor = term_of(kProduct, x.begin + x.length - 1);
  if (factor.sign < 0 || factor.x.length == 0) return {x, 1};
  return {factor.x, factor.up / factor.down};
}

/// The arguments of + - * / lie at the end of out_.
void Rewriter::group(Op op) {
  const Group& group = op == Op::add || op == Op::sub ? kSum : kProduct;
  const bool minus = op == group.minus;
  const Term left = term_of(group, left_root());
  Term right = term_of(group, out_.size() - 1);
  if (minus) {
    std::swap(right.up, right.down);
    right.sign = -right.sign;
    if (group.plus == Op::add) {
      right.up = -right.down;
      right.down = 0;
    }
  }
  if (left.x.length > 0 && right.x.length > 0) {
    if (join_multiples(group, left, right) || cancel(group, left, right)) return;
    if (group.plus == Op::add && absorb_sign(minus)) return;
  }
  if (join_distant_constants(group, minus)) return this->group(op);
  if (join_terms(group, left, right)) return;
  if (!minus) sort_arguments();
  push(op);
}

/// x + y/-1 and x - (y/-1 + z) lose a minus sign.
bool Rewriter::absorb_sign(bool minus) {
  const Part right = part_at(out_.size() - 1), left = part_at(left_root());
  if (!usable(minus ? Op::add : Op::sub)) return false;
  if (negated_length(right) < right.length) {
    negate();
    return group(minus ? Op::add : Op::sub), true;
  }
  if (minus || negated_length(left) >= left.length) return false;
  swap_arguments();
  negate();
  return group(Op::sub), true;
}

void Rewriter::swap_arguments() {
  const Part right = part_at(out_.size() - 1), left = part_at(left_root());
  std::rotate(out_.begin() + static_cast<std::ptrdiff_t>(left.begin),
              out_.begin() + static_cast<std::ptrdiff_t>(right.begin), out_.end());
}

/// Nodes of the part times -1 as negate() writes it; more than it has when negate() cannot.
std::size_t Rewriter::negated_length(Part x) const {
  const Node& node = root_of(x);
  if (node.is_constant()) return 1;
  if (node.op == Op::neg) return x.length - 1;
  if (node.arity != 2) return x.length + 1;
  const std::size_t root = x.begin + x.length - 1;
  const Part right = part_at(root - 1), left = part_at(root - 1 - right.length);
  if (node.op == Op::mul || node.op == Op::div) {
    if (root_of(right).is_constant()) return x.length - (root_of(right).value == -1 ? 2 : 0);
    const bool constant = root_of(left).is_constant();
    if (constant && node.op == Op::mul && root_of(left).value == -1) return right.length;
    return x.length + (constant ? 0 : 1);
  }
  const std::size_t left_cost = negated_length(left), right_cost = negated_length(right);
  if (node.op == Op::sub) return std::min(x.length, left_cost + right.length + 1);
  if (node.op != Op::add || !usable(Op::sub)) return x.length + 1;
  return 1 + std::min({left_cost + right.length, left.length + right_cost, left_cost + right_cost});
}

/// A constant term of the sum, or factor of the product, that ends at `root`; null when there is
/// none. `sign` turns where it is subtracted, or divides.
const Node* Rewriter::find_constant(const Group& group, std::size_t root, int& sign) const {
  const Node& node = out_[root];
  if (node.is_constant()) return &node;
  if (node.op == Op::neg && group.plus == Op::mul) return find_constant(group, root - 1, sign);
  if (node.op == group.invert) {
    sign = -sign;
    return find_constant(group, root - 1, sign);
  }
  if (node.op != group.plus && node.op != group.minus) return nullptr;
  int last_sign = node.op == group.minus ? -sign : sign;
  if (const Node* found = find_constant(group, root - 1, last_sign)) {
    sign = last_sign;
    return found;
  }
  return find_constant(group, root - 1 - out_[root - 1].length, sign);
}

/// (2*x*y) * 3 and (2 + x - y) + (z + 3): the right constant joins the left one and becomes 0 or 1,
/// which this or the next pass removes. False when nothing has changed.
bool Rewriter::join_distant_constants(const Group& group, bool minus) {
  int left_sign = 1, right_sign = minus ? -1 : 1;
  const Node* right = find_constant(group, out_.size() - 1, right_sign);
  if (right == nullptr || right->value == group.unit) return false;
  const Node* left = find_constant(group, left_root(), left_sign);
  if (left == nullptr) return false;
  const double joined = left_sign == right_sign ? group.join(left->value, right->value)
                                                : group.part(left->value, right->value);
  const bool product = group.plus == Op::mul;
  if (!acceptable(joined) || (product && !sound(joined, left->value, right->value))) return false;
  if (product && (left->value == 0 || right->value == 0)) return false;
  out_[static_cast<std::size_t>(left - out_.data())].value = joined + 0.0;
  out_[static_cast<std::size_t>(right - out_.data())].value = group.unit;
  return true;
}

/// Whether put_term finds the operators that it needs.
bool Rewriter::can_put_term(const Group& group, const Term& term) const {
  if (term.up == group.unit && term.down == group.unit && term.sign > 0) return true;
  if (group.plus == Op::mul) {
    const bool divisor = std::fabs(term.up) == 1 && usable(Op::div) && term.sign > 0;
    return usable(Op::mul) && (term.sign > 0 || usable(Op::div)) &&
           (acceptable(term.up / term.down) || divisor);
  }
  const bool plus = usable(Op::add) || usable(Op::sub);
  return term.sign > 0 ? plus : usable(Op::sub) || (term.up == 0 && usable(Op::neg));
}

/// Both sides have constants, signs or nothing but a constant: one constant and fewer operators.
bool Rewriter::join_terms(const Group& group, const Term& left, const Term& right) {
  if (left.x.length == 0 && right.x.length == 0) return false;
  const bool product = group.plus == Op::mul;
  Term joined{group.join(left.up, right.up), group.join(left.down, right.down), 1, {}};
  if (!product
          ? !std::isfinite(joined.up)
          : !sound(joined.up, left.up, right.up) || !sound(joined.down, left.down, right.down) ||
                joined.down == 0 || !sound(joined.up / joined.down, joined.up, 1))
    return false;
  const std::size_t begin = out_.size() - out_.back().length;
  const std::size_t first = begin - out_[begin - 1].length;
  const std::size_t before = out_.size() - first + 1;
  const bool alone = left.x.length == 0 || right.x.length == 0;
  if (product && joined.up == 0) {
    if (joined.down == 0 || !alone) return false;
    return put_constant(first, 0), true;
  }
  if (alone) {
    const Term& other = left.x.length > 0 ? left : right;
    joined.sign = other.sign;
    if (!can_put_term(group, joined)) return false;
    put_part(first, other.x);
    put_term(group, joined);
    return true;
  }
  const bool both_inverted = left.sign < 0 && right.sign < 0;
  joined.sign = both_inverted ? -1 : 1;
  const bool constant = joined.up != group.unit || joined.down != group.unit;
  const std::size_t after = left.x.length + right.x.length + 1 +
                            (constant        ? 2
                             : both_inverted ? 1
                                             : 0);
  const Op op = left.sign == right.sign ? group.plus : group.minus;
  if (after >= before || !usable(op) || !can_put_term(group, joined)) return false;
  scratch_.assign(out_.begin() + static_cast<std::ptrdiff_t>(first), out_.end());
  out_.resize(first);
  const auto put = [&](Part part) {
    const auto from = scratch_.begin() + static_cast<std::ptrdiff_t>(part.begin - first);
    out_.insert(out_.end(), from, from + static_cast<std::ptrdiff_t>(part.length));
  };
  const bool turned = left.sign < 0 && right.sign > 0;
  put(turned ? right.x : left.x);
  put(turned ? left.x : right.x);
  this->group(op);
  put_term(group, joined);
  return true;
}

/// 2*x + 3*x, x^2 * x, x - x, x / x.
bool Rewriter::join_multiples(const Group& group, const Term& left, const Term& right) {
  const bool product = group.plus == Op::mul;
  const Multiple a = multiple_of(group, left.x), b = multiple_of(group, right.x);
  if (!same(a.base, b.base)) return false;
  const double amount = left.sign * a.amount + right.sign * b.amount;
  Term rest{group.join(left.up, right.up), group.join(left.down, right.down), 1, {}};
  if (product) rest = {rest.up / rest.down, 1, 1, {}};
  if (!std::isfinite(amount) || !std::isfinite(rest.up) || (product && rest.up == 0)) return false;
  const std::size_t begin = out_.size() - out_.back().length;
  const std::size_t first = begin - out_[begin - 1].length;
  const std::size_t before = out_.size() - first + 1;
  if (amount == 0) {
    if (!makes_constants() || !acceptable(rest.up)) return false;
    return put_constant(first, rest.up), true;
  }
  std::size_t cost = amount == 1 ? 0 : 2;
  if (product) cost = power_cost(amount);
  const std::size_t after = a.base.length + cost + (rest.up == group.unit ? 0 : 2);
  if (cost > before || after >= before || !can_put_term(group, rest)) return false;
  if (!product && amount != 1) {
    const bool had_factor = a.amount != 1 || b.amount != 1;
    if (!usable(Op::mul) || (!had_factor && !makes_constants())) return false;
    if (!acceptable(amount)) return false;
  }
  put_part(first, a.base);
  if (product) {
    put_power(amount);
  } else if (amount != 1) {
    put_product({amount, 1, 1, {}});
  }
  put_term(group, rest);
  return true;
}

/// (x + y) - y, y * (x / y).
bool Rewriter::cancel(const Group& group, const Term& left, const Term& right) {
  return cancel_within(group, left, right) || cancel_within(group, right, left);
}

bool Rewriter::cancel_within(const Group& group, const Term& pair, const Term& single) {
  const Node& node = root_of(pair.x);
  if (node.op != group.plus && node.op != group.minus) return false;
  const std::size_t root = pair.x.begin + pair.x.length - 1;
  const Part last = part_at(root - 1), front = part_at(root - 1 - last.length);
  const int last_sign = pair.sign * (node.op == group.minus ? -1 : 1);
  Term rest{group.join(pair.up, single.up), group.join(pair.down, single.down), 1, {}};
  Part kept;
  if (same(last, single.x) && last_sign == -single.sign) {
    kept = front;
    rest.sign = pair.sign;
  } else if (same(front, single.x) && pair.sign == -single.sign) {
    kept = last;
    rest.sign = last_sign;
  } else {
    return false;
  }
  const bool product = group.plus == Op::mul;
  if (!std::isfinite(rest.up) || !std::isfinite(rest.down) ||
      (product && (rest.up == 0 || rest.down == 0 || !can_put_term(group, rest))) ||
      (!product && !can_put_term(group, rest)))
    return false;
  const std::size_t begin = out_.size() - out_.back().length;
  put_part(begin - out_[begin - 1].length, kept);
  put_term(group, rest);
  return true;
}

/// The part at the end of out_, with the constant and the sign of the term.
void Rewriter::put_term(const Group& group, const Term& term) {
  if (group.plus == Op::mul) return put_product(term);
  const Node root = out_.back();
  if (root.is_constant()) {
    out_.back().value = term.up + term.sign * root.value;
    return;
  }
  if (term.up == 0 && term.sign > 0) return;
  if (term.up == 0 && negate()) return;
  if (term.up == 0 && usable(Op::neg)) return push(Op::neg);
  if (term.sign > 0) {
    push_constant(usable(Op::add) ? term.up : -term.up);
    push(usable(Op::add) ? Op::add : Op::sub);
    return;
  }
  const Part x = part_at(out_.size() - 1);
  out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(x.begin), Node::constant(term.up));
  push(Op::sub);
}

void Rewriter::put_product(const Term& term) {
  const double factor = term.up / term.down;
  const Node root = out_.back();
  if (root.is_constant()) {
    const double value = term.sign > 0 ? root.value * factor : factor / root.value;
    if (acceptable(value)) {
      out_.back().value = value;
      return;
    }
  }
  if (term.sign > 0) {
    if (factor == 1) return;
    if (factor == -1 && usable(Op::neg)) {
      if (!negate()) push(Op::neg);
    } else if (std::fabs(term.up) == 1 && usable(Op::div) && !(factor == -1 && usable(Op::mul))) {
      push_constant(term.up * term.down);
      push(Op::div);
    } else {
      push_constant(factor);
      push(Op::mul);
    }
    return;
  }
  if (factor == 1 && usable(Op::inv)) {
    if (!reciprocal()) push(Op::inv);
    return;
  }
  const Part x = part_at(out_.size() - 1);
  out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(x.begin), Node::constant(factor));
  push(Op::div);
}

/// The part at the end of out_ times -1, without a node more, where that is possible.
bool Rewriter::negate() {
  const std::size_t root = out_.size() - 1;
  const Node node = out_[root];
  if (node.is_constant()) {
    out_[root].value = 0.0 - node.value;
    return true;
  }
  if (node.op == Op::neg) return out_.pop_back(), true;
  if (node.arity != 2) return false;
  const Part right = part_at(root - 1), left = part_at(root - 1 - right.length);
  if (node.op == Op::mul || node.op == Op::div) {
    for (Part part : {right, left}) {
      if (!root_of(part).is_constant()) continue;
      double& value = out_[part.begin].value;
      value = -value;
      const bool neutral = value == 1 && (node.op == Op::mul || part.begin == right.begin);
      if (neutral) put_part(left.begin, part.begin == right.begin ? left : right);
      return true;
    }
    return false;
  }
  if (node.op != Op::sub && node.op != Op::add) return false;
  const Term term = term_of(kSum, root);
  if (term.x.length < node.length) {
    const Term turned{-term.up, 0, -term.sign, {}};
    if (!can_put_term(kSum, turned)) return false;
    put_part(root + 1 - node.length, term.x);
    return put_term(kSum, turned), true;
  }
  if (node.op == Op::sub) {
    out_.pop_back();
    swap_arguments();
    return group(Op::sub), true;
  }
  if (negated_length({left.begin, node.length}) > node.length) return false;
  out_.pop_back();
  if (negated_length(left) <= left.length) swap_arguments();
  negate();
  swap_arguments();
  return group(Op::sub), true;
}

/// inv of the part at the end of out_ without a node more, where that is possible.
bool Rewriter::reciprocal() {
  const std::size_t root = out_.size() - 1;
  const Node node = out_[root];
  if (node.op == Op::inv) return out_.pop_back(), true;
  if (node.op == Op::div) {
    out_.pop_back();
    const Part right = part_at(root - 1), left = part_at(root - 1 - right.length);
    const auto at = [this](std::size_t i) { return out_.begin() + static_cast<std::ptrdiff_t>(i); };
    std::rotate(at(left.begin), at(right.begin), out_.end());
    group(Op::div);
    return true;
  }
  if (node.op == Op::mul && out_[root - 1].is_constant() && usable(Op::div)) {
    const double factor = 1 / out_[root - 1].value;
    if (!acceptable(factor) || factor == 0) return false;
    out_.resize(root - 1);
    put_product({factor, 1, -1, {}});
    return true;
  }
  return false;
}

}  // namespace cambrian::expression
