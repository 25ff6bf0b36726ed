// Interpreter: evaluates expressions over batches of rows with vector instructions.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "operators/expression/evaluation/loss.hpp"
#include "operators/expression/evaluation/table.hpp"
#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

template <class Real>
struct KernelTable;

/// The best a + b f in the least-squares sense, f the expression.
struct LinearFit {
  double offset = 0;  ///< a
  double slope = 1;   ///< b; 0 when f is constant over the rows
  double mse = 0;     ///< of a + b f, weighted as in Loss; NaN when f is not finite on some row
};

/// Values of `op` over arrays of any length and alignment; `b` is ignored by unary operators. `out`
/// may be `a` or `b`. For searches that combine stored values rather than evaluate trees.
template <class Real>
void apply(Op op, const Real* a, const Real* b, std::span<Real> out);

/// Name of the instruction set chosen at run time ("AVX-512", "AVX2", "baseline"), for logs and
/// benchmarks.
const char* instruction_set();

/// Evaluates expressions over tables of float or double. IEEE semantics as in op.hpp; an operator's
/// error is stated in docs/benchmarks/evaluation.md. Results do not depend on the instruction set
/// (AVX2 or AVX-512), on the batch or on the row's place in it. Owns its scratch memory: one per
/// thread; no allocation once it has seen the largest expression (user-defined operators excepted).
/// Variables must be columns of the table; user-defined operators need a vocabulary that outlives
/// the interpreter. Row ranges may be empty only where a function says what that means.
template <class Real>
class Interpreter {
 public:
  /// Rows at a time: intermediate results stay in the first-level cache.
  static constexpr std::uint32_t kBatch = 4096 / sizeof(Real);

  explicit Interpreter(const Vocabulary* vocabulary = nullptr);
  /// With the kernels of a certain instruction set (kernels.hpp), for tests and benchmarks.
  Interpreter(const Vocabulary* vocabulary, const KernelTable<Real>& kernels);
  ~Interpreter();
  Interpreter(Interpreter&&) noexcept;
  Interpreter& operator=(Interpreter&&) noexcept;

  /// Writes one prediction per row of the range to `out` (whose size is the number of rows); true
  /// when all are finite. Without rows: true.
  bool predict(const Expression& expression, const Table<Real>& table, std::span<Real> out,
               RowRange rows = {});

  /// The loss over the rows; NaN (the candidate is `invalid`) as soon as a batch holds a prediction
  /// or loss that is not finite, or when the weights sum to zero (no rows).
  double loss(const Expression& expression, const Samples<Real>& samples, const Loss& loss = {},
              RowRange rows = {});

  /// Mean squared error after the best linear scaling, and that scaling, in one pass over the rows
  /// (a second one only when the fit is nearly exact, to keep its digits).
  LinearFit linear_fit(const Expression& expression, const Samples<Real>& samples,
                       RowRange rows = {});

  /// Values of many expressions on few rows (a probe): out[e * rows + r], all rows of the table.
  void probe(std::span<const Expression> expressions, const Table<Real>& table,
             std::span<Real> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

extern template class Interpreter<float>;
extern template class Interpreter<double>;

}  // namespace cambrian::expression
