#include "cluster/mpi/mpi_group.hpp"

#include <mpi.h>
#include <unistd.h>

#include <cstdio>
#include <list>
#include <utility>

namespace cambrian {
namespace {

constexpr int kTag = 1;
constexpr unsigned kAbortPatience = 5;  // seconds

class MpiGroup final : public ProcessGroup {
 public:
  MpiGroup() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  // A process that ends without leave() must not wait for the others here.
  ~MpiGroup() override = default;

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  void send(int rank, Bytes frame) override {
    collect_sent();
    Sending& sending = sending_.emplace_back();
    sending.frame = std::move(frame);
    MPI_Isend(sending.frame.data(), static_cast<int>(sending.frame.size()), MPI_BYTE, rank, kTag,
              MPI_COMM_WORLD, &sending.request);
  }

  std::optional<std::pair<int, Bytes>> poll() override {
    collect_sent();
    int found = 0;
    MPI_Message message = MPI_MESSAGE_NULL;
    MPI_Status status;
    // Matched probes: with MPI_Iprobe and MPI_Recv some workers starve.
    const int probed = MPI_Improbe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &found, &message, &status);
    if (probed != MPI_SUCCESS || found == 0) return std::nullopt;
    int size = 0;
    MPI_Get_count(&status, MPI_BYTE, &size);
    Bytes frame(static_cast<std::size_t>(size));
    MPI_Mrecv(frame.data(), size, MPI_BYTE, &message, &status);
    return std::pair(status.MPI_SOURCE, std::move(frame));
  }

  void leave(bool well, int exit_code) override {
    if (well) {
      for (Sending& sending : sending_) MPI_Wait(&sending.request, MPI_STATUS_IGNORE);
      MPI_Finalize();
      return;
    }
    std::fflush(nullptr);
    if (rank_ == 0) MPI_Abort(MPI_COMM_WORLD, exit_code);
    // An early exit of this rank could end the job before rank 0 has printed and saved everything,
    // so this waits for rank 0's abort; a launcher that cannot deliver it must not keep us for
    // ever.
    ::sleep(kAbortPatience);
    ::_exit(exit_code);
  }

 private:
  struct Sending {
    Bytes frame;
    MPI_Request request = MPI_REQUEST_NULL;
  };

  void collect_sent() {
    for (auto sending = sending_.begin(); sending != sending_.end();) {
      int done = 0;
      MPI_Test(&sending->request, &done, MPI_STATUS_IGNORE);
      sending = done != 0 ? sending_.erase(sending) : std::next(sending);
    }
  }

  int rank_ = 0;
  int size_ = 1;
  std::list<Sending> sending_;
};

}  // namespace

std::unique_ptr<ProcessGroup> join_mpi() { return std::make_unique<MpiGroup>(); }

}  // namespace cambrian
