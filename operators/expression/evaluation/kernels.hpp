// Kernels: one operation over a batch of rows, compiled for several instruction sets.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "operators/expression/op.hpp"

namespace cambrian::expression {

/// Rows are computed in blocks of this many, so operands must be readable, and outputs writable, up
/// to the next multiple of it.
inline constexpr std::uint32_t kRowBlock = 16;

/// Where an operation reads: a column of the table (which a batch enters at its row), a buffer that
/// holds one batch, or a constant, repeated over a row block. One word, so that it moves through
/// registers: the kind is in the lowest bits of the address.
template <class Real>
class Operand {
 public:
  Operand() = default;
  static Operand column(const Real* data) { return Operand(data, kColumn); }
  static Operand buffer(const Real* data) { return Operand(data, 0); }
  static Operand constant(const Real* block) { return Operand(block, kConstant); }

  bool is_constant() const { return (bits_ & kConstant) != 0; }
  /// The element of the first row of a batch that starts at `row`.
  const Real* at(std::uint32_t row) const {
    const std::uintptr_t offset = (bits_ & kColumn) != 0 ? std::uintptr_t{row} : 0;
    return reinterpret_cast<const Real*>(bits_ & ~(kColumn | kConstant)) + offset;
  }
  /// Element i of a batch is at(row)[i & lane_mask()].
  std::uint32_t lane_mask() const { return is_constant() ? 0 : ~0u; }

 private:
  static constexpr std::uintptr_t kColumn = 1;
  static constexpr std::uintptr_t kConstant = 2;
  Operand(const Real* data, std::uintptr_t kind)
      : bits_(reinterpret_cast<std::uintptr_t>(data) | kind) {}
  std::uintptr_t bits_ = 0;
};

template <class Real>
struct Instruction;

/// Computes `count` rows from `row` on, rounded up to whole blocks.
template <class Real>
using Kernel = void (*)(const Instruction<Real>& instruction, std::uint32_t row,
                        std::uint32_t count);

/// out = operation(a, b, c); `out` may be one of the operands' scratch buffers.
template <class Real>
struct Instruction {
  Kernel<Real> run;
  Real* out;
  Operand<Real> a, b, c;
};

inline constexpr std::size_t kUnaryOps =
    static_cast<std::size_t>(Op::round) - static_cast<std::size_t>(Op::neg) + 1;
inline constexpr std::size_t kBinaryOps =
    static_cast<std::size_t>(Op::cond) - static_cast<std::size_t>(Op::add) + 1;
constexpr std::size_t unary_index(Op op) {
  return static_cast<std::size_t>(op) - static_cast<std::size_t>(Op::neg);
}
constexpr std::size_t binary_index(Op op) {
  return static_cast<std::size_t>(op) - static_cast<std::size_t>(Op::add);
}

/// Two arithmetic operations in one pass: (a first b) second c, or for the reversed ones
/// c second (a first b). `first` is one of + - * /.
enum class Second : std::uint8_t { add, sub, mul, div, reversed_sub, reversed_div };
inline constexpr std::size_t kFirsts = 4;
inline constexpr std::size_t kSeconds = 6;

/// Sums of one batch for a built-in loss.
struct LossSums {
  double loss = 0;
  double weight = 0;
};
/// Sums of one batch for a linear fit of t to f, both shifted: f - f0, t - t0.
struct LinearSums {
  double w = 0, f = 0, t = 0, ff = 0, ft = 0, tt = 0;
};
/// What a reduction reads: predictions a + b f of `count` rows, and their targets and weights
/// (null: all 1), which must be readable up to whole blocks.
template <class Real>
struct Judged {
  Operand<Real> prediction;
  const Real* target;
  const Real* weight;
  std::uint32_t row;
  std::uint32_t count;
};

/// Constness of operands in the tables below: bit 0 = a, bit 1 = b, bit 2 = c is a constant.
template <class Real>
struct KernelTable {
  std::array<Kernel<Real>, kUnaryOps> unary = {};
  std::array<std::array<Kernel<Real>, 3>, kBinaryOps> binary = {};
  std::array<std::array<std::array<Kernel<Real>, 7>, kSeconds>, kFirsts> pair = {};
  Kernel<Real> digamma = nullptr;
  /// By LossKind: mse, mae, huber, quantile.
  std::array<LossSums (*)(const Judged<Real>&, double parameter), 4> loss = {};
  /// Weighted sum of the predictions themselves.
  LossSums (*sum)(const Judged<Real>&) = nullptr;
  /// mse of offset + slope f.
  LossSums (*scaled_mse)(const Judged<Real>&, double offset, double slope) = nullptr;
  LinearSums (*linear)(const Judged<Real>&, double f0, double t0) = nullptr;
  /// True when every value is finite.
  bool (*all_finite)(const Operand<Real>& values, std::uint32_t row, std::uint32_t count) = nullptr;
  /// Sum of a b.
  double (*dot)(const Operand<Real>& a, const Operand<Real>& b, std::uint32_t row,
                std::uint32_t count) = nullptr;
};

enum class InstructionSet : std::uint8_t { avx512, avx2, baseline };

/// Those this machine can run, best first.
std::vector<InstructionSet> instruction_sets();
const char* name_of(InstructionSet set);

/// The kernels for an instruction set of this machine; built once. AVX-512 and AVX2 give the same
/// bits; the baseline too, slowly (fused multiply-add in software).
template <class Real>
const KernelTable<Real>& kernels(InstructionSet set);
/// The best set's.
template <class Real>
const KernelTable<Real>& kernels();

}  // namespace cambrian::expression
