#include "operators/expression/library/units_table.hpp"

#include <algorithm>
#include <cstdlib>

namespace cambrian::expression {
namespace {

// Where nothing but products of the columns fits, every entry has dimensions of its own, and the
// enumeration would try all pairs of all that may be.
constexpr std::size_t kMostKinds = 1'000;

// Halves up to 6, twelfths up to 1.
bool usual(std::int32_t exponent) {
  constexpr std::int32_t kOne = Dimensions::kOne;
  const std::int32_t size = std::abs(exponent);
  return size <= kOne ? size % (kOne / 12) == 0 : size <= 6 * kOne && size % (kOne / 2) == 0;
}

}  // namespace

UnitsTable::Id UnitsTable::id_of(const Dimensions& dimensions) {
  if (const auto known = ids_.find(dimensions.exponents); known != ids_.end()) return known->second;
  if (all_.size() == kMostKinds || !std::ranges::all_of(dimensions.exponents, usual)) return kNone;
  all_.push_back(dimensions);
  return ids_[dimensions.exponents] = static_cast<Id>(all_.size() - 1);
}

UnitsTable::Id UnitsTable::apply(const Rule& rule, Id left, Id right) {
  const Dimensions& x = all_[left];
  if (!fits_form(rule.left, x)) return kNone;
  if (rule.op == Op::user) return x.dimensionless() ? left : kNone;
  const bool unary = rule.unary();
  if (!unary && !fits_form(rule.right, all_[right])) return kNone;
  const auto result =
      unary ? UnitsChecker::result(rule.op, x) : UnitsChecker::result(rule.op, x, all_[right]);
  return result ? id_of(*result) : kNone;
}

UnitsTable::Id UnitsTable::Results::of(Id other) {
  if (other >= known_.size()) known_.resize(table_->all_.size(), kUnknown);
  if (known_[other] == kUnknown) {
    const Id result = single_is_left_ ? table_->apply(rule_, single_, other)
                                      : table_->apply(rule_, other, single_);
    known_[other] = result;
  }
  return known_[other];
}

UnitsTable::Results& UnitsTable::results(const Rule& rule, Id single, bool single_is_left) {
  const std::uint64_t key = static_cast<std::uint64_t>(rule.op) << 48 |
                            static_cast<std::uint64_t>(rule.left) << 40 |
                            static_cast<std::uint64_t>(rule.right) << 32 |
                            static_cast<std::uint64_t>(single_is_left) << 16 | single;
  Results& results = results_[key];
  results.table_ = this;
  results.rule_ = rule;
  results.single_ = single;
  results.single_is_left_ = single_is_left;
  return results;
}

}  // namespace cambrian::expression
