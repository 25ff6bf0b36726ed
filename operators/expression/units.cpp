#include "operators/expression/units.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "engine/core/assert.hpp"
#include "engine/core/suggest.hpp"

namespace cambrian::expression {
namespace {

constexpr std::array<std::string_view, Dimensions::kBases> kBaseNames = {"m", "kg",  "s", "A",
                                                                         "K", "mol", "cd"};

struct Unit {
  std::string_view name;
  std::array<int, Dimensions::kBases> exponents;  ///< m kg s A K mol cd
  bool prefixed = true;                           ///< takes SI prefixes
};
constexpr std::array kUnits = {
    Unit{"m", {1, 0, 0, 0, 0, 0, 0}},
    Unit{"g", {0, 1, 0, 0, 0, 0, 0}},
    Unit{"s", {0, 0, 1, 0, 0, 0, 0}},
    Unit{"A", {0, 0, 0, 1, 0, 0, 0}},
    Unit{"K", {0, 0, 0, 0, 1, 0, 0}},
    Unit{"mol", {0, 0, 0, 0, 0, 1, 0}},
    Unit{"cd", {0, 0, 0, 0, 0, 0, 1}},
    Unit{"Hz", {0, 0, -1, 0, 0, 0, 0}},
    Unit{"N", {1, 1, -2, 0, 0, 0, 0}},
    Unit{"Pa", {-1, 1, -2, 0, 0, 0, 0}},
    Unit{"bar", {-1, 1, -2, 0, 0, 0, 0}},
    Unit{"atm", {-1, 1, -2, 0, 0, 0, 0}, false},
    Unit{"J", {2, 1, -2, 0, 0, 0, 0}},
    Unit{"eV", {2, 1, -2, 0, 0, 0, 0}},
    Unit{"cal", {2, 1, -2, 0, 0, 0, 0}},
    Unit{"Wh", {2, 1, -2, 0, 0, 0, 0}},
    Unit{"W", {2, 1, -3, 0, 0, 0, 0}},
    Unit{"C", {0, 0, 1, 1, 0, 0, 0}},
    Unit{"V", {2, 1, -3, -1, 0, 0, 0}},
    Unit{"F", {-2, -1, 4, 2, 0, 0, 0}},
    Unit{"ohm", {2, 1, -3, -2, 0, 0, 0}},
    Unit{"Ohm", {2, 1, -3, -2, 0, 0, 0}},
    Unit{"\xCE\xA9", {2, 1, -3, -2, 0, 0, 0}},
    Unit{"S", {-2, -1, 3, 2, 0, 0, 0}},
    Unit{"Wb", {2, 1, -2, -1, 0, 0, 0}},
    Unit{"T", {0, 1, -2, -1, 0, 0, 0}},
    Unit{"G", {0, 1, -2, -1, 0, 0, 0}, false},
    Unit{"H", {2, 1, -2, -2, 0, 0, 0}},
    Unit{"lm", {0, 0, 0, 0, 0, 0, 1}},
    Unit{"lx", {-2, 0, 0, 0, 0, 0, 1}},
    Unit{"Bq", {0, 0, -1, 0, 0, 0, 0}},
    Unit{"Gy", {2, 0, -2, 0, 0, 0, 0}},
    Unit{"Sv", {2, 0, -2, 0, 0, 0, 0}},
    Unit{"kat", {0, 0, -1, 0, 0, 1, 0}},
    Unit{"L", {3, 0, 0, 0, 0, 0, 0}},
    Unit{"l", {3, 0, 0, 0, 0, 0, 0}},
    Unit{"t", {0, 1, 0, 0, 0, 0, 0}, false},
    Unit{"u", {0, 1, 0, 0, 0, 0, 0}, false},
    Unit{"Da", {0, 1, 0, 0, 0, 0, 0}},
    Unit{"min", {0, 0, 1, 0, 0, 0, 0}, false},
    Unit{"h", {0, 0, 1, 0, 0, 0, 0}, false},
    Unit{"hr", {0, 0, 1, 0, 0, 0, 0}, false},
    Unit{"d", {0, 0, 1, 0, 0, 0, 0}, false},
    Unit{"day", {0, 0, 1, 0, 0, 0, 0}, false},
    Unit{"yr", {0, 0, 1, 0, 0, 0, 0}},
    Unit{"year", {0, 0, 1, 0, 0, 0, 0}, false},
    Unit{"AU", {1, 0, 0, 0, 0, 0, 0}, false},
    Unit{"au", {1, 0, 0, 0, 0, 0, 0}, false},
    Unit{"pc", {1, 0, 0, 0, 0, 0, 0}},
    Unit{"ly", {1, 0, 0, 0, 0, 0, 0}, false},
    Unit{"\xC3\x85", {1, 0, 0, 0, 0, 0, 0}, false},
    Unit{"Angstrom", {1, 0, 0, 0, 0, 0, 0}, false},
    Unit{"M", {-3, 0, 0, 0, 0, 1, 0}},
    Unit{"rad", {0, 0, 0, 0, 0, 0, 0}},
    Unit{"sr", {0, 0, 0, 0, 0, 0, 0}},
    Unit{"deg", {0, 0, 0, 0, 0, 0, 0}, false},
    Unit{"%", {0, 0, 0, 0, 0, 0, 0}, false},
    Unit{"degC", {0, 0, 0, 0, 1, 0, 0}, false},
};

constexpr std::array<std::string_view, 23> kPrefixes = {
    "da", "Y", "Z", "E", "P", "T", "G", "M", "k", "h",        "d",       "c",
    "m",  "u", "n", "p", "f", "a", "z", "y", "R", "\xC2\xB5", "\xCE\xBC"};

const Unit* exact_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

const Unit* find_unit(std::string_view name) {
  if (const Unit* unit = exact_unit(name)) return unit;
  for (std::string_view prefix : kPrefixes) {
    if (name.substr(0, prefix.size()) != prefix) continue;
    const Unit* unit = exact_unit(name.substr(prefix.size()));
    if (unit != nullptr && unit->prefixed) return unit;
  }
  return nullptr;
}

/// Exponents of columns are small; a limit keeps every sum of them within 32 bits.
constexpr std::int64_t kLargest = std::int64_t{1000} * Dimensions::kOne;

bool add_scaled(Dimensions& to, const Dimensions& from, std::int64_t up, std::int64_t down) {
  for (std::size_t i = 0; i < Dimensions::kBases; ++i) {
    const std::int64_t scaled = from.exponents[i] * up;
    if (scaled % down != 0) return false;
    const std::int64_t sum = to.exponents[i] + scaled / down;
    if (std::abs(sum) > kLargest) return false;
    to.exponents[i] = static_cast<std::int32_t>(sum);
  }
  return true;
}

/// unit = factor (('*' | '/' | space) factor)*; factor = (name | number | '(' unit ')') exponent?;
/// exponent = ('^' | '**')? signed integer or fraction, also in parentheses.
class UnitParser {
 public:
  explicit UnitParser(std::string_view text) : text_(text) {}

  Result<Dimensions> run() {
    Dimensions result;
    skip();
    if (at_ < text_.size() && !product(result, 0)) return error();
    if (at_ < text_.size()) {
      fail("unexpected '" + std::string(text_.substr(at_, 1)) + "'", "write m/s^2 or kg m^2 s^-2");
      return error();
    }
    return result;
  }

 private:
  struct Ratio {
    std::int64_t up = 1, down = 1;
  };

  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(std::string_view sign) {
    if (text_.substr(at_, sign.size()) != sign) return false;
    at_ += sign.size();
    skip();
    return true;
  }
  bool fail(std::string what, std::string hint) {
    what_ = std::move(what);
    hint_ = std::move(hint);
    return false;
  }
  Error error() const { return {"unit \"" + std::string(text_) + "\"", what_, hint_}; }

  bool product(Dimensions& result, int depth) {
    bool inverted = false;
    while (true) {
      Dimensions factor;
      if (!this->factor(factor, depth)) return false;
      if (!add_scaled(result, factor, inverted ? -1 : 1, 1))
        return fail("an exponent is too large", "");
      if (at_ >= text_.size() || text_[at_] == ')') return true;
      inverted = take("/");
      if (!inverted && !take("*")) take("\xC2\xB7");
    }
  }

  bool factor(Dimensions& result, int depth) {
    constexpr int kDeepest = 50;
    Dimensions base;
    if (take("(")) {
      if (depth >= kDeepest) return fail("too many parentheses", "");
      if (!product(base, depth + 1)) return false;
      if (!take(")")) return fail("a parenthesis is not closed", "add ')'");
    } else if (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      if (!number()) return false;
    } else if (!name(base)) {
      return false;
    }
    Ratio exponent;
    if (!this->exponent(exponent)) return false;
    if (!add_scaled(result, base, exponent.up, exponent.down))
      return fail("an exponent cannot be represented", "use fractions such as 1/2 or 2/3");
    return true;
  }

  /// A scale, which has no dimensions: 1, 1000, 1e3.
  bool number() {
    double value = 0;
    const char* last = text_.data() + text_.size();
    const auto [end, fault] = std::from_chars(text_.data() + at_, last, value);
    if (fault != std::errc()) return fail("a number cannot be read", "");
    at_ = static_cast<std::size_t>(end - text_.data());
    skip();
    return true;
  }

  static bool ends_name(char c) {
    return c == ' ' || c == '\t' || c == '*' || c == '/' || c == '^' || c == '(' || c == ')' ||
           c == '-' || c == '+' || (c >= '0' && c <= '9');
  }

  bool name(Dimensions& base) {
    std::size_t end = at_;
    while (end < text_.size() && !ends_name(text_[end]) && text_.substr(end, 2) != "\xC2\xB7")
      ++end;
    const std::string_view name = text_.substr(at_, end - at_);
    if (name.empty()) return fail("a unit is missing", "write m/s^2 or kg m^2 s^-2");
    const Unit* unit = find_unit(name);
    if (unit == nullptr) {
      std::vector<std::string> names;
      for (const Unit& known : kUnits) names.emplace_back(known.name);
      return fail("unknown unit '" + std::string(name) + "'",
                  did_you_mean(name, names, "SI units, e.g. m, kg, s, A, K, mol, N, J, V"));
    }
    for (std::size_t i = 0; i < Dimensions::kBases; ++i)
      base.exponents[i] = unit->exponents[i] * Dimensions::kOne;
    at_ = end;
    skip();
    return true;
  }

  bool exponent(Ratio& ratio) {
    const bool written = take("**") || take("^");
    const bool sign = at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '+');
    const bool digit = at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && at_ > 0 &&
                       text_[at_ - 1] != ' ';
    if (!written && !sign && !digit) return true;
    if (written && take("(")) {
      if (!integer(ratio.up)) return false;
      if (take("/") && !integer(ratio.down)) return false;
      if (!take(")")) return fail("a parenthesis is not closed", "add ')'");
    } else if (!integer(ratio.up)) {
      return false;
    }
    if (take(".5")) ratio = {2 * ratio.up + (ratio.up < 0 ? -1 : 1), 2};
    if (ratio.down == 0) return fail("an exponent is divided by 0", "");
    return true;
  }

  bool integer(std::int64_t& value) {
    const bool negative = take("-");
    if (!negative) take("+");
    const char* last = text_.data() + text_.size();
    const auto [end, fault] = std::from_chars(text_.data() + at_, last, value);
    if (fault != std::errc() || value < 0 || value > 1000)
      return fail("an exponent cannot be read", "write m^2, m^-1 or m^(1/2)");
    if (negative) value = -value;
    at_ = static_cast<std::size_t>(end - text_.data());
    skip();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string what_, hint_;
};

}  // namespace

Result<Dimensions> parse_units(std::string_view text) { return UnitParser(text).run(); }

std::string to_text(const Dimensions& dimensions) {
  std::string text;
  for (std::size_t i = 0; i < Dimensions::kBases; ++i) {
    const std::int32_t exponent = dimensions.exponents[i];
    if (exponent == 0) continue;
    if (!text.empty()) text += ' ';
    text += kBaseNames[i];
    if (exponent == Dimensions::kOne) continue;
    std::int32_t up = exponent, down = Dimensions::kOne;
    for (std::int32_t prime : {2, 3, 5, 7}) {
      while (up % prime == 0 && down % prime == 0) up /= prime, down /= prime;
    }
    const std::string ratio = std::to_string(up) + "/" + std::to_string(down);
    text += down == 1 ? "^" + std::to_string(up) : "^(" + ratio + ")";
  }
  return text.empty() ? "1" : text;
}

UnitsChecker::UnitsChecker(const Vocabulary& vocabulary, std::vector<Dimensions> variables,
                           Dimensions target, UnitsOptions options)
    : variables_(std::move(variables)), target_(target), options_(options) {
  CAMBRIAN_ASSERT(variables_.size() == vocabulary.variables.size());
  for (const Definition& definition : vocabulary.definitions)
    bodies_.push_back(expand(definition.body, vocabulary));
}

std::size_t UnitsChecker::violations(const Expression& expression) const {
  std::vector<Quantity> stack;
  std::size_t count = walk(expression, {}, stack);
  const Quantity& root = stack.back();
  if (!root.wildcard && root.dimensions != target_) ++count;
  return count;
}

/// Pushes the quantity of the whole on the stack; `arguments` stand for the variables of a
/// definition's body. Bodies are free of other definitions.
std::size_t UnitsChecker::walk(const Expression& expression, std::span<const Quantity> arguments,
                               std::vector<Quantity>& stack) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const Node& node = expression.nodes[i];
    if (node.is_constant()) {
      stack.push_back({{}, !options_.constants_are_dimensionless});
    } else if (node.is_variable()) {
      stack.push_back(arguments.empty() ? Quantity{variables_[node.index], false}
                                        : arguments[node.index]);
    } else if (node.op == Op::user) {
      const std::vector<Quantity> taken(stack.end() - node.arity, stack.end());
      stack.resize(stack.size() - node.arity);
      count += walk(bodies_[node.index], taken, stack);
    } else {
      const Node& last = expression.nodes[i - 1];
      Quantity* first = stack.data() + stack.size() - node.arity;
      const bool fits =
          node.arity == 1 ? unary(node.op, *first) : binary(node.op, first[0], first[1], last);
      stack.resize(stack.size() - node.arity + 1u);
      if (!fits) {
        // One mistake counts once: what stands above it is not to blame.
        stack.back() = {{}, true};
        ++count;
      }
    }
  }
  return count;
}

namespace {

/// dimensions^(up/down); false when that cannot be represented.
bool raise(Dimensions& dimensions, std::int64_t up, std::int64_t down) {
  Dimensions result;
  if (!add_scaled(result, dimensions, up, down)) return false;
  dimensions = result;
  return true;
}

}  // namespace

bool UnitsChecker::unary(Op op, Quantity& x) {
  switch (op) {
    case Op::neg:
    case Op::abs:
    case Op::relu:
      return true;
    case Op::sign:
      x = {{}, false};
      return true;
    case Op::inv:
      return raise(x.dimensions, -1, 1);
    case Op::square:
      return raise(x.dimensions, 2, 1);
    case Op::cube:
      return raise(x.dimensions, 3, 1);
    case Op::sqrt:
      return raise(x.dimensions, 1, 2);
    case Op::cbrt:
      return raise(x.dimensions, 1, 3);
    default: {
      const bool fits = x.wildcard || x.dimensions.dimensionless();
      x = {{}, false};
      return fits;
    }
  }
}

bool UnitsChecker::binary(Op op, Quantity& x, const Quantity& y, const Node& last) {
  switch (op) {
    case Op::mul:
    case Op::div:
      x.wildcard = x.wildcard || y.wildcard;
      return add_scaled(x.dimensions, y.dimensions, op == Op::mul ? 1 : -1, 1);
    case Op::pow: {
      const double twelfths = last.is_constant() ? 12 * last.value : 0.5;
      if (std::fabs(twelfths) <= 1200 && std::nearbyint(twelfths) == twelfths)
        return x.wildcard || raise(x.dimensions, static_cast<std::int64_t>(twelfths), 12);
      const bool fits = (x.wildcard || x.dimensions.dimensionless()) &&
                        (y.wildcard || y.dimensions.dimensionless());
      x = {{}, false};
      return fits;
    }
    case Op::cond: {
      // The condition is compared with 0, which has any units.
      x = y;
      return true;
    }
    default: {
      const bool fits = x.wildcard || y.wildcard || x.dimensions == y.dimensions;
      if (x.wildcard) x.dimensions = y.dimensions;
      x.wildcard = x.wildcard && y.wildcard;
      if (op >= Op::greater && op <= Op::less_equal) x = {{}, false};
      return fits;
    }
  }
}

std::optional<Dimensions> UnitsChecker::result(Op op, const Dimensions& x) {
  Quantity quantity{x, false};
  return unary(op, quantity) ? std::optional(quantity.dimensions) : std::nullopt;
}

std::optional<Dimensions> UnitsChecker::result(Op op, const Dimensions& x, const Dimensions& y) {
  Quantity quantity{x, false};
  const bool fits = binary(op, quantity, {y, false}, Node::variable(0));
  return fits ? std::optional(quantity.dimensions) : std::nullopt;
}

}  // namespace cambrian::expression
