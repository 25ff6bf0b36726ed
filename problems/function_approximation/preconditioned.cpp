#include "problems/function_approximation/preconditioned.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <utility>

namespace cambrian::approximation {
namespace {

using Complex = std::complex<long double>;
using Coefficients = std::vector<Quad>;  // by rising power

constexpr int kRootSteps = 400;
constexpr long double kReal = 1e-9L;  // an imaginary part that rounding explains

// All roots at once (Durand and Kerner).
std::vector<Complex> roots_of(const Coefficients& a) {
  const std::size_t n = a.size() - 1;
  std::vector<Complex> monic;
  for (const Quad c : a) monic.emplace_back(static_cast<long double>(c / a.back()));
  long double size = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const long double part = std::abs(monic[k]);
    if (part > 0) size = std::max(size, std::pow(part, 1 / static_cast<long double>(n - k)));
  }
  std::vector<Complex> roots;
  for (std::size_t k = 0; k < n; ++k) {
    const long double turn = 2 * 3.14159265358979L * (static_cast<long double>(k) + 0.3L);
    roots.push_back(std::polar(size, turn / static_cast<long double>(n)));
  }
  for (int step = 0; step < kRootSteps; ++step) {
    long double moved = 0;
    for (std::size_t k = 0; k < n; ++k) {
      Complex value = 1, others = 1;
      for (std::size_t i = n; i-- > 0;) value = value * roots[k] + monic[i];
      for (std::size_t j = 0; j < n; ++j) {
        if (j != k) others *= roots[k] - roots[j];
      }
      const Complex change = value / others;
      roots[k] -= change;
      moved = std::max(moved, std::abs(change));
    }
    if (!(moved > size * 1e-18L)) break;
  }
  return roots;
}

bool is_real(const Complex& root) { return std::fabs(root.imag()) <= kReal * std::abs(root); }

// The coefficients of a(y - shift).
Coefficients shifted(Coefficients a, Quad shift) {
  for (std::size_t first = 0; first + 1 < a.size(); ++first) {
    for (std::size_t k = a.size() - 1; k-- > first;) a[k] -= shift * a[k + 1];
  }
  return a;
}

// a becomes the quotient by y*y - alpha; the remainder's constant is given. Its other part is
// left out: it is 0 where alpha is a root of what multiplies odd powers.
Quad divide(Coefficients& a, Quad alpha) {
  Coefficients quotient(a.size() - 2, 0);
  for (std::size_t k = a.size(); k-- > 2;) {
    quotient[k - 2] = a[k];
    a[k - 2] += alpha * a[k];
  }
  const Quad rest = a[0];
  a = std::move(quotient);
  return rest;
}

// Where two roots lie on opposite sides of -shift, at equal distances: w - outer divides the whole.
std::optional<EveForm> form_around(const Coefficients& coefficients, Quad shift, Quad outer) {
  EveForm form;
  form.shift = shift;
  Coefficients rest = shifted(coefficients, shift);
  divide(rest, outer);
  form.alpha = {outer};
  form.beta = {0};
  Coefficients odd;
  for (std::size_t k = 1; k < rest.size(); k += 2) odd.push_back(rest[k]);
  if (odd.back() == 0) return std::nullopt;
  if (odd.size() > 1) {
    for (const Complex& root : roots_of(odd)) {
      if (!std::isfinite(std::abs(root)) || !is_real(root)) return std::nullopt;
      form.alpha.push_back(root.real());
      form.beta.push_back(divide(rest, root.real()));
    }
  }
  std::reverse(form.alpha.begin(), form.alpha.end());
  std::reverse(form.beta.begin(), form.beta.end());
  form.lead = rest.back();
  form.last = rest[0];
  if (rest.size() > 2) form.middle = rest[1];
  return form;
}

}  // namespace

QuarticForm quartic_form(std::span<const Quad> u) {
  const Quad a0 = (u[3] / u[4] - 1) / 2;
  const Quad b = u[2] / u[4] - a0 * (a0 + 1);
  const Quad a1 = u[1] / u[4] - a0 * b;
  const Quad a2 = b - 2 * a1;
  return {{a0, a1, a2, u[0] / u[4] - a1 * (a1 + a2), u[4]}};
}

std::optional<EveForm> eve_form(std::span<const Quad> coefficients) {
  const Coefficients a(coefficients.begin(), coefficients.end());
  std::vector<Complex> roots = roots_of(a);
  // The rightmost first: around these all constants are real, as a rule.
  std::sort(roots.begin(), roots.end(),
            [](const Complex& p, const Complex& q) { return p.real() > q.real(); });
  for (std::size_t i = 0; i < roots.size(); ++i) {
    for (std::size_t j = i + 1; j < roots.size(); ++j) {
      const Complex sum = roots[i] + roots[j], half = (roots[i] - roots[j]) / 2.0L;
      const Complex square = half * half;
      const bool real = std::fabs(sum.imag()) <= kReal * std::abs(roots[i]) &&
                        (is_real(square) || std::abs(square) == 0);
      if (!real) continue;
      if (auto form = form_around(a, -sum.real() / 2, square.real())) return form;
    }
  }
  return std::nullopt;
}

}  // namespace cambrian::approximation
