// Executor: runs a program over flat buffers of float32, block by block in the first-level cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "operators/optimizer/kernels.hpp"
#include "operators/optimizer/plan.hpp"

namespace cambrian::optimizer {

/// An optimizer at work on one set of parameters; holds m and v. Every pass reads the parameters
/// once: one is enough unless there are norms, means and the like. Results are the same for equal
/// inputs on every machine with fused multiply-add. Not for use by two threads at once.
class Executor {
 public:
  static constexpr std::size_t kBlock = 512;

  /// `tensors` are the sizes (>= 1) of the parameters' tensors, which stand one after the other.
  /// Requires a valid program.
  Executor(const Program& program, std::span<const std::size_t> tensors);

  /// One step: w -= update. `rate` is the program's lr. Both of size().
  void step(std::span<float> w, std::span<const float> g, float rate);
  /// The same, but gives the update instead of making it.
  void propose(std::span<const float> w, std::span<const float> g, float rate,
               std::span<float> update);
  /// m = v = 0
  void restart();

  std::size_t size() const { return size_; }
  std::span<const float> m() const { return m_; }
  std::span<const float> v() const { return v_; }
  const Plan& plan() const { return plan_; }

 private:
  using Id = std::uint16_t;
  using Arguments = std::array<Id, kMaxArity>;
  struct Call {
    Elementwise kernel = nullptr;
    Id out = 0;
    Arguments arguments = {};
  };
  /// One run over all parameters, and what is computed before it.
  struct Pass {
    std::vector<Id> small;       ///< nodes that are no vectors
    std::vector<Id> inputs;      ///< vectors that it reads
    std::vector<Id> scalars;     ///< broadcast over all of it
    std::vector<Id> per_tensor;  ///< broadcast over each tensor
    std::vector<Call> calls;
    std::vector<Id> reductions;
    std::vector<Id> registers;  ///< of each node
    bool by_tensor = false;     ///< a block is of one tensor
  };
  /// Where vectors are read and written in a step.
  struct Buffers {
    std::array<const float*, 4> inputs = {};  ///< w, g, m, v
    float* weights = nullptr;                 ///< null: not to be changed
    float* update = nullptr;                  ///< null: not wanted
  };
  /// A piece of the parameters, of one tensor if the pass is by tensor.
  struct Piece {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t tensor = 0;
  };

  void plan_pass(std::uint8_t level);
  void collect(const std::vector<bool>& wanted, Pass& pass) const;
  void assign_registers(const std::vector<Id>& kept, Pass& pass);
  void run(const Buffers& buffers, float rate);
  void compute_small(const Pass& pass);
  void broadcast(const Pass& pass, Id node, std::size_t tensor);
  void run_piece(const Pass& pass, const Buffers& buffers, Piece piece);
  void load_inputs(const Pass& pass, const Buffers& buffers, Piece block);
  void store_results(const Buffers& buffers, Piece block);
  void finish_reductions(const Pass& pass);
  float* small(Id node) { return &small_[node * stride_]; }
  float* place(const Pass& pass, Id node) { return &registers_[pass.registers[node] * kBlock]; }

  Plan plan_;
  std::vector<std::size_t> tensors_;
  std::size_t size_ = 0;
  std::size_t stride_ = 0;  // of small_: the number of tensors, rounded up
  std::vector<Pass> passes_;
  std::vector<float> m_;
  std::vector<float> v_;
  std::vector<float> small_;            // of each node that is no vector; scalars stand many times
  std::vector<double> totals_;          // of each node that reduces, by tensor
  std::vector<float> registers_;        // a block each
  std::vector<const float*> pointers_;  // of each node's present block
};

}  // namespace cambrian::optimizer
