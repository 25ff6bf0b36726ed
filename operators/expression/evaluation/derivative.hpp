// Derivative: an expression's values and its derivatives by some of its leaves, in batches
// (internal).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "operators/expression/evaluation/kernels.hpp"
#include "operators/expression/evaluation/program.hpp"
#include "operators/expression/expression.hpp"

namespace cambrian::expression {

/// Reverse differentiation as a list of the same vector operations that evaluation uses. First the
/// values of all nodes, then backwards from the root only along the paths to leaves that matter.
/// What depends on constants alone is computed once per set of constants, not per row. Further
/// operations on the results may be appended (loss, weights), to run with them.
template <class Real>
class Derivative {
 public:
  /// A vector of values, one per row, or a single number.
  struct Value {
    Operand<Real> operand;
    bool constant = false;
    bool is_one = false;
  };

  Derivative(const KernelTable<Real>& kernels, std::uint32_t batch)
      : kernels_(&kernels), scratch_(batch) {}

  /// Leaf i (a constant or variable) belongs to parameter `parameter[i]` < `parameters`, or to none
  /// (negative); several leaves may share one. No user-defined operators.
  void build(std::span<const Node> nodes, std::span<const Operand<Real>> variables,
             std::span<const int> parameter, std::size_t parameters);

  const Value& value() const { return value_; }
  /// By parameter k; empty when it is zero everywhere.
  const std::optional<Value>& derivative(std::size_t k) const { return derivatives_[k]; }

  /// Gives all constant leaves of parameter k this number.
  void set_parameter(std::size_t k, double number);
  /// To be called after set_parameter or appending, before run.
  void prepare() const;
  /// Computes everything for `rows` <= batch() rows from `row` on.
  void run(std::uint32_t row, std::uint32_t rows) const;
  std::uint32_t batch() const { return scratch_.batch(); }

  // Appending operations.
  Value number(double value);
  Value unary(Op op, const Value& a);
  Value binary(Op op, const Value& a, const Value& b);
  Value product(const Value& a, const Value& b);

 private:
  Value append(Kernel<Real> kernel, const Value& a, const Value& b, bool constant);
  Value negative(const Value& a) { return unary(Op::neg, a); }
  Value power(Op op, const Value& a, double offset, double factor);
  void differentiate(std::size_t i, const Node& node);
  std::optional<Value> by_argument(Op op, const Value& x, const Value& f, const Value& g);
  std::optional<Value> by_first(Op op, const Value& a, const Value& b, const Value& f,
                                const Value& g);
  std::optional<Value> by_second(Op op, const Value& a, const Value& b, const Value& f,
                                 const Value& g);

  const KernelTable<Real>* kernels_;
  Scratch<Real> scratch_;
  std::vector<Instruction<Real>> once_;
  std::vector<Instruction<Real>> per_row_;
  std::size_t constants_ = 0;
  std::size_t buffers_ = 0;
  std::vector<Value> values_;                   ///< by node
  std::vector<std::optional<Value>> adjoints_;  ///< by node
  std::vector<std::uint8_t> matters_;           ///< by node: a parameter is below
  std::vector<std::size_t> arguments_;          ///< two per node
  std::vector<std::size_t> stack_;
  struct Leaf {
    std::size_t parameter;
    std::size_t constant;
  };
  std::vector<Leaf> leaves_;
  Value value_;
  std::vector<std::optional<Value>> derivatives_;
};

extern template class Derivative<float>;
extern template class Derivative<double>;

}  // namespace cambrian::expression
