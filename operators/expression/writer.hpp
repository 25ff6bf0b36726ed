// Writer: what printers of expressions share: operator precedence, parentheses, names of columns.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// How strongly a text holds together, weakest first.
enum class Level : std::uint8_t { comparison = 1, sum, product, sign, power, atom };
inline Level stronger(Level level) { return static_cast<Level>(static_cast<int>(level) + 1); }

/// The text of a subtree.
struct Text {
  std::string text;
  Level level = Level::atom;
  bool literal = false;   ///< a number
  bool factored = false;  ///< a product that begins with a number

  bool begins_with_minus() const { return !text.empty() && text[0] == '-'; }
};

/// One language. write() goes through the tree once, bottom-up, without recursion.
class Writer {
 public:
  virtual ~Writer() = default;
  std::string write(const Expression& expression);

 protected:
  virtual Text constant(double value) = 0;
  virtual Text variable(std::uint16_t column) = 0;
  /// The operator on its arguments; the texts may be moved from.
  virtual Text operation(const Node& node, std::span<Text> arguments) = 0;

  /// The text, in parentheses when it is weaker than `least`.
  virtual std::string at_least(Level least, Text& text) const;
  /// left sign right, grouping to the left.
  Text infix(Level level, std::string_view sign, Text& left, Text& right) const;
  /// A product as people write it: numbers first, and the order of multiplications left open.
  Text product(std::string_view sign, Text& left, Text& right) const;
  /// name(a, b)
  static Text call(std::string_view name, std::span<Text> arguments);
};

/// pi/2, sqrt(2), 1/3 for a constant that is exactly that; nothing otherwise.
std::optional<Text> named_constant(double value);

/// Columns as identifiers: letters, digits and _ only, distinct, none of the words `taken`. Columns
/// are named as in the vocabulary where that is possible.
std::vector<std::string> identifiers(const std::vector<std::string>& columns,
                                     std::span<const std::string_view> taken);

/// The columns that occur, ascending.
std::vector<std::uint16_t> columns_of(const Expression& expression);

}  // namespace cambrian::expression
