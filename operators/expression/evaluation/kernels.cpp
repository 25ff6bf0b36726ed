#include "operators/expression/evaluation/kernels.hpp"

#include "engine/core/assert.hpp"
#include "operators/expression/evaluation/kernel_sets.hpp"
//
#include "hwy/targets.h"

namespace cambrian::expression {
namespace {

template <class Real>
KernelTable<Real> build(InstructionSet set) {
  KernelTable<Real> table;
  add_arithmetic_kernels(set, table);
  add_pair_kernels(set, table);
  add_elementary_kernels(set, table);
  add_special_kernels(set, table);
  add_reduction_kernels(set, table);
  for (const auto kernel : table.unary) CAMBRIAN_ASSERT(kernel != nullptr);
  for (const auto& row : table.binary) CAMBRIAN_ASSERT(row[0] != nullptr);
  return table;
}

bool runs_here(InstructionSet set) {
  const auto supported = hwy::SupportedTargets();
  switch (set) {
    case InstructionSet::avx512:
      return (supported & HWY_AVX3) != 0;
    case InstructionSet::avx2:
      return (supported & HWY_AVX2) != 0;
    case InstructionSet::baseline:
      return true;
  }
  return false;
}

}  // namespace

std::vector<InstructionSet> instruction_sets() {
  std::vector<InstructionSet> sets;
  for (const auto set : {InstructionSet::avx512, InstructionSet::avx2, InstructionSet::baseline}) {
    if (runs_here(set)) sets.push_back(set);
  }
  return sets;
}

const char* name_of(InstructionSet set) {
  switch (set) {
    case InstructionSet::avx512:
      return "AVX-512";
    case InstructionSet::avx2:
      return "AVX2";
    case InstructionSet::baseline:
      return "baseline";
  }
  return "";
}

template <class Real>
const KernelTable<Real>& kernels(InstructionSet set) {
  CAMBRIAN_ASSERT(runs_here(set));
  switch (set) {
    case InstructionSet::avx512: {
      static const KernelTable<Real> table = build<Real>(InstructionSet::avx512);
      return table;
    }
    case InstructionSet::avx2: {
      static const KernelTable<Real> table = build<Real>(InstructionSet::avx2);
      return table;
    }
    default: {
      static const KernelTable<Real> table = build<Real>(InstructionSet::baseline);
      return table;
    }
  }
}

template <class Real>
const KernelTable<Real>& kernels() {
  static const KernelTable<Real>& best = kernels<Real>(instruction_sets().front());
  return best;
}

template const KernelTable<float>& kernels(InstructionSet);
template const KernelTable<double>& kernels(InstructionSet);
template const KernelTable<float>& kernels();
template const KernelTable<double>& kernels();

}  // namespace cambrian::expression
