// The ProcessGroup over MPI.
#pragma once

#include <memory>

#include "cluster/process_group.hpp"

namespace cambrian {

/// Calls MPI_Init. Point-to-point messages only, so that a dead rank stops nobody.
std::unique_ptr<ProcessGroup> join_mpi();

}  // namespace cambrian
