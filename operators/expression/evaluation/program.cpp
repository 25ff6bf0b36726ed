#include "operators/expression/evaluation/program.hpp"

#include <array>
#include <utility>

#include "engine/core/assert.hpp"

// Lets the state of a pass stay in registers: twice as fast as calls.
#define CAMBRIAN_INLINE [[gnu::always_inline]] inline

namespace cambrian::expression {
namespace {

/// How a pending operation continues: by the operation, and by whether it is the right operand.
constexpr std::array<std::array<Second, 2>, 4> kSecond = {{{Second::add, Second::add},
                                                           {Second::sub, Second::reversed_sub},
                                                           {Second::mul, Second::mul},
                                                           {Second::div, Second::reversed_div}}};

constexpr std::array kRisky = {Op::exp,   Op::log,   Op::log2, Op::log10, Op::log1p,
                               Op::sqrt,  Op::sinh,  Op::cosh, Op::asin,  Op::acos,
                               Op::acosh, Op::atanh, Op::gamma};

/// Bit k: unary operator k is risky.
constexpr std::uint64_t kRiskyBits = [] {
  std::uint64_t bits = 0;
  for (const Op op : kRisky) bits |= 1ULL << unary_index(op);
  return bits;
}();

}  // namespace

/// One walk over the nodes. It costs about as much as a hundred rows, so leaves are handled without
/// branches (their order is random to the processor) and all is inlined into one loop.
template <class Real>
class Lowering<Real>::Pass {
 public:
  explicit Pass(Lowering& home)
      : home_(home),
        kernels_(*home.kernels_),
        top_(home.stack_.data()),
        next_(home.instructions_.data()),
        free_(home.free_.data()),
        free_count_(home.free_count_),
        block_(home.constants_.data()) {}

  template <class Leaf>
  CAMBRIAN_INLINE void walk(std::span<const Node> nodes, Leaf leaf) {
    for (const Node& node : nodes) {
      if (node.arity == 0) {
        push(node, leaf(node));
      } else if (node.arity == 2) {
        binary(node.op);
      } else {
        unary(node.op);
      }
    }
    CAMBRIAN_ASSERT(top_ == home_.stack_.data() + 1);
    make_operand(*top_);
    home_.count_ = static_cast<std::size_t>(next_ - home_.instructions_.data());
    home_.free_count_ = free_count_;
    home_.held_ = top_->buffer_a;
    home_.result_ = top_->a;
    home_.risky_ = risky_ != 0;
  }

 private:
  CAMBRIAN_INLINE void push(const Node& node, const Operand<Real>& variable) {
    Value& value = *++top_;
    const bool constant = node.op == Op::constant;
    std::fill_n(block_, kRowBlock, static_cast<Real>(node.value));
    const Real* block = block_;
    block_ += constant ? kRowBlock : 0;
    value.a = constant ? Operand<Real>::constant(block) : variable;
    value.buffer_a = nullptr;
    value.number = node.value;
    value.kind = constant ? Kind::constant : Kind::operand;
    if (variable.is_constant() && !constant) [[unlikely]] {
      value.number = *variable.at(0);
      value.kind = Kind::constant;
    }
  }

  CAMBRIAN_INLINE void set_constant(Value& value, double number) {
    std::fill_n(block_, kRowBlock, static_cast<Real>(number));
    value.a = Operand<Real>::constant(block_);
    block_ += kRowBlock;
    value.number = number;
  }

  CAMBRIAN_INLINE void release(Real* buffer) {
    free_[free_count_] = buffer;
    free_count_ += buffer != nullptr;
  }

  CAMBRIAN_INLINE void emit(Kernel<Real> kernel, const Operand<Real>& a, const Operand<Real>& b,
                            const Operand<Real>& c, Value& result) {
    if (free_count_ == 0) [[unlikely]] {
      free_[free_count_++] = home_.scratch_.buffer(home_.buffers_++);
    }
    Real* out = free_[--free_count_];
    *next_++ = {kernel, out, a, b, c};
    result.a = Operand<Real>::buffer(out);
    result.buffer_a = out;
    result.kind = Kind::operand;
  }

  /// Runs a pending operation.
  CAMBRIAN_INLINE void make_operand(Value& value) {
    if (value.kind != Kind::pending) return;
    release(value.buffer_a);
    release(value.buffer_b);
    emit(kernels_.binary[value.op][value.constants], value.a, value.b, value.a, value);
  }

  CAMBRIAN_INLINE void unary(Op op) {
    CAMBRIAN_ASSERT(op != Op::user);
    Value& value = *top_;
    if (value.kind == Kind::constant) [[unlikely]] {
      return set_constant(value, info(op).unary(value.number));
    }
    if (op == Op::neg || op == Op::inv) {
      // As products and quotients they can join a neighbour.
      push(Node::constant(op == Op::neg ? -1 : 1), {});
      if (op == Op::inv) std::swap(top_[0], top_[-1]);
      return arithmetic(op == Op::neg ? Op::mul : Op::div);
    }
    make_operand(value);
    if (op == Op::square) {
      value.b = value.a;
      value.buffer_b = nullptr;
      value.op = static_cast<std::uint8_t>(binary_index(Op::mul));
      value.constants = 0;
      value.kind = Kind::pending;
      return;
    }
    risky_ |= kRiskyBits >> unary_index(op) & 1;
    release(value.buffer_a);
    emit(kernels_.unary[unary_index(op)], value.a, value.a, value.a, value);
  }

  CAMBRIAN_INLINE void binary(Op op) {
    CAMBRIAN_ASSERT(op != Op::user);
    Value& left = top_[-1];
    Value& right = top_[0];
    if (left.kind == Kind::constant && right.kind == Kind::constant) [[unlikely]] {
      set_constant(left, info(op).binary(left.number, right.number));
      --top_;
      return;
    }
    if (op <= Op::div) [[likely]]
      return arithmetic(op);
    if (op == Op::pow && right.kind == Kind::constant && power_by_constant(right.number)) return;
    make_operand(left);
    make_operand(right);
    const std::size_t variant = constants_of(left, right);
    risky_ |= op == Op::pow;
    release(left.buffer_a);
    release(right.buffer_a);
    emit(kernels_.binary[binary_index(op)][variant], left.a, right.a, left.a, left);
    --top_;
  }

  static std::uint8_t constants_of(const Value& left, const Value& right) {
    return static_cast<std::uint8_t>((left.kind == Kind::constant) +
                                     2 * (right.kind == Kind::constant));
  }

  /// Powers that are simple operations with the same special cases.
  CAMBRIAN_INLINE bool power_by_constant(double exponent) {
    if (exponent != 1 && exponent != 2 && exponent != 3 && exponent != -1) return false;
    --top_;
    if (exponent == 2) unary(Op::square);
    if (exponent == 3) unary(Op::cube);
    if (exponent == -1) unary(Op::inv);
    return true;
  }

  /// One of + - * / on operands that are not both constant: joins a pending operation, or becomes
  /// one.
  CAMBRIAN_INLINE void arithmetic(Op op) {
    Value& left = top_[-1];
    Value& right = top_[0];
    --top_;
    const bool left_pending = left.kind == Kind::pending;
    const bool right_pending = right.kind == Kind::pending;
    if (!left_pending && !right_pending) {
      left.constants = constants_of(left, right);
      left.b = right.a;
      left.buffer_b = right.buffer_a;
      left.op = static_cast<std::uint8_t>(binary_index(op));
      left.kind = Kind::pending;
      return;
    }
    if (left_pending && right_pending) make_operand(right);
    const bool reversed = !left_pending;
    const Value& pending = reversed ? right : left;
    const Value& other = reversed ? left : right;
    const auto second = static_cast<std::size_t>(kSecond[binary_index(op)][reversed]);
    const std::size_t variant = pending.constants + 4 * (other.kind == Kind::constant);
    release(pending.buffer_a);
    release(pending.buffer_b);
    release(other.buffer_a);
    emit(kernels_.pair[pending.op][second][variant], pending.a, pending.b, other.a, left);
  }

  Lowering& home_;
  const KernelTable<Real>& kernels_;
  Value* top_;
  Instruction<Real>* next_;
  Real** free_;
  std::size_t free_count_;
  Real* block_;  ///< for the next constant
  std::uint64_t risky_ = 0;
};

template <class Real>
void Lowering<Real>::prepare(std::size_t nodes) {
  CAMBRIAN_ASSERT(nodes > 0);
  if (stack_.size() < nodes + 2) {
    stack_.resize(2 * nodes + 2);
    instructions_.resize(2 * nodes);
    free_.resize(2 * nodes + 4);
    // A node is or makes at most one constant.
    constants_ = Column<Real>((2 * nodes + 2) * kRowBlock);
  }
  if (held_ != nullptr) free_[free_count_++] = held_;
}

template <class Real>
void Lowering<Real>::lower(std::span<const Node> nodes, const Table<Real>& table) {
  prepare(nodes.size());
  const std::size_t columns = table.columns();
  Pass(*this).walk(nodes, [&](const Node& node) {
    CAMBRIAN_ASSERT(node.index < columns || node.op == Op::constant);
    return Operand<Real>::column(table.column_data(node.index));
  });
}

template <class Real>
void Lowering<Real>::lower(std::span<const Node> nodes, std::span<const Operand<Real>> variables) {
  prepare(nodes.size());
  Pass(*this).walk(nodes, [&](const Node& node) {
    CAMBRIAN_ASSERT(node.index < variables.size() || node.op == Op::constant);
    return variables[node.index];
  });
}

template class Lowering<float>;
template class Lowering<double>;

}  // namespace cambrian::expression
