// Coordinator: keeps the workers busy, takes their results, and gives lost leases again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cluster/clock.hpp"
#include "cluster/communicator.hpp"
#include "cluster/lease_limit.hpp"
#include "cluster/run.hpp"
#include "cluster/work_source.hpp"

namespace cambrian {

struct CoordinatorOptions {
  double seconds = 0;  ///< of this session; 0: no limit
  double earlier = 0;  ///< seconds of earlier sessions
  double snapshot_interval = 5;
  double progress_interval = 0.1;
  double drain = 0;          ///< see RunOptions
  double closes = kForever;  ///< seconds from the beginning until the machines are taken away: no
                             ///< lease is given that would most likely not be done by then
  double farewell = 0.04;    ///< how long partial results are awaited at the end
  LeaseLimit::Options lease_limit;
  double silence_limit = kForever;  ///< without a word from a worker's process, it is dead
  std::uint64_t identity = 0;       ///< that workers must have
  std::string equipment{};          ///< of this process, for people, when a worker has another
  std::uint32_t attempts = 3;       ///< how often a lease may be lost before it fails
  std::function<bool()> stopped{};  ///< asked often; once true, the run saves and ends
  std::function<void(const Progress&)> progress{};
  std::function<void(const std::string&)>
      warn{};  ///< a line for people: a worker lost, a lease late
  std::function<void(const std::string&)> note{};  ///< a line for the log: a worker is ready
};

/// The same over threads, MPI and the simulated cluster. All references must outlive it.
///
/// A worker has one lease under way. Where leases are so short that workers spend a good part of
/// their time waiting for the next one (for the network, or for a commit to the disk), others wait
/// at the worker behind it, as many as keep it busy and WorkSource::spare() allows.
class Coordinator {
 public:
  Coordinator(Communicator& communicator, const Clock& clock, WorkSource& source,
              CoordinatorOptions options);

  /// Until the search ends, time is over, or it is told to stop; then ends all workers, saves, and
  /// gives the outcome. Also on an error all workers are told to quit.
  Result<Outcome> run();

 private:
  enum class State { unheard, present, silent, gone };
  struct Given {
    std::uint64_t id = 0;
    bool lost = false;  // it was given to another worker too
  };
  struct Worker {
    State state = State::unheard;
    std::deque<Given> leases;  // in the order of their answers; the first is under way
    double since = 0;          // when the first was begun
    double heard = 0;          // the last message
    double busy = 0;           // seconds since the last progress, finished leases only
    bool overdue = false;      // its leases were given to others
    std::string place;         // for people
  };

  double elapsed() const { return options_.earlier + clock_.now() - start_; }
  double patience() const;
  Result<void> collect();
  Result<void> handle(const Message& message);
  Worker& hear(int address);
  Result<void> welcome(const Message& message);
  Result<void> take_result(const Message& message);
  Result<void> take_broken(const Message& message);
  Result<void> release(const Message& message, std::uint64_t id, bool typical);
  StopReason over() const;
  void allocate();
  bool give(int address);
  void give_ahead();
  void adapt(double worked, double spanned);
  Result<void> update();
  Result<void> check_leases(double now);
  Result<void> part(int address, State state, const std::string& why);
  Result<void> lose(int address, const std::string& why);
  Result<void> blame(int address, std::uint64_t id, const std::string& why);
  std::string name(int address) const;
  void warn(int address, const std::string& what) const;
  void show_progress(double now);
  Result<void> drain();
  bool too_late_for(double limit) const;
  double time_limit() const;
  Result<void> dismiss(Result<void> state);

  Communicator& communicator_;
  const Clock& clock_;
  WorkSource& source_;
  const CoordinatorOptions options_;
  LeaseLimit lease_limit_;
  std::vector<Worker> workers_;  // by address; grows with those that are heard
  std::set<int> idle_;           // present, without a lease
  std::vector<int> answered_;    // workers, since leases were given last
  std::size_t working_ = 0;      // leases that are not lost
  std::size_t waiting_ = 0;      // those of them that others are ahead of
  std::size_t ahead_ = 0;        // how many should wait at a worker
  std::size_t lease_size_ = 0;   // bytes of the last one
  std::size_t sampled_ = 0;      // leases whose times are in the two sums below
  double worked_ = 0;            // seconds that workers took for them
  double spanned_ = 0;           // seconds for which workers had them, or waited for them
  std::map<std::uint64_t, std::uint32_t> losses_;  // of leases not yet answered
  std::uint64_t lost_ = 0;                         // leases given to another worker
  double start_ = 0;
  double saved_at_ = 0;
  double saving_took_ = 0;
  double shown_at_ = 0;
  double checked_at_ = 0;
  std::uint64_t evaluations_before_ = 0;  // of earlier sessions
  std::uint64_t shown_evaluations_ = 0;
  std::vector<Found> found_;
  bool all_left_ = false;
};

}  // namespace cambrian
