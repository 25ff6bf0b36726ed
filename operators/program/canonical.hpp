// canonical(): one form for programs that are the same but for order, dead code and folded
// constants.
#pragma once

#include <cstdint>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// The same function of its inputs, up to rounding, provided that constants may be chosen again:
/// every constant is a parameter of its own. Dead code is gone, operations on constants alone are
/// carried out, constants next to each other are joined (x + a + b = x + c, x/a = x*c, x + x =
/// c*x), equal instructions without constants are one, operands of commutative operators and the
/// instructions themselves are in an order that depends on the structure alone. Never more
/// instructions than before. x - x and x/x become constants. Idempotent but for programs that
/// shrink in more than four ways at once.
Program canonical(const Program& program);

/// Of a canonical program without the values of its constants: equal for equal structures.
std::uint64_t structural_hash(const Program& program);

}  // namespace cambrian::program
