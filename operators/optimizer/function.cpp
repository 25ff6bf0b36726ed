#include "operators/optimizer/function.hpp"

#include <algorithm>

#include "engine/core/assert.hpp"

namespace cambrian::optimizer {
namespace {

using F = Function;

constexpr FunctionInfo unary(F function, std::string_view name, Shape shape = Shape::same) {
  return {function, name, "", 1, shape, false};
}

constexpr std::array<FunctionInfo, kFunctions> kTable = {{
    {F::add, "add", "+", 2, Shape::same, true},
    {F::sub, "sub", "-", 2, Shape::same, false},
    {F::mul, "mul", "*", 2, Shape::same, true},
    {F::div, "div", "/", 2, Shape::same, false},
    {F::max, "max", "", 2, Shape::same, true},
    {F::min, "min", "", 2, Shape::same, true},
    {F::power, "power", "", 2, Shape::same, false},
    {F::interp, "interp", "", 3, Shape::same, false},
    {F::dot, "dot", "", 2, Shape::per_tensor, true},
    {F::cosine_sim, "cosine_sim", "", 2, Shape::per_tensor, true},
    {F::clip, "clip", "", 2, Shape::same, false},
    unary(F::global_norm, "global_norm", Shape::scalar),
    unary(F::norm, "norm", Shape::per_tensor),
    unary(F::mean, "mean", Shape::per_tensor),
    unary(F::std, "std", Shape::per_tensor),
    unary(F::abs, "abs"),
    unary(F::negative, "negative"),
    unary(F::reciprocal, "reciprocal"),
    unary(F::square, "square"),
    unary(F::cube, "cube"),
    unary(F::sqrt, "sqrt"),
    unary(F::cbrt, "cbrt"),
    unary(F::sign, "sign"),
    unary(F::exp, "exp"),
    unary(F::exp2, "exp2"),
    unary(F::exp10, "exp10"),
    unary(F::expm1, "expm1"),
    unary(F::log, "log"),
    unary(F::log2, "log2"),
    unary(F::log10, "log10"),
    unary(F::log1p, "log1p"),
    unary(F::sin, "sin"),
    unary(F::cos, "cos"),
    unary(F::tan, "tan"),
    unary(F::arcsin, "arcsin"),
    unary(F::arccos, "arccos"),
    unary(F::arctan, "arctan"),
    unary(F::sinh, "sinh"),
    unary(F::cosh, "cosh"),
    unary(F::tanh, "tanh"),
    unary(F::arcsinh, "arcsinh"),
    unary(F::arccosh, "arccosh"),
    unary(F::arctanh, "arctanh"),
    {F::pi, "pi", "", 0, Shape::scalar, false},
    {F::e, "e", "", 0, Shape::scalar, false},
    {F::eps, "eps", "", 0, Shape::scalar, false},
}};

}  // namespace

std::span<const FunctionInfo> all_functions() { return kTable; }

const FunctionInfo& info(Function function) {
  const auto index = static_cast<std::size_t>(function);
  CAMBRIAN_ASSERT(index < kTable.size() && kTable[index].function == function);
  return kTable[index];
}

std::optional<Function> find_function(std::string_view word) {
  for (const FunctionInfo& entry : kTable) {
    if (word == entry.name || (!entry.symbol.empty() && word == entry.symbol))
      return entry.function;
  }
  return std::nullopt;
}

ValueType result_type(Function function, std::span<const ValueType> arguments) {
  ValueType largest = ValueType::scalar;
  for (const ValueType type : arguments) largest = std::max(largest, type);
  switch (info(function).shape) {
    case Shape::same:
      return largest;
    case Shape::per_tensor:
      return std::min(largest, ValueType::per_tensor);
    case Shape::scalar:
      return ValueType::scalar;
  }
  return largest;
}

}  // namespace cambrian::optimizer
