// ApproximationDocument: the results of `cambrian approximate` as people and programs read them:
// hall_of_fame.json of the run folder, and what --json prints.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.hpp"
#include "engine/island/island.hpp"
#include "problems/function_approximation/judge.hpp"
#include "problems/function_approximation/problem.hpp"

namespace cambrian::cli {

/// How far a program errs that computes with floats.
struct FloatRecord {
  double ulp = 0;  ///< largest error in units of the last place
  float ulp_at = 0;
  double relative = 0;
  std::uint64_t inputs = 0;  ///< that were looked at
  bool every_input = false;  ///< which are all of the domain
};

/// Whether another program, Sollya, was asked for the errors.
enum class SecondOpinion : std::uint8_t { none, not_installed, asked };

/// One program of the front.
struct ProgramRecord {
  std::uint32_t cost = 0;
  double error = 0;                       ///< largest on a dense grid, in exact arithmetic
  std::optional<double> bound{};          ///< proven
  std::optional<double> error_in_double;  ///< with every operation rounded to double
  bool minimax = false;                   ///< the constants are the best for this program
  std::string program;                    ///< reads back, constants as doubles
  std::vector<std::string> constants;     ///< to 36 digits, in the order of the program's code
  std::string c, cpp, python, json;       ///< the program as code
  std::string test, bench;                ///< programs that check the C function, and time it
  std::string sollya;                     ///< a script that asks Sollya; empty: it cannot tell
  std::string sollya_says;                ///< "agrees", or what else; empty: it was not asked
  std::string highway;                    ///< the C++ function of vectors
  std::optional<FloatRecord> in_float{};  ///< of programs in floats
};

/// A form that textbooks offer.
struct BaselineRecord {
  std::string name;
  std::uint32_t cost = 0;
  double error = 0;
  std::string program;
};

struct ApproximationDocument {
  std::string function;
  std::vector<std::string> domain;  ///< two numbers
  std::string measure;              ///< of errors
  std::string cost;                 ///< what costs count
  std::string type;                 ///< what programs compute with
  std::array<double, 2> inputs{};   ///< between these the code's speed is measured
  std::uint64_t seed = 0;
  std::string stopped = "running";  ///< why the search ended
  std::uint64_t evaluations = 0;
  double seconds = 0;
  SecondOpinion second_opinion = SecondOpinion::none;
  std::vector<ProgramRecord> front;       ///< by rising cost
  std::vector<BaselineRecord> baselines;  ///< by rising cost
};

/// The name of the C function for what is approximated: "2^x" becomes approximate_2_x.
std::string function_name(const std::string& function);

/// How the search stands (stopped, evaluations, seconds) is left for the caller. `finished`: with
/// minimax constants, proven bounds and baselines (slower), else as the search has them.
ApproximationDocument make_document(const approximation::Problem& problem, const Board& board,
                                    bool finished);

/// Of a program that was given: as it is written, then with its best constants, beside the
/// baselines.
ApproximationDocument make_document(const approximation::Problem& problem,
                                    const approximation::Judgement& judgement);

std::string to_json(const ApproximationDocument& run);
/// `where` names the file in errors.
Result<ApproximationDocument> read_approximation(std::string_view text, const std::string& where);

/// The front beside the baselines, a program a line, clipped to `width` columns (0: not at all).
std::string front_table(const ApproximationDocument& run, std::size_t width);
/// cost,error,bound,program.
std::string front_csv(const ApproximationDocument& run);

}  // namespace cambrian::cli
