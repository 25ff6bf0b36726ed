// parse(): reads programs that people write: a = 3.1/x + x; (a*a - 2)^8.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/result.hpp"
#include "operators/program/program.hpp"

namespace cambrian::program {

/// Statements NAME = EXPRESSION on lines of their own or with ";" between them, and an expression
/// of the result at the end: + - * /, sqrt(a), fma(a, b, c), round(a),
/// scale2(a, b), exponent(a), significand(a), powers with whole exponents by
/// repeated squaring, numbers, the input x, and names, whose values are shared. `#` begins a
/// comment. What to_infix() writes is read. `name`: of the text, in errors. Nothing is simplified.
Result<Program> parse(std::string_view text, const std::string& name = "");

}  // namespace cambrian::program
