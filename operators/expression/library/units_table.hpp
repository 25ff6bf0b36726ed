// UnitsTable: the dimensions of a library's entries, each kind of them a small number.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "operators/expression/library/grammar.hpp"
#include "operators/expression/units.hpp"

namespace cambrian::expression {

/// Numbers of dimensions, in the order in which they are met. Those that no law has on its way
/// (m^7, m^(9/8)) get none, else powers of a column alone would fill a library; nor do those that
/// come after a thousand others. For one thread at a time.
class UnitsTable {
 public:
  using Id = std::uint16_t;
  static constexpr Id kNone = 0xffff;  ///< contradictory, or without a number

  Id id_of(const Dimensions& dimensions);
  const std::vector<Dimensions>& all() const { return all_; }

  /// What a rule makes of one argument that is given and of others: to be asked for by their ids.
  class Results {
   public:
    /// kNone when the rule must not be applied: metres added to seconds, 1 + metres.
    Id of(Id other);

   private:
    friend class UnitsTable;
    UnitsTable* table_ = nullptr;
    Rule rule_{};
    Id single_ = kNone;
    bool single_is_left_ = true;
    std::vector<Id> known_;
  };
  /// Valid as long as the table. `single` means nothing to a unary rule.
  Results& results(const Rule& rule, Id single, bool single_is_left);

 private:
  static constexpr Id kUnknown = kNone - 1;
  Id apply(const Rule& rule, Id left, Id right);

  std::vector<Dimensions> all_;
  std::map<std::array<std::int32_t, Dimensions::kBases>, Id> ids_;
  std::unordered_map<std::uint64_t, Results> results_;
};

/// Whether an argument may come in this form: 1 + x wants a dimensionless x.
inline bool fits_form(Form form, const Dimensions& dimensions) {
  return info(form).offset == 0 || dimensions.dimensionless();
}

}  // namespace cambrian::expression
