// Function: what statements of an optimizer's program call, and one table of everything known about
// each.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "operators/optimizer/value_type.hpp"

namespace cambrian::optimizer {

/// The set of Chen et al. 2023 (arXiv 2302.06675), with mean and std, without `invert`. Logarithms
/// and square roots are of |x|; log1p is of |1 + x|; a / b is a / (b + 1e-8); power is of |a|. The
/// values are part of the genome format: append only.
enum class Function : std::uint8_t {
  add = 0,
  sub = 1,
  mul = 2,
  div = 3,
  max = 4,
  min = 5,
  power = 6,
  interp = 7,  ///< interp(x, y, a) = (1 - a) x + a y
  dot = 8,     ///< of each tensor
  cosine_sim = 9,
  clip = 10,         ///< clip(x, c): x, scaled to a norm over all tensors of at most c
  global_norm = 11,  ///< over all tensors
  norm = 12,         ///< of each tensor
  mean = 13,
  std = 14,  ///< standard deviation of each tensor's numbers
  abs = 15,
  negative = 16,
  reciprocal = 17,
  square = 18,
  cube = 19,
  sqrt = 20,
  cbrt = 21,
  sign = 22,
  exp = 23,
  exp2 = 24,
  exp10 = 25,
  expm1 = 26,
  log = 27,
  log2 = 28,
  log10 = 29,
  log1p = 30,
  sin = 31,
  cos = 32,
  tan = 33,
  arcsin = 34,
  arccos = 35,
  arctan = 36,
  sinh = 37,
  cosh = 38,
  tanh = 39,
  arcsinh = 40,
  arccosh = 41,
  arctanh = 42,
  pi = 43,
  e = 44,
  eps = 45,  ///< 1e-8
};

constexpr std::size_t kMaxArity = 3;
constexpr std::size_t kFunctions = 46;
constexpr float kEpsilon = 1e-8F;

/// What a function gives for arguments of which the largest type is t.
enum class Shape : std::uint8_t {
  same,        ///< t: number by number
  per_tensor,  ///< one number for each tensor; a scalar of a scalar
  scalar,
};

struct FunctionInfo {
  Function function;
  std::string_view name;    ///< "add"
  std::string_view symbol;  ///< infix symbol, or empty: "+"
  std::uint8_t arity;       ///< 0 to kMaxArity
  Shape shape;
  bool commutative;  ///< in its first two arguments
};

/// All functions, in the order of the enumeration.
std::span<const FunctionInfo> all_functions();
const FunctionInfo& info(Function function);
/// By name or symbol.
std::optional<Function> find_function(std::string_view word);

/// The type of the result for arguments of these types, as many as the arity.
ValueType result_type(Function function, std::span<const ValueType> arguments);

}  // namespace cambrian::optimizer
