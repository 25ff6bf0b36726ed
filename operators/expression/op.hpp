// Op: the operators an expression may hold, and one table of everything known about each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cambrian::expression {

/// The values are part of the genome format: append only. IEEE semantics; outside its domain an
/// operator is NaN, and a candidate with a NaN or infinite prediction is `invalid`.
enum class Op : std::uint8_t {
  constant = 0,
  variable = 1,
  user = 2,  ///< a user-defined operator (Vocabulary), given as an expression of its arguments
  // binary
  add = 8,
  sub,
  mul,
  div,
  pow,
  min,
  max,
  mod,
  greater,
  greater_equal,
  less,
  less_equal,  ///< 1 or 0
  cond,        ///< cond(x, y) = y if x > 0, else 0
  // unary
  neg = 32,
  inv,
  square,
  cube,
  sqrt,
  cbrt,
  abs,
  sign,
  exp,
  log,
  log2,
  log10,
  log1p,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  erf,
  gamma,
  relu,
  sigmoid,
  floor,
  ceil,
  round,
};

struct OpInfo {
  Op op;
  std::string_view name;    ///< as written in `--operators` and as a function: "add", "sqrt"
  std::string_view symbol;  ///< infix symbol, or empty: "+"
  std::uint8_t arity;       ///< 1 or 2
  bool commutative;
  double (*unary)(double);           ///< scalar meaning; null when binary
  double (*binary)(double, double);  ///< null when unary
  std::string_view help;             ///< one line for `cambrian regress --help`
};

/// Every operator but constant, variable and user, in the order of the enumeration.
std::span<const OpInfo> all_ops();
/// Facts of one operator (not of constant, variable, user).
const OpInfo& info(Op op);
/// By name, symbol or another common name ("add", "+", "^", "**", "neg", "ln", "arcsin", ...).
std::optional<Op> find_op(std::string_view name);

}  // namespace cambrian::expression
