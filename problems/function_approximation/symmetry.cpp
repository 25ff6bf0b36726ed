#include "problems/function_approximation/symmetry.hpp"

namespace cambrian::approximation {

using program::Parity;

std::optional<Quad> asymmetry(const Target& target, Parity parity, std::span<const Quad> places) {
  for (const Quad x : places) {
    const Quad there = target(x), mirrored = target(-x);
    const Quad difference = parity == Parity::even ? there - mirrored : there + mirrored;
    if (!(program::fabs(difference) <= program::fabs(there) * Quad(1e-28L))) return x;
  }
  return std::nullopt;
}

Parity symmetry_of(const Target& target, std::span<const Quad> places) {
  const bool even = !asymmetry(target, Parity::even, places);
  const bool odd = !asymmetry(target, Parity::odd, places);
  return even == odd ? Parity::none : even ? Parity::even : Parity::odd;
}

}  // namespace cambrian::approximation
