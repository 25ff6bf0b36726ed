// Op: the operators of programs, and one table of everything known about each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "operators/program/value_type.hpp"

namespace cambrian::program {

/// The values are part of the genome format: append only. IEEE semantics, element by element.
enum class Op : std::uint8_t {
  add = 0,
  sub = 1,
  mul = 2,
  div = 3,
  sqrt = 4,
  fma = 5,  ///< fma(a, b, c) = a*b + c, rounded once
  // What complete functions need around a core: for floats only, and never searched.
  min = 6,  ///< b < a ? b : a, so that NaN passes
  max = 7,  ///< b > a ? b : a
  // What reduces a wide range to a small one.
  round = 8,        ///< to the nearest integer, ties to even
  scale = 9,        ///< a * 2^n, n = b to the nearest integer; in floats rounded once if |a| is in
                    ///< [2^-20, 2^20]
  exponent = 10,    ///< e with x * 2^-e in [sqrt(1/2), sqrt(2)); -inf of 0, inf of inf, else NaN
  significand = 11  ///< x * 2^-exponent(x); 1 where the exponent is not finite
};

constexpr std::size_t kMaxArity = 3;

struct OpInfo {
  Op op;
  std::string_view name;    ///< "add"
  std::string_view symbol;  ///< infix symbol, or empty: "+"
  std::uint8_t arity;       ///< 1 to kMaxArity
  bool commutative;         ///< in its first two operands
  bool smooth;              ///< in its operands, where it has a value
  bool searched;            ///< may be part of programs that evolve
};

/// All operators, in the order of the enumeration.
std::span<const OpInfo> all_ops();
const OpInfo& info(Op op);
/// By name or symbol.
std::optional<Op> find_op(std::string_view word);

/// The type of the result for operands of these types (info(op).arity of them); empty when the
/// operator does not take them.
std::optional<ValueType> result_type(Op op, std::span<const ValueType> operands);

}  // namespace cambrian::program
