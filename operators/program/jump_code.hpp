// Helper functions of emitted code, for operators that no language has: scale2, exponent,
// significand.
#pragma once

#include <string>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// Of doubles, in C and C++ alike: static functions NAME_scale2(a, b), NAME_exponent(x) and
/// NAME_significand(x), those that the program needs. They take <math.h>, <stdint.h> and
/// <string.h>. Empty: it needs none.
std::string c_helpers(const Program& program, const std::string& name);
/// The same for Python, which takes math.
std::string python_helpers(const Program& program, const std::string& name);
/// For Google Highway: templates of a tag d of doubles and vectors, NAME_scale2(d, a, b).
std::string highway_helpers(const Program& program, const std::string& name);

}  // namespace cambrian::program
