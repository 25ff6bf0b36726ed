#include "operators/expression/round_constants.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "operators/expression/exact_value.hpp"
#include "operators/expression/print.hpp"

namespace cambrian::expression {
namespace {

class Rounder {
 public:
  Rounder(const Expression& expression, const LossOf& loss, const RoundingOptions& options)
      : current_(expression), loss_(loss), options_(options) {
    const double start = loss(expression);
    limit_ =
        std::max(start + std::fabs(start) * options.relative_tolerance, options.absolute_tolerance);
    if (std::isnan(start)) limit_ = start;
  }

  Expression run() {
    if (std::isnan(limit_)) return current_;
    for (std::size_t i = 0; i < current_.size(); ++i) {
      if (current_.nodes[i].is_constant() && std::isfinite(current_.nodes[i].value)) treat(i);
    }
    return current_;
  }

 private:
  bool keeps_loss(std::size_t at, double value) {
    const double old = current_.nodes[at].value;
    if (value == old) return true;
    current_.nodes[at].value = value;
    const bool kept = loss_(current_) <= limit_;
    current_.nodes[at].value = old;
    return kept;
  }

  void treat(std::size_t at) {
    const double value = current_.nodes[at].value;
    const auto [digits, shortest] = shortest_decimal(at);
    double chosen = shortest;
    if (options_.snap && !(digits <= 1 && std::fabs(shortest) >= 1)) {
      if (std::fabs(value) < 1 && keeps_loss(at, 0)) {
        chosen = 0;
      } else if (const auto exact = snapped(at, digits)) {
        chosen = *exact;
      }
    }
    current_.nodes[at].value = chosen;
  }

  struct Decimal {
    int digits;
    double value;
  };
  /// Losing digits never gains accuracy but by luck, so bisection finds about the shortest.
  Decimal shortest_decimal(std::size_t at) {
    const double value = current_.nodes[at].value;
    int kept = 17, lost = 0;
    while (kept - lost > 1) {
      const int middle = (kept + lost) / 2;
      (keeps_loss(at, rounded(value, middle)) ? kept : lost) = middle;
    }
    return {kept, rounded(value, kept)};
  }

  static double rounded(double value, int digits) {
    if (digits >= 17) return value;
    const std::string text = format_number(value, digits);
    double result = value;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), result);
    return fault == std::errc() ? result : value;
  }

  /// An exact value is worth more than a decimal only if it explains more digits than it has: one
  /// of about 1e3 candidates lies within 1e-3 of any number.
  std::optional<double> snapped(std::size_t at, int digits) {
    const double value = current_.nodes[at].value;
    const bool fraction_worth = digits >= 4;
    const double relative = std::pow(10.0, 1 - digits);
    for (const ExactValue& exact : exact_values_near(value, std::min(relative, 0.3))) {
      if (!exact.is_integer() && !fraction_worth) continue;
      if (keeps_loss(at, exact.value)) return exact.value;
    }
    return std::nullopt;
  }

  Expression current_;
  const LossOf& loss_;
  RoundingOptions options_;
  double limit_;
};

}  // namespace

Expression round_constants(const Expression& expression, const LossOf& loss,
                           const RoundingOptions& options) {
  return Rounder(expression, loss, options).run();
}

}  // namespace cambrian::expression
