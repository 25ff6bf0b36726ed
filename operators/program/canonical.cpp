#include "operators/program/canonical.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/core/bytes.hpp"
#include "operators/program/evaluate.hpp"

namespace cambrian::program {
namespace {

// Copies a program instruction by instruction, simplifying each against those already copied.
class Rewriter {
 public:
  explicit Rewriter(const Program& from) : from_(from), seen_(from.code.size()) {
    to_.inputs = from.inputs;
  }

  Program run() {
    to_.result = copy(from_.result);
    return std::move(to_);
  }

 private:
  Operand copy(Operand o) {
    if (o.is_input()) return o;
    if (o.is_constant()) return to_.append_constant(from_.constants[o.index]);
    std::optional<Operand>& known = seen_[o.index];
    if (!known) {
      const Instruction& i = from_.code[o.index];
      std::array<Operand, kMaxArity> operands{};
      for (std::size_t k = 0; k < i.arguments().size(); ++k) operands[k] = copy(i.operands[k]);
      known = make(i.op, operands);
    }
    // A folded value is a parameter for each of its uses.
    return known->is_constant() ? fresh(value_of(*known)) : *known;
  }

  Operand fresh(double value) { return to_.append_constant(value); }
  double value_of(Operand o) const { return to_.constants[o.index]; }
  bool is(Operand o, Op op) const { return o.is_value() && to_.code[o.index].op == op; }
  const Instruction& code(Operand o) const { return to_.code[o.index]; }

  Operand make(Op op, std::array<Operand, kMaxArity> o) {
    const std::size_t arity = info(op).arity;
    if (std::all_of(o.begin(), o.begin() + static_cast<std::ptrdiff_t>(arity),
                    [](Operand x) { return x.is_constant(); })) {
      return fresh(fold(op, o));
    }
    switch (op) {
      case Op::add:
        return sum(o[0], o[1]);
      case Op::sub:
        return difference(o[0], o[1]);
      case Op::mul:
        return product(o[0], o[1]);
      case Op::div:
        return quotient(o[0], o[1]);
      case Op::fma:
        if (o[0].is_constant() && o[1].is_constant()) {
          return sum(o[2], fresh(value_of(o[0]) * value_of(o[1])));
        }
        return emit(op, o);
      case Op::round:
        return emit(op, {unrounded(o[0])});
      case Op::scale:
        return scaled(o[0], o[1]);
      default:
        break;
    }
    return emit(op, o);
  }

  double fold(Op op, const std::array<Operand, kMaxArity>& o) const {
    const double a = value_of(o[0]);
    switch (op) {
      case Op::add:
        return a + value_of(o[1]);
      case Op::sub:
        return a - value_of(o[1]);
      case Op::mul:
        return a * value_of(o[1]);
      case Op::div:
        return a / value_of(o[1]);
      case Op::sqrt:
        return std::sqrt(a);
      case Op::fma:
        return std::fma(a, value_of(o[1]), value_of(o[2]));
      case Op::scale:
        return apply_with_jumps(op, a, value_of(o[1]));
      default:
        return apply_with_jumps(op, a, a);
    }
  }

  // What is rounded already, or is rounded by its only reader, is not rounded again.
  Operand unrounded(Operand a) const { return is(a, Op::round) ? code(a).operands[0] : a; }

  Operand scaled(Operand a, Operand b) {
    if (b.is_constant()) return product(a, fresh(apply_with_jumps(Op::scale, 1.0, value_of(b))));
    return emit(Op::scale, {a, unrounded(b)});
  }

  Operand sum(Operand a, Operand b) {
    if (a == b) return product(a, fresh(2));
    if (a.is_constant()) std::swap(a, b);
    if (b.is_constant()) {
      const double c = value_of(b);
      if (is(a, Op::add) && code(a).operands[1].is_constant()) {
        return emit(Op::add, {code(a).operands[0], fresh(value_of(code(a).operands[1]) + c)});
      }
      if (is(a, Op::sub) && code(a).operands[0].is_constant()) {
        return emit(Op::sub, {fresh(value_of(code(a).operands[0]) + c), code(a).operands[1]});
      }
    }
    return emit(Op::add, {a, b});
  }

  Operand difference(Operand a, Operand b) {
    if (a == b) return fresh(0);
    if (b.is_constant()) return sum(a, fresh(-value_of(b)));
    if (a.is_constant()) {
      const double c = value_of(a);
      if (is(b, Op::add) && code(b).operands[1].is_constant()) {
        return emit(Op::sub, {fresh(c - value_of(code(b).operands[1])), code(b).operands[0]});
      }
      if (is(b, Op::sub) && code(b).operands[0].is_constant()) {
        return emit(Op::add, {code(b).operands[1], fresh(c - value_of(code(b).operands[0]))});
      }
    }
    return emit(Op::sub, {a, b});
  }

  Operand product(Operand a, Operand b) {
    if (a.is_constant()) std::swap(a, b);
    if (b.is_constant()) {
      const double c = value_of(b);
      if (is(a, Op::mul) && code(a).operands[1].is_constant()) {
        return emit(Op::mul, {code(a).operands[0], fresh(value_of(code(a).operands[1]) * c)});
      }
      if (is(a, Op::div) && code(a).operands[0].is_constant()) {
        return emit(Op::div, {fresh(value_of(code(a).operands[0]) * c), code(a).operands[1]});
      }
    }
    return emit(Op::mul, {a, b});
  }

  Operand quotient(Operand a, Operand b) {
    if (a == b) return fresh(1);
    if (b.is_constant() && value_of(b) != 0) return product(a, fresh(1 / value_of(b)));
    if (a.is_constant()) {
      const double c = value_of(a);
      if (is(b, Op::mul) && code(b).operands[1].is_constant()) {
        return emit(Op::div, {fresh(c / value_of(code(b).operands[1])), code(b).operands[0]});
      }
      if (is(b, Op::div) && code(b).operands[0].is_constant()) {
        return emit(Op::mul, {code(b).operands[1], fresh(c / value_of(code(b).operands[0]))});
      }
    }
    return emit(Op::div, {a, b});
  }

  Operand emit(Op op, std::array<Operand, kMaxArity> o) {
    const std::size_t arity = info(op).arity;
    if (info(op).commutative && before(o[1], o[0])) std::swap(o[0], o[1]);
    bool constants = false;
    for (std::size_t k = 0; k < arity; ++k) constants = constants || o[k].is_constant();
    const std::span<const Operand> operands(o.data(), arity);
    if (!constants) {
      for (std::size_t i = 0; i < to_.code.size(); ++i) {
        if (to_.code[i].op == op && std::ranges::equal(to_.code[i].arguments(), operands)) {
          return Operand::value(i);
        }
      }
    }
    const Operand made = to_.append(op, operands);
    std::uint64_t hash = 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(op);
    for (const Operand operand : operands) {
      hash = (hash ^ hash_of(operand)) * 0xD6E8FEB86659FD93ULL;
      hash ^= hash >> 32;
    }
    hashes_.push_back(hash);
    return made;
  }

  // Values before inputs before constants; values by their structure.
  std::uint64_t hash_of(Operand o) const {
    if (o.is_value()) return hashes_[o.index] | 1ULL << 63;
    return o.is_input() ? 16ULL + o.index : 1ULL;
  }
  bool before(Operand a, Operand b) const { return hash_of(a) > hash_of(b); }

  const Program& from_;
  Program to_;
  std::vector<std::optional<Operand>> seen_;
  std::vector<std::uint64_t> hashes_;
};

// What the result needs, numbered in the order in which a walk from it ends; constants likewise.
class Compactor {
 public:
  explicit Compactor(const Program& from) : from_(from), seen_(from.code.size()) {
    to_.inputs = from.inputs;
  }
  Program run() {
    to_.result = copy(from_.result);
    return std::move(to_);
  }

 private:
  Operand copy(Operand o) {
    if (o.is_input()) return o;
    if (o.is_constant()) return to_.append_constant(from_.constants[o.index]);
    if (!seen_[o.index]) {
      const Instruction& i = from_.code[o.index];
      std::array<Operand, kMaxArity> operands{};
      for (std::size_t k = 0; k < i.arguments().size(); ++k) operands[k] = copy(i.operands[k]);
      seen_[o.index] = to_.append(i.op, std::span(operands.data(), i.arguments().size()));
    }
    return *seen_[o.index];
  }

  const Program& from_;
  Program to_;
  std::vector<std::optional<Operand>> seen_;
};

}  // namespace

Program canonical(const Program& program) {
  constexpr int kRounds = 4;
  Program now = Compactor(Rewriter(program).run()).run();
  for (int round = 1; round < kRounds; ++round) {
    Program next = Compactor(Rewriter(now).run()).run();
    if (next.code == now.code) return next;
    now = std::move(next);
  }
  return now;
}

std::uint64_t structural_hash(const Program& program) {
  Bytes bytes;
  const auto put = [&bytes](auto value) { bytes.push_back(static_cast<std::byte>(value)); };
  const auto put_operand = [&](Operand o) {
    put(o.kind);
    put(o.is_constant() ? 0 : o.index);
  };
  for (const Instruction& i : program.code) {
    put(i.op);
    for (const Operand o : i.arguments()) put_operand(o);
  }
  put_operand(program.result);
  return hash_bytes(bytes);
}

}  // namespace cambrian::program
