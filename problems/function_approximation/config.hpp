// ApproximationConfig: every setting of a search for approximations, each a field of the
// configuration file and a flag of `cambrian approximate`.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/config/fields.hpp"

namespace cambrian::approximation {

/// Plain values; ApproximationModel::build checks them against each other.
struct ApproximationConfig {
  // What is to be approximated.
  std::string function;                      ///< "2^x", or a name: "exp2"
  std::vector<std::string> on = {"0", "1"};  ///< the ends of the domain, as expressions
  std::string error = "relative";            ///< relative, absolute, ulp32, ulp64
  std::string parity = "none";               ///< of programs: none, auto, even, odd

  std::string type = "double";  ///< double, float: what programs compute with
  bool full_range = false;      ///< the whole function for every float

  // What a program may be.
  std::vector<std::string> operators = {"add", "sub", "mul", "div"};
  std::string cost = "operations";        ///< operations, weighted, depth
  std::map<std::string, double> weights;  ///< of operators, for weighted and depth
  int max_cost = 12;

  std::string start;  ///< a program that the search starts from; empty: the empty one

  // The search. One setting for all functions.
  int islands = 2;
  int points = 32;      ///< where programs are fitted
  int niche_size = 60;  ///< programs kept of one cost and one number of trailing squarings
  double refit_probability = 0.15;  ///< that an old program's constants are fitted from new starts
  double term_rate = 1;             ///< rates of the mutations, in proportion
  double graft_rate = 1;
  double insert_rate = 2;
  double remove_rate = 2;
  double rewire_rate = 3;
  double constant_rate = 0.5;
  double operation_rate = 1;
  double square_rate = 0.6;
  std::int64_t epoch_evaluations = 2000;
  std::int64_t lag = 1;
  std::int64_t seed = 0;
  double target_error = 0;  ///< stop at this error; 0: never
};

template <class Visitor>
void fields(Visitor& v, ApproximationConfig& c) {
  v("function", c.function, "What to approximate: an expression of x, or a name: exp2, erf, airy");
  v("on", c.on, "The domain: two numbers or expressions, \"-pi/4,pi/4\"");
  v("error", c.error, Choice{"relative", "absolute", "ulp32", "ulp64"},
    "What the error is relative to: the value, 1, or the last place of a float or double");
  v("parity", c.parity, Choice{"none", "auto", "even", "odd"},
    "Only programs that are even or odd, as the function is. auto: where the function and the "
    "domain allow");
  v("type", c.type, Choice{"double", "float"},
    "What programs compute with. float: constants are searched among the floats, and errors are "
    "found on every float of the domain");
  v("full_range", c.full_range,
    "The whole function for every float, around a program for a small domain, which sets --on and "
    "--type: exp2, exp, log2, sin");
  v("operators", c.operators,
    "What programs may do: + - * / sqrt fma, and for wide domains round scale2 exponent "
    "significand");
  v("cost", c.cost, Choice{"operations", "weighted", "depth"},
    "Cost of a program: operations that depend on x, the sum of their weights, or the weight of "
    "the longest path");
  v("weights", c.weights, Range{1, 1000}, "Weights of operators: \"div=12, fma=1\"");
  v("max_cost", c.max_cost, Range{1, 1000}, "Largest cost of a program");
  v("start", c.start,
    "A program that the search starts from, beside the empty one: \"a = 3/x + x; (a - 2)^4\"");
  v("islands", c.islands, Range{1, 100'000}, "Islands that search and exchange programs");
  v("points", c.points, Range{8, 1024}, "Points of the domain where programs are fitted");
  v("niche_size", c.niche_size, Range{4, 100'000},
    "Programs kept of one cost and one number of squarings at the end");
  v("refit_probability", c.refit_probability, Range{0.0, 0.9},
    "Probability that an old program's constants are fitted from new starts");
  v("insert_rate", c.insert_rate, Range{0.0, 1e6}, "Rate: insert an operation");
  v("remove_rate", c.remove_rate, Range{0.0, 1e6}, "Rate: remove an operation");
  v("rewire_rate", c.rewire_rate, Range{0.0, 1e6}, "Rate: take an operand from elsewhere");
  v("constant_rate", c.constant_rate, Range{0.0, 1e6}, "Rate: make an operand a constant");
  v("operation_rate", c.operation_rate, Range{0.0, 1e6}, "Rate: change an operation");
  v("square_rate", c.square_rate, Range{0.0, 1e6}, "Rate: square the result");
  v("graft_rate", c.graft_rate, Range{0.0, 1e6}, "Rate: take over a part of another program");
  v("term_rate", c.term_rate, Range{0.0, 1e6}, "Rate: insert an operation on another one");
  v("epoch_evaluations", c.epoch_evaluations, Range{1, 1e9}, "Programs of one island's epoch");
  v("lag", c.lag, Range{0, 1000}, "Epochs that an island may run ahead of its neighbours");
  v("seed", c.seed, Range{0, 9'007'199'254'740'992}, "Seed of all random numbers");
  v("target_error", c.target_error, Range{0.0, 1e300}, "Stop at this error, 0: never");
}

}  // namespace cambrian::approximation
