// Reference interpreter: the meaning of an expression, one row at a time, without any cleverness.
#pragma once

#include <span>

#include "operators/expression/evaluation/loss.hpp"
#include "operators/expression/evaluation/table.hpp"
#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// Value for one row of inputs, in double precision, by the scalar functions of op.hpp.
/// `vocabulary` is needed only for user-defined operators.
double reference_value(std::span<const Node> nodes, std::span<const double> inputs,
                       const Vocabulary* vocabulary = nullptr);

/// The same with every intermediate result rounded to float: what float32 evaluation computes when
/// each operator is correctly rounded.
float reference_value_float(std::span<const Node> nodes, std::span<const float> inputs,
                            const Vocabulary* vocabulary = nullptr);

/// Loss over rows by the definition in loss.hpp; NaN when a prediction is not finite or there is no
/// weight.
double reference_loss(const Expression& expression, const Samples<double>& samples,
                      const Loss& loss, RowRange rows = {});

}  // namespace cambrian::expression
