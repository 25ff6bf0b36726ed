// Code for programs in single precision: scalar, in vectors, with a test and a benchmark.
#pragma once

#include <string>
#include <vector>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// A function that is to be written down. Its constants are the program's, rounded to float.
struct FloatFunction {
  std::string name = "approximation";
  std::string comment;  ///< lines before the function, without comment signs
  Program program;      ///< of one scalar
  /// Between these, clamps change nothing and every value is normal: short code serves there, and
  /// slower code elsewhere. Equal: the program is all there is, on its domain.
  float fast_low = 0, fast_high = 0;
  /// The C library's function of doubles: the truth of the test. Empty: none of this name.
  std::string library;
  bool library_beyond = false;  ///< it is also what is computed outside of the fast range
  double largest_ulp = 0;       ///< what the test allows

  bool has_branch() const { return fast_low < fast_high; }
};

/// C99, and C++ as well. Fused multiply-add must be (-mfma, -march=native, or an ARM processor), or
/// it is slow.
std::string scalar_code(const FloatFunction& function);
/// A header for Google Highway: NAME(d, x) for vectors of any size, and NAME_array(x, y, count).
/// For targets that fuse multiply-add (AVX2, AVX-512, NEON, SVE, ...): others would round twice.
std::string vector_code(const FloatFunction& function);
/// A C++ program that runs through all 2^32 floats, compares the scalar function with the C
/// library's in double precision and, where Highway can be included, the vectors with the scalars,
/// bit by bit. Requires a library function.
std::string exhaustive_test(const FloatFunction& function);
/// A C++ program that prints ns per element of both, of the C library, and of those others that it
/// is compiled with: -DWITH_SLEEF -lsleef, -DWITH_LIBMVEC, Eigen and Highway's own where they can
/// be included. Requires a library function.
std::string benchmark(const FloatFunction& function);

}  // namespace cambrian::program
