// Printing programs: as a formula for people, as functions for compilers, as JSON for programs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// How a program's constants are written, by index.
using ConstantTexts = std::vector<std::string>;

/// The shortest decimal texts that read back to the same doubles; or those of `digits` digits.
ConstantTexts constant_texts(const Program& program, int digits = 0);

/// One line: "a = 3.1/x + x; b = a - 2; (b*b + x)^8". Values that are used more than once get a
/// name; repeated squaring is a power.
std::string to_infix(const Program& program, const ConstantTexts& constants);

/// What an emitted function looks like.
struct Signature {
  std::string name = "approximation";
  std::string type = "double";  ///< of values: double or float; for Python and JSON of no meaning
  std::string suffix = "";      ///< after literals: "f"
  std::string comment = "";     ///< lines before the function, without comment signs
};

/// Each line of a text after a comment sign.
std::string comment_lines(const std::string& text, const std::string& sign);
/// A literal that is no integer to a compiler, in brackets if it is negative.
std::string floating_literal(const std::string& text, const std::string& suffix = "");

/// One function of one scalar, an operation a line, in the order in which it is computed.
std::string to_c(const Program& program, const ConstantTexts& constants,
                 const Signature& signature);
std::string to_cpp(const Program& program, const ConstantTexts& constants,
                   const Signature& signature);
std::string to_python(const Program& program, const ConstantTexts& constants,
                      const Signature& signature);
/// A header for Google Highway: NAME(d, x) for vectors of doubles of any size, and NAME_array(x, y,
/// count). Targets that do not fuse multiply-add round twice.
std::string to_highway(const Program& program, const ConstantTexts& constants,
                       const Signature& signature);
/// {"operations": [["div", "c0", "x"], ...], "constants": ["3.1", ...], "result": "v4"}
std::string to_json(const Program& program, const ConstantTexts& constants);

}  // namespace cambrian::program
