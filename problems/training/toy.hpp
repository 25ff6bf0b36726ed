// The toy problem of Jaderberg et al. 2017 (figure 2): a training of two numbers.
#pragma once

#include "engine/catalogue/problem.hpp"

namespace cambrian::training {

/// Maximises Q = 1.2 - a^2 - b^2 from a = b = 0.9, by gradient steps on the surrogate
/// 1.2 - h0 a^2 - h1 b^2, whose settings h0 and h1 are in [0, 1]. The objective is a^2 + b^2: what
/// Q falls short of 1.2. No fixed (1, 0) or (0, 1) does better than Q = 0.39.
ProblemKind toy_kind();

}  // namespace cambrian::training
