// Which instruction sets the sources in lanes are compiled for, and the choice among them. To be
// included before hwy/foreach_target.h.
#pragma once

#include "problems/neuroevolution/forward.hpp"

#ifdef CAMBRIAN_SANITIZED
#define HWY_COMPILE_ONLY_STATIC  // the same source for one lane: others take compilers minutes
#endif
// What is compiled for each set takes long, so there are as few as are of use.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)

/// A function of HWY_NAMESPACE as it was compiled for an InstructionSet.
#if defined(__x86_64__) && !defined(HWY_COMPILE_ONLY_STATIC)
#define CAMBRIAN_HAS_SETS
#define CAMBRIAN_OF_SET(set, function)                \
  ((set) == InstructionSet::avx512 ? N_AVX3::function \
   : (set) == InstructionSet::avx2 ? N_AVX2::function \
                                   : HWY_STATIC_DISPATCH(function))
#else
#define CAMBRIAN_OF_SET(set, function) ((void)(set), HWY_STATIC_DISPATCH(function))
#endif
