// Span: simple terms of which a law may be a sum, or a product of powers, however many it takes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "operators/expression/library/contrasts.hpp"
#include "operators/expression/library/library.hpp"

namespace cambrian::expression {

/// The class of all linear combinations of the terms (logarithmic: products of their powers and
/// those of the factors), whose contrasts are zero, and of all that differ from a multiple of an
/// entry by one.
struct Span {
  bool logarithmic;
  std::vector<Term> terms;
  Basis basis;  ///< of the constant, the factors' and the terms' values
  Contrasts contrasts;
  std::shared_ptr<const KeyTable> entries;  ///< by their keys in the class

  /// The entry of a key, in a form of logarithms.
  std::optional<Term> find(std::uint64_t key) const;
  /// Whether w is in the class of the terms and those beside them: keys are ruled by the largest
  /// values, this is not. All as values, or logarithms, on the probe rows.
  bool holds(const std::vector<double>& w, const std::vector<std::vector<double>>& beside) const;
};
using SharedSpans = std::shared_ptr<const std::vector<Span>>;

/// Rows of a probe for spans of this many columns. Few data have too few: 0.
std::size_t span_rows(std::size_t columns, std::size_t available);

/// The first terms of a library that do not depend on each other on its probe: polynomials,
/// powers and functions of one column, and all; and the logarithms of all.
std::vector<Span> spans_of(Library& library);

/// The one whose terms are the most varied.
const Span& widest(const std::vector<Span>& spans, bool logarithmic);

}  // namespace cambrian::expression
