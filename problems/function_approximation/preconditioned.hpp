// Forms of polynomials with preconditioned coefficients: fewer multiplications than Horner's.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "operators/program/quad.hpp"

namespace cambrian::approximation {

using program::Quad;

/// ((y + u + a[2])*y + a[3])*a[4] with y = (u + a[0])*u + a[1]: degree 4 with three
/// multiplications and five additions (Knuth, The Art of Computer Programming, 4.6.4).
struct QuarticForm {
  Quad a[5];
};
/// Requires five coefficients, by rising power, of which the last is not 0. Always exists.
QuarticForm quartic_form(std::span<const Quad> coefficients);

/// With y = u + shift and w = y*y: z = lead*y + last for odd degrees, (lead*y + middle)*y + last
/// for even ones; then z = z*(w - alpha[k]) + beta[k] for each k, the last beta being 0. Degree n
/// takes floor(n/2) + 2 multiplications and n additions (Eve 1964; Knuth, 4.6.4, theorem E).
struct EveForm {
  Quad shift = 0, lead = 0, middle = 0, last = 0;
  std::vector<Quad> alpha, beta;
};
/// Of a degree of 3 at least; coefficients by rising power, the last not 0. Constants to the
/// precision of long double: to be refined. Empty: no form with real constants was found.
std::optional<EveForm> eve_form(std::span<const Quad> coefficients);

}  // namespace cambrian::approximation
