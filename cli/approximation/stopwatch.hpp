// Stopwatches: programs that hold functions, and print what these take on the processor at hand.
#pragma once

#include <span>
#include <string>

namespace cambrian::cli {

/// What functions are timed with: floats or doubles, spread evenly between two numbers.
struct TimedInputs {
  bool single = false;
  double low = 0, high = 1;
};

/// A function of one number of the inputs' type.
struct TimedFunction {
  std::string name;
  std::string c;        ///< the function of this name, and helpers whose names begin with it
  std::string highway;  ///< a header with NAME_array for vectors; empty: none
};

/// A C program for people. It prints what the function takes: for many elements, in a loop that
/// the compiler may make vectors of, and for one after the other, until each result is there.
std::string stopwatch_for(const TimedInputs& inputs, const TimedFunction& function);

/// A program of C, or C++, for programs. For the function x + 1, which is little but load and
/// store, and then for each of those given it prints a line of three numbers, in nanoseconds: for
/// each of many elements; the same by vectors, -1 where there are none, as in C and without
/// Highway; and until one result is there.
std::string stopwatch_for_all(const TimedInputs& inputs, std::span<const TimedFunction> functions);

}  // namespace cambrian::cli
