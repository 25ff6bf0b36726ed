// Lowering: an expression as few vector operations over batches of rows (internal).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "operators/expression/evaluation/kernels.hpp"
#include "operators/expression/evaluation/table.hpp"
#include "operators/expression/expression.hpp"

namespace cambrian::expression {

/// Memory for the intermediate results of one batch of rows, and for constants repeated over a row
/// block. Grows and never shrinks; nothing moves.
template <class Real>
class Scratch {
 public:
  /// `batch`: rows at a time, a multiple of kRowBlock.
  explicit Scratch(std::uint32_t batch) : batch_(batch) {}

  std::uint32_t batch() const { return batch_; }
  Real* buffer(std::size_t k) {
    while (k / kChunk >= chunks_.size()) chunks_.emplace_back(kChunk * (batch_ + kStagger));
    return chunks_[k / kChunk].data() + k % kChunk * (batch_ + kStagger);
  }
  /// The block of constant k, kRowBlock numbers.
  Real* block(std::size_t k) {
    while (k / kBlocks >= blocks_.size()) blocks_.emplace_back(kBlocks * kRowBlock);
    return blocks_[k / kBlocks].data() + k % kBlocks * kRowBlock;
  }
  /// Writes constant k and returns its block.
  const Real* constant(std::size_t k, double value) {
    return std::fill_n(block(k), kRowBlock, static_cast<Real>(value)) - kRowBlock;
  }

 private:
  static constexpr std::size_t kChunk = 8;
  static constexpr std::size_t kBlocks = 64;
  // Buffers a power of two apart would compete for the same cache lines.
  static constexpr std::uint32_t kStagger = 192 / sizeof(Real);
  std::uint32_t batch_;
  std::vector<Column<Real>> chunks_;
  std::vector<Column<Real>> blocks_;
};

/// Turns expressions into instructions: leaves become operands, constant subtrees numbers, pairs of
/// arithmetic operations one instruction. Keeps its memory between expressions.
template <class Real>
class Lowering {
 public:
  Lowering(const KernelTable<Real>& kernels, std::uint32_t batch)
      : kernels_(&kernels), scratch_(batch) {}

  /// User-defined operators must have been expanded and variables be columns of the table, which
  /// must outlive the instructions; those live until the next call.
  void lower(std::span<const Node> nodes, const Table<Real>& table);
  /// The same for an expression whose variable k is variables[k].
  void lower(std::span<const Node> nodes, std::span<const Operand<Real>> variables);

  /// Runs `rows` <= batch() rows from `row` on.
  void run(std::uint32_t row, std::uint32_t rows) const {
    for (std::size_t k = 0; k < count_; ++k) instructions_[k].run(instructions_[k], row, rows);
  }
  /// Where the values of the expression are after run().
  const Operand<Real>& result() const { return result_; }
  std::size_t instructions() const { return count_; }
  /// Whether it holds an operator that has no value for many arguments, or overflows easily.
  bool risky() const { return risky_; }
  std::uint32_t batch() const { return scratch_.batch(); }

 private:
  enum class Kind : std::uint8_t { operand, constant, pending };
  /// The value of a subtree whose parent is not known yet: where it is, its number if it is a
  /// constant, or an arithmetic operation a op b that its parent may take over.
  struct Value {
    Operand<Real> a;
    Operand<Real> b;
    Real* buffer_a;  ///< the buffer that a occupies, or null
    Real* buffer_b;  ///< the same of b
    double number;   ///< of a constant, whose block is a
    Kind kind;
    std::uint8_t op;         ///< of a pending operation: its index among the binary ones
    std::uint8_t constants;  ///< of a pending operation: bit 0 = a, bit 1 = b is a constant
  };
  class Pass;

  void prepare(std::size_t nodes);

  const KernelTable<Real>* kernels_;
  Scratch<Real> scratch_;
  std::vector<Value> stack_;
  std::vector<Instruction<Real>> instructions_;
  std::size_t count_ = 0;
  Column<Real> constants_;  ///< a block for each
  /// Buffers not in use: the one used last is on top, since it is in the cache.
  std::vector<Real*> free_;
  std::size_t free_count_ = 0;
  std::size_t buffers_ = 0;  ///< in use or not
  Real* held_ = nullptr;     ///< buffer of the result
  Operand<Real> result_;
  bool risky_ = false;
};

extern template class Lowering<float>;
extern template class Lowering<double>;

}  // namespace cambrian::expression
