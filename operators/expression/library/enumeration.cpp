#include "operators/expression/library/enumeration.hpp"

#include <utility>

namespace cambrian::expression {

Enumeration::Enumeration(std::vector<Rule> rules)
    : rules_(std::move(rules)), first_of_cost_(kVariableCost + 1, 0) {}

Enumeration::Range Enumeration::of_cost(int cost) const {
  if (cost < 0 || cost + 1 >= static_cast<int>(first_of_cost_.size())) return {0, 0};
  return {first_of_cost_[static_cast<std::size_t>(cost)],
          first_of_cost_[static_cast<std::size_t>(cost) + 1]};
}

void Enumeration::finish_level(std::uint32_t entries) {
  first_of_cost_.push_back(entries);
  ++level_;
  rule_ = 0;
  left_cost_ = 0;
  step_ = 0;
}

std::optional<Run> Enumeration::next() {
  for (; rule_ < rules_.size(); ++rule_, left_cost_ = 0, step_ = 0) {
    const Rule& rule = rules_[rule_];
    if (auto run = rule.unary() ? next_unary(rule) : next_binary(rule)) return run;
  }
  return std::nullopt;
}

std::optional<Run> Enumeration::next_unary(const Rule& rule) {
  if (step_++ != 0) return std::nullopt;
  const Range range = of_cost(level_ - kUnaryCost - info(rule.left).cost);
  if (range.begin == range.end) return std::nullopt;
  return Run{rule, 0, false, range.begin, range.end};
}

std::optional<Run> Enumeration::next_binary(const Rule& rule) {
  const int total = level_ - info(rule.left).cost - info(rule.right).cost;
  const int most = rule.symmetric ? total / 2 : total;
  for (; left_cost_ <= most; ++left_cost_, step_ = 0) {
    const Range left = of_cost(left_cost_), right = of_cost(total - left_cost_);
    const std::uint32_t lefts = left.end - left.begin, rights = right.end - right.begin;
    if (lefts == 0 || rights == 0) continue;
    const bool triangle = rule.symmetric && 2 * left_cost_ == total;
    // The longer range is the one that is worked through in lanes.
    const bool single_is_left = lefts <= rights;
    if (step_ >= (single_is_left ? lefts : rights)) continue;
    const std::uint32_t step = step_++;
    if (triangle) return Run{rule, left.begin + step, true, left.begin + step, left.end};
    if (single_is_left) return Run{rule, left.begin + step, true, right.begin, right.end};
    return Run{rule, right.begin + step, false, left.begin, left.end};
  }
  return std::nullopt;
}

}  // namespace cambrian::expression
