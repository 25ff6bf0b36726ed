// Vocabulary: the words of a search's formulas: column names, operators allowed, user definitions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.hpp"
#include "operators/expression/expression.hpp"

namespace cambrian::expression {

/// A user-defined operator: `sinc(x) = sin(x)/x`. In the body, variable k is argument k.
struct Definition {
  std::string name;
  std::vector<std::string> arguments;  ///< 1 or 2 names
  Expression body;                     ///< may use earlier definitions, never itself or later ones
  Expression inverse = {};             ///< of one argument: what undoes it; no nodes: not known
};

/// The constants that a search may use.
enum class ConstantKind : std::uint8_t { real, integer, none };

/// Immutable during a run; shared by all threads.
struct Vocabulary {
  std::vector<std::string> variables;   ///< column names, by column index
  std::vector<Definition> definitions;  ///< by Node::index of Op::user
  std::vector<Node> unary;              ///< operators the search may use, arity 1
  std::vector<Node> binary;             ///< operators the search may use, arity 2
  std::vector<Node> rare;  ///< only an exact law may use them: functions of arity 1, and pow

  /// Whether the search may use this operator.
  bool allows(Op op) const;
};

/// What a user writes to make a vocabulary.
struct VocabularyRequest {
  std::vector<std::string> variables{};    ///< column names; distinct and not empty
  std::vector<std::string> operators{};    ///< names, symbols or aliases: "add", "+", "**", "ln"
  std::vector<std::string> definitions{};  ///< "sinc(x) = sin(x)/x"; all are allowed in the search
  std::vector<std::string> rare{};         ///< names of functions of one argument, and "pow"
};

/// Errors name every unknown operator with the nearest known one, and the faulty definition.
Result<Vocabulary> make_vocabulary(const VocabularyRequest& request);

/// Splits "+ - * / square exp" or "add,mul,sin" into words.
std::vector<std::string> split_words(std::string_view text);

/// Parses `name(a) = body` or `name(a, b) = body`; the body may use the vocabulary's definitions
/// (not its columns). A name that is taken, an unknown word and recursion are errors. An operator
/// of one argument may be given with what undoes it, `name(a) = body; inverse(b) = formula`, which
/// is tried on some numbers.
Result<Definition> parse_definition(std::string_view text, const Vocabulary& vocabulary);

/// The name of an operator node: "add", "sinc". Not for leaves.
std::string_view name_of(const Node& node, const Vocabulary& vocabulary);

/// As from_genome with limits, for this vocabulary: also checks the arguments of user definitions.
Expression expression_of(const Genome& genome, const Vocabulary& vocabulary);

/// The expression with every user-defined operator replaced by its body. Throws std::length_error
/// when the result would exceed Expression::kMaxNodes.
Expression expand(const Expression& expression, const Vocabulary& vocabulary);

}  // namespace cambrian::expression
