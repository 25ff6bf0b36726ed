// Printing: expressions as infix, LaTeX, Python, SymPy, C++ and JSON text, and numbers as decimals.
#pragma once

#include <string>
#include <string_view>

#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// A number as decimal text. precision 0: the shortest that reads back to the same double;
/// otherwise rounded to that many significant digits, trailing zeros dropped. "nan", "inf", "-inf".
std::string format_number(double value, int precision = 0);

struct PrintOptions {
  int precision = 0;  ///< significant digits of constants; 0 = shortest that round-trips
  /// Infix only. False: as people write it (x^2, 1/x for square(x), inv(x)). True: every operator
  /// as it is, so that parse() gives back the same tree when precision is 0.
  bool exact = false;
  /// Constants that are 1/3, pi/2, sqrt(2) to the last bit are written so (exact_value.hpp); not in
  /// exact infix, nor as pi where a column has that name.
  bool name_constants = true;
};

/// Infix with the fewest parentheses, readable by parse() in either style; odd column names come in
/// backquotes. Readable style keeps the value, not the tree: x^2 parses as pow(x, 2).
std::string to_infix(const Expression& expression, const Vocabulary& vocabulary,
                     PrintOptions options = {});
/// Math-mode LaTeX: \frac, \sqrt, \left( \right); user definitions as \operatorname{name}.
std::string to_latex(const Expression& expression, const Vocabulary& vocabulary,
                     PrintOptions options = {});
/// A string that sympy.sympify reads, symbols named after the columns made identifiers; user
/// definitions are expanded. Plain pow, so that SymPy's domain rules apply.
std::string to_sympy(const Expression& expression, const Vocabulary& vocabulary,
                     PrintOptions options = {});
/// One-line JSON tree: {"op":"add","args":[{"variable":"x","column":0},{"constant":2.5}]}.
std::string to_json(const Expression& expression, const Vocabulary& vocabulary);

struct FunctionOptions {
  std::string name = "predict";  ///< of the function made
  int precision = 0;             ///< as in PrintOptions
};

/// Python source: imports and a function of the columns that occur, elementwise on NumPy arrays or
/// numbers. Needs numpy alone, except erf and gamma, which fall back to numpy.vectorize(math.*).
std::string to_python(const Expression& expression, const Vocabulary& vocabulary,
                      const FunctionOptions& options = {});
/// C++17 source: includes and an inline double function of the columns that occur.
std::string to_cpp(const Expression& expression, const Vocabulary& vocabulary,
                   const FunctionOptions& options = {});

}  // namespace cambrian::expression
