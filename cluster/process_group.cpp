#include "cluster/process_group.hpp"

#include <cstdlib>

#ifdef CAMBRIAN_WITH_MPI
#include "cluster/mpi/mpi_group.hpp"
#endif

namespace cambrian {

bool started_by_launcher() {
#ifdef CAMBRIAN_WITH_MPI
  for (const char* sign : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"}) {
    if (std::getenv(sign) != nullptr) return true;
  }
#endif
  return false;
}

std::unique_ptr<ProcessGroup> join_process_group() {
#ifdef CAMBRIAN_WITH_MPI
  // MPI_Init costs tens of milliseconds, which a run without a launcher should not pay.
  if (started_by_launcher()) return join_mpi();
#endif
  return nullptr;
}

}  // namespace cambrian
