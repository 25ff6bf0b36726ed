// Student's t distribution.
#pragma once

namespace cambrian {

/// The probability of a value above `t` >= 0. freedom > 0.
double student_tail(double t, double freedom);
/// The t that is exceeded with this probability, in (0, 0.5].
double student_quantile(double tail, double freedom);

}  // namespace cambrian
