// CAMBRIAN_ASSERT: an always-on check of what can only be a bug.
#pragma once

#include <cstdio>
#include <cstdlib>

#define CAMBRIAN_ASSERT(condition)                                                          \
  do {                                                                                      \
    if (!(condition)) [[unlikely]] {                                                        \
      std::fprintf(stderr, "cambrian: internal error: %s at %s:%d\n", #condition, __FILE__, \
                   __LINE__);                                                               \
      std::abort();                                                                         \
    }                                                                                       \
  } while (false)
