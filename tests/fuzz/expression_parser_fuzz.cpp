// Fuzz target: any text as a formula, definition, unit or limit is answered, and what is read
// prints back to itself.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "engine/core/assert.hpp"
#include "operators/expression/constraints.hpp"
#include "operators/expression/parse.hpp"
#include "operators/expression/print.hpp"
#include "operators/expression/simplify.hpp"
#include "operators/expression/units.hpp"

namespace {

using namespace cambrian;
using namespace cambrian::expression;

Vocabulary make() {
  VocabularyRequest request;
  request.variables = {"x", "y", "odd name", "pi", "a`b"};
  request.operators = {"+", "-", "*", "/", "square", "sqrt", "exp"};
  request.definitions = {"sinc(t) = sin(t)/t", "hyp(a, b) = sqrt(a*a + b*b)"};
  return make_vocabulary(request).value();
}

void check_tree(Expression tree, const Vocabulary& vocabulary) {
  Expression lengths = tree;
  CAMBRIAN_ASSERT(lengths.restore_lengths() && tree.size() <= Expression::kMaxNodes);
  const std::string text = to_infix(tree, vocabulary, {.exact = true});
  const auto again = parse_or_fault(text, vocabulary);
  // Text against text: a NaN is equal to nothing. Printing may nest deeper than can be read.
  if (const auto* read = std::get_if<Expression>(&again)) {
    CAMBRIAN_ASSERT(to_infix(*read, vocabulary, {.exact = true}) == text);
  } else {
    CAMBRIAN_ASSERT(tree.depth() > 100);
  }
  const std::size_t size = tree.size();
  Simplifier(vocabulary).simplify(tree);
  CAMBRIAN_ASSERT(tree.size() <= size && tree.restore_lengths());
  CAMBRIAN_ASSERT(!to_latex(tree, vocabulary).empty() && semantic_hash(tree.nodes) != 1);
}

void check_fault(const ParseFault& fault, std::string_view text) {
  CAMBRIAN_ASSERT(fault.offset <= text.size() && !fault.what.empty());
  CAMBRIAN_ASSERT(!fault.error(text).message().empty() && !fault.caret(text).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Vocabulary kVocabulary = make();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = parse_or_fault(text, kVocabulary);
  if (const auto* fault = std::get_if<ParseFault>(&parsed)) {
    check_fault(*fault, text);
  } else {
    check_tree(std::get<Expression>(parsed), kVocabulary);
  }
  free_names(text);
  const auto definition = parse_definition(text, kVocabulary);
  if (definition) CAMBRIAN_ASSERT(!definition->body.nodes.empty());
  const auto units = parse_units(text);
  if (units) CAMBRIAN_ASSERT(parse_units(to_text(*units)).value() == *units);
  const std::string word(text);
  (void)Constraints::make({.arguments = {word}}, kVocabulary).ok();
  (void)Constraints::make({.nesting = {word}}, kVocabulary).ok();
  (void)Constraints::make({.complexity = {word}}, kVocabulary).ok();
  return 0;
}
