// RegressionConfig: every setting of a symbolic regression, each a field of the configuration file
// and a flag of `cambrian regress`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/config/fields.hpp"

namespace cambrian::regression {

/// Plain values; RegressionModel::build checks them against the data and against each other.
/// Sizes and limits are in units of complexity (by default one per node).
struct RegressionConfig {
  // What a formula may be.
  std::vector<std::string> operators = {"add",  "sub", "mul", "div", "square",
                                        "sqrt", "exp", "log", "sin", "cos"};
  /// Functions that only the library's exact laws may use. The default goes with the default
  /// operators alone: who chooses operators gets no others.
  std::vector<std::string> law_functions = {"asin", "acos", "atan", "tanh", "cbrt", "pow"};
  std::vector<std::string>
      definitions;    ///< "sinc(x) = sin(x)/x"; their names are usable as operators
  int max_size = 30;  ///< largest complexity
  int max_depth = 0;  ///< longest path from the root to a leaf; 0: no limit
  std::vector<std::string> argument_limits;  ///< "pow=9,1": largest complexity of each argument
  std::vector<std::string>
      nesting_limits;                   ///< "sin: sin=0 cos=1": most of each on a path below a sin
  std::vector<std::string> complexity;  ///< "exp=2", "constant=2", "variable=1", "x3=4"
  std::string constants = "any";        ///< any, integer, none
  std::vector<std::string> guesses;     ///< formulas to start from

  // What a good formula is.
  std::string loss = "mse";
  double loss_parameter = 0;    ///< of huber, quantile ...; 0: the loss's own default
  std::string loss_expression;  ///< of prediction, target, weight; replaces `loss`
  std::int64_t batch_rows = 0;  ///< rows of one search batch; 0: automatic
  std::string units_mode =
      "hard";  ///< hard: wrong units are never made; soft: they cost `units_penalty`
  double units_penalty = 1000;  ///< added to the normalised loss of a formula with wrong units
  bool dimensionless_constants = false;  ///< fitted constants may carry no units

  // The search.
  std::int64_t islands = 8;           ///< evolution islands
  std::int64_t reduced_islands = 4;   ///< ... in dimensionless groups, where the data show some
  std::int64_t populations = 4;       ///< populations inside one island
  std::int64_t population_size = 27;  ///< members of one population
  std::int64_t cycle_events = 200;    ///< variation events between constant fitting and migration
  int tournament_size = 15;
  double tournament_probability = 0.982;  ///< that the best of a tournament wins
  double crossover_probability = 0.2;
  bool annealing = true;
  double annealing_scale = 3.17;
  double parsimony = 0;              ///< cost of one unit of complexity, of the normalised loss
  double frequency_parsimony = 20;   ///< adaptive_parsimony_scaling
  bool frequency_acceptance = true;  ///< accept by the rarity of sizes
  double migration_rate = 0.00036;   ///< share of a population replaced per cycle: from others
  double hall_rate = 0.01;           ///< ... from the hall of fame
  double guess_rate = 0.001;         ///< ... from the guesses
  double fit_probability = 1;        ///< that a member's constants are fitted in a cycle
  int fit_iterations = 8;
  int fit_restarts = 1;
  bool linear_scaling = true;     ///< each candidate is also tried as a + b * candidate
  bool reject_duplicates = true;  ///< a formula already in the population is not evaluated again
  std::int64_t epoch_evaluations = 0;  ///< of one island; 0: automatic from the rows
  std::int64_t lag = 1;                ///< epochs that an island may run ahead of its neighbours
  std::int64_t seed = 1;

  // Relative rates of the mutations.
  double mutate_constant = 0.0346;
  double mutate_operator = 0.293;
  double mutate_feature = 0.1;
  double swap_operands = 0.198;
  double rotate_tree = 4.26;
  double add_node = 2.47;
  double insert_node = 0.0112;
  double delete_node = 0.87;
  double simplify = 0.00209;
  double randomize = 0.000502;
  double do_nothing = 0.273;

  // The library of small formulas, met in the middle.
  bool library = true;
  std::int64_t library_memory_mb = 256;
  std::int64_t library_islands = 4;  ///< each takes an interleaved part of the look-ups
  double library_share = 0.2;        ///< share of the work given to the library

  // When to stop and what to choose.
  double target_loss = 0;          ///< stop when a model's loss is at most this; 0: no such limit
  bool stop_at_law = true;         ///< stop when a formula is exact to rounding
  std::string selection = "best";  ///< best, accuracy, score, information
};

template <class Visitor>
void fields(Visitor& v, RegressionConfig& c) {
  v("operators", c.operators, "Operators that formulas may use");
  v("law_functions", c.law_functions,
    "Further functions of exact laws (the default: only beside the default operators)");
  v("definitions", c.definitions,
    "Operators of your own: \"sinc(x) = sin(x)/x\", \"f(x) = ...; inverse(y) = ...\"");
  v("max_size", c.max_size, Range{1, 1000}, "Largest complexity of a formula");
  v("max_depth", c.max_depth, Range{0, 1000}, "Longest path from root to leaf, 0: no limit");
  v("argument_limits", c.argument_limits,
    "Largest complexity of an operator's arguments: \"pow=9,1\" (-1: no limit)");
  v("nesting_limits", c.nesting_limits,
    "How often an operator may occur below another: \"sin: sin=0 cos=1\"");
  v("complexity", c.complexity,
    "Complexity of an operator, a column, constant or variable: \"exp=2\"");
  v("constants", c.constants, Choice{"any", "integer", "none"}, "Kind of constants in formulas");
  v("guesses", c.guesses, "Formulas to start from");
  v("loss", c.loss, "Loss to minimise");
  v("loss_parameter", c.loss_parameter, "Parameter of the loss, 0: its default");
  v("loss_expression", c.loss_expression,
    "Loss of one row as a formula of prediction, target and weight");
  v("batch_rows", c.batch_rows, Range{0, 1'000'000'000}, "Rows of a search batch, 0: automatic");
  v("units_mode", c.units_mode, Choice{"hard", "soft"},
    "hard: only formulas of right units; soft: wrong ones cost units_penalty");
  v("units_penalty", c.units_penalty, Range{0.0, 1e12}, "Cost of wrong units in the soft mode");
  v("dimensionless_constants", c.dimensionless_constants, "Constants carry no units");
  v("islands", c.islands, Range{0, 100'000}, "Evolution islands");
  v("reduced_islands", c.reduced_islands, Range{0, 100'000},
    "Evolution islands in the dimensionless groups that the data show");
  v("populations", c.populations, Range{1, 10'000}, "Populations inside one island");
  v("population_size", c.population_size, Range{4, 1'000'000}, "Members of one population");
  v("cycle_events", c.cycle_events, Range{1, 100'000'000},
    "Variation events between two rounds of fitting and migration");
  v("tournament_size", c.tournament_size, Range{1, 1000}, "Members drawn for a tournament");
  v("tournament_probability", c.tournament_probability, Range{0.01, 1.0},
    "Probability that the best of a tournament wins");
  v("crossover_probability", c.crossover_probability, Range{0.0, 1.0},
    "Probability that two parents exchange subtrees");
  v("annealing", c.annealing, "Accept worse children by simulated annealing");
  v("annealing_scale", c.annealing_scale, Range{1e-6, 1e6}, "Temperature at the start of a cycle");
  v("parsimony", c.parsimony, Range{0.0, 1e6}, "Cost of one unit of complexity");
  v("frequency_parsimony", c.frequency_parsimony, Range{0.0, 1e5},
    "How strongly frequent sizes are punished in tournaments");
  v("frequency_acceptance", c.frequency_acceptance, "Accept children by the rarity of their size");
  v("migration_rate", c.migration_rate, Range{0.0, 1.0},
    "Share of a population replaced from other populations per cycle");
  v("hall_rate", c.hall_rate, Range{0.0, 1.0},
    "Share of a population replaced from the hall of fame per cycle");
  v("guess_rate", c.guess_rate, Range{0.0, 1.0},
    "Share of a population replaced from the guesses per cycle");
  v("fit_probability", c.fit_probability, Range{0.0, 1.0},
    "Probability that a member's constants are fitted in a cycle");
  v("fit_iterations", c.fit_iterations, Range{0, 1000}, "Iterations of one fit of constants");
  v("fit_restarts", c.fit_restarts, Range{0, 100}, "Further starts of a fit");
  v("linear_scaling", c.linear_scaling, "Try each candidate also with a fitted scale and offset");
  v("reject_duplicates", c.reject_duplicates, "Refuse formulas already in the population");
  v("epoch_evaluations", c.epoch_evaluations, Range{0, 1'000'000'000},
    "Evaluations of one island's epoch, 0: automatic");
  v("lag", c.lag, Range{0, 1000}, "Epochs that an island may run ahead of its neighbours");
  v("seed", c.seed, Range{0, 9'007'199'254'740'992}, "Seed of all random numbers");
  v("mutate_constant", c.mutate_constant, Range{0.0, 1e6}, "Rate: scale a constant");
  v("mutate_operator", c.mutate_operator, Range{0.0, 1e6}, "Rate: change an operator");
  v("mutate_feature", c.mutate_feature, Range{0.0, 1e6}, "Rate: change a column");
  v("swap_operands", c.swap_operands, Range{0.0, 1e6}, "Rate: swap two arguments");
  v("rotate_tree", c.rotate_tree, Range{0.0, 1e6}, "Rate: rotate a subtree");
  v("add_node", c.add_node, Range{0.0, 1e6}, "Rate: grow a leaf or a new root");
  v("insert_node", c.insert_node, Range{0.0, 1e6}, "Rate: insert an operator");
  v("delete_node", c.delete_node, Range{0.0, 1e6}, "Rate: delete an operator");
  v("simplify", c.simplify, Range{0.0, 1e6}, "Rate: simplify");
  v("randomize", c.randomize, Range{0.0, 1e6}, "Rate: start afresh");
  v("do_nothing", c.do_nothing, Range{0.0, 1e6}, "Rate: copy");
  v("library", c.library, "Search the library of small formulas first");
  v("library_memory_mb", c.library_memory_mb, Range{1, 1'000'000}, "Memory of the library, MB");
  v("library_islands", c.library_islands, Range{1, 10'000}, "Islands that share the look-ups");
  v("library_share", c.library_share, Range{0.0, 1.0}, "Share of the work given to the library");
  v("target_loss", c.target_loss, "Stop at this loss, 0: never");
  v("stop_at_law", c.stop_at_law, "Stop when a formula is exact to rounding");
  v("selection", c.selection, Choice{"best", "accuracy", "score", "information"},
    "How the model is chosen");
}

}  // namespace cambrian::regression
