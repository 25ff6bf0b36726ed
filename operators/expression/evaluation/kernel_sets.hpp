// What each file of kernels contributes to the table of an instruction set (internal).
#pragma once

#include "operators/expression/evaluation/kernels.hpp"

namespace cambrian::expression {

template <class Real>
void add_arithmetic_kernels(InstructionSet set, KernelTable<Real>& table);
template <class Real>
void add_pair_kernels(InstructionSet set, KernelTable<Real>& table);
template <class Real>
void add_elementary_kernels(InstructionSet set, KernelTable<Real>& table);
template <class Real>
void add_special_kernels(InstructionSet set, KernelTable<Real>& table);
template <class Real>
void add_reduction_kernels(InstructionSet set, KernelTable<Real>& table);

}  // namespace cambrian::expression

// The instruction sets kernels are compiled for. The baseline is what the compiler may assume.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4)

// Defines NAME(set, table), which calls function NAME of the namespace of the set.
#if defined(__x86_64__)
#define CAMBRIAN_DISPATCH_KERNELS(NAME)                     \
  template <class Real>                                     \
  void NAME(InstructionSet set, KernelTable<Real>& table) { \
    switch (set) {                                          \
      case InstructionSet::avx512:                          \
        return N_AVX3::NAME(table);                         \
      case InstructionSet::avx2:                            \
        return N_AVX2::NAME(table);                         \
      case InstructionSet::baseline:                        \
        return HWY_STATIC_DISPATCH(NAME)(table);            \
    }                                                       \
  }                                                         \
  template void NAME(InstructionSet, KernelTable<float>&);  \
  template void NAME(InstructionSet, KernelTable<double>&)
#else
#define CAMBRIAN_DISPATCH_KERNELS(NAME)                    \
  template <class Real>                                    \
  void NAME(InstructionSet, KernelTable<Real>& table) {    \
    HWY_STATIC_DISPATCH(NAME)(table);                      \
  }                                                        \
  template void NAME(InstructionSet, KernelTable<float>&); \
  template void NAME(InstructionSet, KernelTable<double>&)
#endif
