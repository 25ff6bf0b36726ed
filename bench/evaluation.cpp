// Measures the evaluation of expressions: node-evaluations per second of random trees (all nodes
// counted, leaves included), constant fits per second, and how near the machine's peak that is.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "bench/measure.hpp"
#include "engine/core/random.hpp"
#include "operators/expression/evaluation/fit.hpp"
#include "operators/expression/evaluation/interpreter.hpp"
#include "operators/expression/evaluation/kernels.hpp"
#include "operators/expression/evaluation/program.hpp"
#include "tests/support/random_expression.hpp"

namespace {

using namespace cambrian;
using bench::cpu_seconds;
using namespace cambrian::expression;

constexpr std::size_t kRows = 1000;
constexpr std::size_t kTrees = 1000;
constexpr std::uint32_t kColumns = 5;

/// Least CPU time of a run of `work`, in seconds.
template <class Work>
double fastest(int runs, Work work) {
  double best = 1e9;
  for (int run = 0; run < runs; ++run) {
    const double begin = cpu_seconds();
    work();
    best = std::min(best, cpu_seconds() - begin);
  }
  return best;
}

struct Workload {
  std::vector<Expression> trees;
  Samples<double> samples;
  double nodes = 0;
};

/// Trees of 2 to 62 nodes (mean 32) over `ops`, on inputs in [0.5, 3].
Workload make_workload(const std::vector<Op>& ops) {
  Random random({.seed = 1});
  Workload load{{},
                {random_table<double>(kRows, kColumns, random, 0.5, 3), Column<double>(kRows), {}}};
  for (double& value : load.samples.target.values()) value = random.normal();
  for (std::size_t k = 0; k < kTrees; ++k) {
    load.trees.push_back(random_expression({ops, kColumns}, 2 + random.below(61), random));
    load.nodes += static_cast<double>(load.trees.back().size());
  }
  return load;
}

template <class Real>
void measure(const char* name, const std::vector<Op>& ops, InstructionSet set) {
  const Workload load = make_workload(ops);
  const Samples<Real> samples = load.samples.cast<Real>();
  const KernelTable<Real>& table = kernels<Real>(set);
  Interpreter<Real> interpreter(nullptr, table);
  Lowering<Real> lowering(table, Interpreter<Real>::kBatch);
  // Losses of valid trees only: of invalid ones, the first rows tell.
  std::vector<Expression> valid;
  double valid_nodes = 0;
  for (const auto& tree : load.trees) {
    if (std::isnan(interpreter.loss(tree, samples))) continue;
    valid.push_back(tree);
    valid_nodes += static_cast<double>(tree.size());
  }
  volatile double sink = 0;
  const double lower = fastest(7, [&] {
    for (const auto& tree : load.trees) lowering.lower(tree.nodes, samples.inputs);
  });
  const double predict = fastest(7, [&] {
    for (const auto& tree : load.trees) {
      lowering.lower(tree.nodes, samples.inputs);
      for (std::uint32_t row = 0; row < kRows; row += lowering.batch()) {
        lowering.run(row, std::min<std::uint32_t>(kRows - row, lowering.batch()));
      }
    }
  });
  const double loss = fastest(7, [&] {
    for (const auto& tree : valid) sink = interpreter.loss(tree, samples);
  });
  const double all_losses = fastest(7, [&] {
    for (const auto& tree : load.trees) sink = interpreter.loss(tree, samples);
  });
  const double linear = fastest(7, [&] {
    for (const auto& tree : valid) sink = interpreter.linear_fit(tree, samples).mse;
  });
  (void)sink;
  const double work = load.nodes * kRows * 1e-9;
  const double valid_work = valid_nodes * kRows * 1e-9;
  std::printf("| %-28s | %-6s | %5.2f | %5.2f | %5.2f | %5.2f | %4zu | %5.2f | %4.1f |\n", name,
              sizeof(Real) == 4 ? "float" : "double", work / predict, work / (predict - lower),
              valid_work / loss, valid_work / linear, valid.size(), work / all_losses,
              1e9 * lower / load.nodes);
}

/// Vector additions per nanosecond on data in the first-level cache, and multiplications: what
/// limits an interpreter that writes each result.
void print_peak(InstructionSet set) {
  const KernelTable<float>& table = kernels<float>(set);
  Column<float> a(1024, 1.5f), b(1040, 1.25f), out(1072);
  const auto rows_per_ns = [&](Op op) {
    const auto kernel = table.binary[binary_index(op)][0];
    const Instruction<float> in{
        kernel, out.data(), Operand<float>::buffer(a.data()), Operand<float>::buffer(b.data()), {}};
    return 1024e-9 * 2000 / fastest(5, [&] {
             for (int k = 0; k < 2000; ++k) kernel(in, 0, 1024);
           });
  };
  const double simple = rows_per_ns(Op::add);
  const double quotient = rows_per_ns(Op::div);
  // A binary node comes with one leaf; of + - * / one in four is a division.
  std::printf(
      "One operation at a time from and to the cache: %.1f e9 additions/s, %.1f e9 divisions/s: at "
      "most\n%.1f e9 nodes/s of + - * and %.1f e9 of + - * / without fused operations.\n\n",
      simple, quotient, 2 * simple, 2 / (0.75 / simple + 0.25 / quotient));
}

/// Levenberg-Marquardt on trees of 30 nodes with 4 constants.
template <class Real>
void measure_fits(const std::vector<Op>& ops) {
  Random random({.seed = 2});
  const Workload load = make_workload(ops);
  const Samples<Real> samples = load.samples.cast<Real>();
  Interpreter<Real> judge;
  std::vector<Expression> trees;
  while (trees.size() < 100) {
    auto tree = random_expression({ops, kColumns, 0.25}, 30, random);
    const auto constants = std::count_if(tree.nodes.begin(), tree.nodes.end(),
                                         [](const Node& node) { return node.is_constant(); });
    if (constants == 4 && !std::isnan(judge.loss(tree, samples))) trees.push_back(tree);
  }
  ConstantFitter<Real> fitter;
  double evaluations = 0;
  double improved = 0;
  const double time = fastest(3, [&] {
    evaluations = improved = 0;
    for (const auto& tree : trees) {
      const auto result = fitter.fit(tree, samples, {.iterations = 10});
      evaluations += static_cast<double>(result.evaluations);
      improved += result.improved;
    }
  });
  std::printf("| %-7s | %7.0f | %6.1f | %4.0f %% |\n", sizeof(Real) == 4 ? "float" : "double",
              100 / time, evaluations / 100, improved);
}

}  // namespace

/// Without arguments: all sets of operators. `--ops`: each unary operator as well. `--set NAME`:
/// another instruction set than the best ("AVX2").
int main(int argc, char** argv) {
  InstructionSet set = instruction_sets().front();
  bool every_op = false;
  for (int k = 1; k < argc; ++k) {
    if (std::strcmp(argv[k], "--ops") == 0) every_op = true;
    for (const InstructionSet other : instruction_sets()) {
      if (std::strcmp(argv[k], name_of(other)) == 0) set = other;
    }
  }
  const std::vector<Op> arithmetic = {Op::add, Op::sub, Op::mul, Op::div};
  const auto with = [&](std::initializer_list<Op> more) {
    std::vector<Op> ops = arithmetic;
    ops.insert(ops.end(), more);
    return ops;
  };
  const auto all = with({Op::exp, Op::log, Op::sin, Op::cos, Op::sqrt});
  std::printf(
      "%zu random trees of mean size 32, %zu rows, %s; 1e9 node-evaluations per CPU-second\n",
      kTrees, kRows, name_of(set));
  print_peak(set);
  std::printf(
      "| operators                    | type   | eval  | (run) | loss  | linear | valid | with "
      "invalid | ns to lower a node |\n|---|---|---|---|---|---|---|---|---|\n");
  measure<float>("+ - *", {Op::add, Op::sub, Op::mul}, set);
  measure<float>("+ - * /", arithmetic, set);
  measure<float>("+ - * / exp log sin cos sqrt", all, set);
  measure<double>("+ - * /", arithmetic, set);
  measure<double>("+ - * / exp log sin cos sqrt", all, set);
  for (const OpInfo& op : all_ops()) {
    if (!every_op || op.arity != 1) continue;
    const std::string name = "+ - * / " + std::string(op.name);
    measure<float>(name.c_str(), with({op.op}), set);
    measure<double>(name.c_str(), with({op.op}), set);
  }
  std::printf(
      "\nFits of 4 constants in 30 nodes, + - * / exp log sin cos sqrt, 10 iterations:\n"
      "| type | fits/s | evaluations | improved |\n|---|---|---|---|\n");
  measure_fits<double>(all);
  measure_fits<float>(all);
}
