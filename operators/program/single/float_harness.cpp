// exhaustive_test() and benchmark() of operators/program/single/float_code.hpp.
#include <cstdio>
#include <string_view>

#include "engine/core/replaced.hpp"
#include "operators/program/single/float_code.hpp"

namespace cambrian::program {
namespace {

// The vectors' header within a source that holds the scalar function already.
std::string both(const FloatFunction& f) {
  std::string vectors = vector_code(f);
  vectors.erase(0, vectors.find("\n\n") + 2);  // #pragma once
  const std::size_t namespaces = vectors.find("HWY_BEFORE_NAMESPACE");
  vectors = "#include <hwy/highway.h>\n\n" + vectors.substr(namespaces);
  return scalar_code(f) + "\n#if __has_include(<hwy/highway.h>)\n" + vectors +
         "#define VECTORS 1\n#endif\n";
}

constexpr std::string_view kTest = R"(
#include <cmath>
#include <cstdio>

static double truth(float x) { return std::@LIBRARY((double)x); }

// In units of the last place of a float of the true value's size.
static double error_of(float value, double y) {
  if (std::isnan(y) || std::isnan(value)) return std::isnan(y) == std::isnan(value) ? 0 : INFINITY;
  if (std::isinf(value) || std::isinf(y)) return value == (float)y ? 0 : INFINITY;
  const int exponent = y == 0 ? -126 : std::max(std::ilogb(y), -126);
  return std::fabs(value - y) * std::ldexp(1.0, 23 - exponent);
}

int main() {
  double worst = 0;
  float worst_at = 0;
  unsigned long long differences = 0;
  for (uint64_t first = 0; first < (1ull << 32); first += 4096) {
    static float x[4096], y[4096];
    for (uint32_t k = 0; k < 4096; ++k) {
      const uint32_t bits = (uint32_t)first + k;
      memcpy(&x[k], &bits, 4);
    }
    for (int k = 0; k < 4096; ++k) y[k] = @NAME(x[k]);
    for (int k = 0; k < 4096; ++k) {
      const double error = error_of(y[k], truth(x[k]));
      if (!(error <= worst)) worst = error, worst_at = x[k];
    }
#ifdef VECTORS
    static float z[4096];
    HWY_STATIC_DISPATCH(@NAME_array)(x, z, 4096);
    for (int k = 0; k < 4096; ++k) {
      differences += memcmp(&y[k], &z[k], 4) != 0 && !(std::isnan(y[k]) && std::isnan(z[k]));
    }
#endif
  }
  printf("4294967296 inputs: largest error %.4f ulp at %.9g, allowed %.4f\n", worst, worst_at, @ALLOWED);
#ifdef VECTORS
  printf("vectors differ from scalars at %llu inputs\n", differences);
#endif
  return worst <= @ALLOWED && differences == 0 ? 0 : 1;
}
)";

constexpr std::string_view kBenchmark = R"(
#include <time.h>

#include <cmath>
#include <cstdio>
#if __has_include(<hwy/contrib/math/math-inl.h>)
#include <hwy/contrib/math/math-inl.h>
#endif
#if __has_include(<Eigen/Core>)
#include <Eigen/Core>
#endif
#ifdef WITH_SLEEF
#include <sleef.h>
#endif

// 4096 floats stay in the first cache. The shortest of many repetitions is what the code takes.
// Errors are looked for at a million.
enum { kCount = 4096, kBlocks = 256 };
static float inputs[kCount], outputs[kCount];
static double first = 0;

// Of the processor, so that other programs do not count.
static double seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// Every kBlocks-th of the floats that are spread over the domain, from one of them on.
static void fill(int block) {
  for (int k = 0; k < kCount; ++k) {
    const float part = (float)(k * kBlocks + block) / (kCount * kBlocks);
    inputs[k] = @LOW + (@HIGH - @LOW) * part;
  }
}

// The largest, in units of the last place.
template <class Function>
static double error_of(Function run) {
  double worst = 0;
  for (int block = 0; block < kBlocks; ++block) {
    fill(block);
    run();
    for (int k = 0; k < kCount; ++k) {
      const double y = std::@LIBRARY((double)inputs[k]);
      if (y == 0) continue;
      worst = std::fmax(worst, std::fabs(outputs[k] - y) * std::ldexp(1.0, 23 - std::ilogb(y)));
    }
  }
  fill(0);
  return worst;
}

template <class Function>
static void measure(const char* name, Function run) {
  double shortest = 1e30;
  for (int repetition = 0; repetition < 1000; ++repetition) {
    const double begin = seconds();
    for (int k = 0; k < 16; ++k) {
      run();
      asm volatile("" : : "r"(inputs), "r"(outputs) : "memory");
    }
    const double taken = seconds() - begin;
    if (taken < shortest) shortest = taken;
  }
  const double ns = 1e9 * shortest / (16 * kCount);
  if (first == 0) first = ns;
  printf("%-32s %8.4f ns/element  x %5.2f  %10.3f ulp\n", name, ns, ns / first, error_of(run));
}

#if defined(WITH_LIBMVEC) && defined(__AVX2__)
extern "C" __m256 _ZGVdN8v_@LIBRARYf(__m256);
#endif
int main() {
  fill(0);
#ifdef VECTORS
  measure("@NAME, vectors", [] { HWY_STATIC_DISPATCH(@NAME_array)(inputs, outputs, kCount); });
#endif
  measure("@NAME, scalar", [] {
    for (int k = 0; k < kCount; ++k) outputs[k] = @NAME(inputs[k]);
  });
  measure("load, add 1, and store alone", [] {
    for (int k = 0; k < kCount; ++k) outputs[k] = inputs[k] + 1;
  });
  measure("C library, @LIBRARYf", [] {
    for (int k = 0; k < kCount; ++k) outputs[k] = @LIBRARYf(inputs[k]);
  });
#if defined(WITH_LIBMVEC) && defined(__AVX2__)
  measure("libmvec, AVX2", [] {
    for (int k = 0; k < kCount; k += 8) {
      _mm256_storeu_ps(outputs + k, _ZGVdN8v_@LIBRARYf(_mm256_loadu_ps(inputs + k)));
    }
  });
#endif
#if defined(WITH_SLEEF) && defined(__AVX2__)
  measure("SLEEF, 1.0 ulp, AVX2", [] {
    for (int k = 0; k < kCount; k += 8) {
      _mm256_storeu_ps(outputs + k, Sleef_@LIBRARYf8_u10(_mm256_loadu_ps(inputs + k)));
    }
  });
#endif
#ifdef EIGEN_CORE_H
  measure("Eigen", [] {
    Eigen::Map<Eigen::Array<float, kCount, 1>> x(inputs), y(outputs);
    y = @EIGEN;
  });
#endif
#if __has_include(<hwy/contrib/math/math-inl.h>)
  @HIGHWAY
#endif
}
)";

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

// What others call the function: Eigen has no exp2 of its own.
std::string eigen_of(const std::string& library) {
  if (library == "exp2") return "(x * 0.69314718f).exp()";
  if (library == "log2") return "x.log() * 1.44269504f";
  return "x." + library + "()";
}

std::string highway_of(const std::string& library) {
  const std::string call = library == "exp2"   ? "hn::Exp(d, hn::Mul(x, hn::Set(d, 0.69314718f)))"
                           : library == "exp"  ? "hn::Exp(d, x)"
                           : library == "log2" ? "hn::Log2(d, x)"
                                               : "hn::Sin(d, x)";
  return "measure(\"Highway's own\", [] {\n    namespace hn = hwy::HWY_NAMESPACE;\n"
         "    const hn::ScalableTag<float> d;\n"
         "    for (size_t k = 0; k < kCount; k += hn::Lanes(d)) {\n"
         "      const auto x = hn::LoadU(d, inputs + k);\n      hn::StoreU(" +
         call + ", d, outputs + k);\n    }\n  });";
}

}  // namespace

std::string exhaustive_test(const FloatFunction& f) {
  std::string text = replaced(std::string(kTest), "@ALLOWED", number(f.largest_ulp * 1.00001));
  text = replaced(text, "@LIBRARY", f.library);
  return "#include <algorithm>\n" + both(f) + replaced(text, "@NAME", f.name);
}

std::string benchmark(const FloatFunction& f) {
  const bool logarithm = f.library == "log2";
  std::string text = replaced(std::string(kBenchmark), "@LOW", logarithm ? "0.001f" : "-20.0f");
  text = replaced(text, "@HIGHWAY", highway_of(f.library));
  text = replaced(text, "@HIGH", logarithm ? "1000.0f" : "20.0f");
  text = replaced(text, "@EIGEN", eigen_of(f.library));
  text = replaced(text, "@LIBRARY", f.library);
  return both(f) + replaced(text, "@NAME", f.name);
}

}  // namespace cambrian::program
