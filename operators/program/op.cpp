#include "operators/program/op.hpp"

#include <array>

#include "engine/core/assert.hpp"

namespace cambrian::program {
namespace {

constexpr std::array kOps = {
    OpInfo{Op::add, "add", "+", 2, true, true, true},
    OpInfo{Op::sub, "sub", "-", 2, false, true, true},
    OpInfo{Op::mul, "mul", "*", 2, true, true, true},
    OpInfo{Op::div, "div", "/", 2, false, true, true},
    OpInfo{Op::sqrt, "sqrt", "", 1, false, true, true},
    OpInfo{Op::fma, "fma", "", 3, true, true, true},
    OpInfo{Op::min, "min", "", 2, false, false, false},
    OpInfo{Op::max, "max", "", 2, false, false, false},
    OpInfo{Op::round, "round", "", 1, false, false, true},
    OpInfo{Op::scale, "scale2", "", 2, false, false, true},
    OpInfo{Op::exponent, "exponent", "", 1, false, false, true},
    OpInfo{Op::significand, "significand", "", 1, false, false, true},
};

}  // namespace

std::span<const OpInfo> all_ops() { return kOps; }

const OpInfo& info(Op op) {
  const auto index = static_cast<std::size_t>(op);
  CAMBRIAN_ASSERT(index < kOps.size() && kOps[index].op == op);
  return kOps[index];
}

std::optional<Op> find_op(std::string_view word) {
  for (const OpInfo& entry : kOps) {
    if (word == entry.name || (!entry.symbol.empty() && word == entry.symbol)) return entry.op;
  }
  return std::nullopt;
}

std::optional<ValueType> result_type(Op op, std::span<const ValueType> operands) {
  if (operands.size() != info(op).arity) return std::nullopt;
  ValueType result = ValueType::scalar;
  for (const ValueType type : operands) {
    if (type == ValueType::scalar || type == result) continue;
    if (result != ValueType::scalar) return std::nullopt;
    result = type;
  }
  return result;
}

}  // namespace cambrian::program
