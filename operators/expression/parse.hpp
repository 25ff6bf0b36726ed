// Parsing: infix text to Expression.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/core/result.hpp"
#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// What is wrong with a formula, and where: bytes [offset, offset + length) of the text.
struct ParseFault {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string what;
  std::string hint;

  /// "column 5: unknown name 'sni' (did you mean 'sin'?)"; columns count characters from 1.
  Error error(std::string_view text) const;
  /// Two lines: the text, and ^~~ under the fault. Long texts are cut to the neighbourhood.
  std::string caret(std::string_view text) const;
};

/// Reads a formula. Grammar, weakest first (as in Python):
///   comparison  a < b, <=, >, >= (no chains); a + b, a - b; a * b, a / b; -a, +a;
///   a ^ b or a ** b, to the right, and stronger than a minus before it: -x^2 = -(x^2);
///   number, name, `odd name` (`` for a quote within), f(a), f(a, b), (a).
/// Functions are the built-in operators (all, whether or not the search may use them), their
/// aliases (ln, arcsin, power, ...), cot, sec, csc, coth, sech, csch as reciprocals, and the
/// vocabulary's definitions; min and max take two or more.
/// A name is a column of the vocabulary, or else pi, e, inf or nan. Names hold letters, digits, _
/// and . and do not begin with a digit; bytes above 127 are letters. Literals with a sign before
/// them are one constant. No rewriting: the tree is the text's. Any input is answered, in linear
/// time and with bounded stack: nesting beyond 200 or more than Expression::kMaxNodes is a fault.
std::variant<Expression, ParseFault> parse_or_fault(std::string_view text,
                                                    const Vocabulary& vocabulary);

/// The same with an Error whose `where` is the column.
Result<Expression> parse(std::string_view text, const Vocabulary& vocabulary);

/// The names in a formula that are neither functions nor pi, e, inf, nan, in order of appearance,
/// each once: the columns it needs. Words and quoting only; the formula need not be correct.
std::vector<std::string> free_names(std::string_view text);

}  // namespace cambrian::expression
