// run_chains(): one operator over and over, for whoever wants to know what it takes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "operators/program/op.hpp"

namespace cambrian::program {

enum class Chains : std::uint8_t {
  one,   ///< each operation waits for the one before: the latency
  many,  ///< so many chains beside each other that none waits: the throughput
};

struct ChainWork {
  std::size_t steps = 0;     ///< operations one after the other
  std::size_t elements = 0;  ///< results of doubles in all
  double result = 0;         ///< of them, so that none can be left out
};

/// Works in the widest vectors of doubles that the processor has, for some microseconds. Requires
/// an operator that is smooth.
ChainWork run_chains(Op op, Chains chains);

}  // namespace cambrian::program
