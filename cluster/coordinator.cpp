#include "cluster/coordinator.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "engine/core/archive.hpp"

namespace cambrian {
namespace {

// How soon a signal is noticed.
constexpr double kStopPatience = 0.02;
// Messages taken in a row before work is given again.
constexpr int kBatch = 256;
constexpr double kLeaseCheckInterval = 0.25;
// Silence limits until the first worker must have said hello.
constexpr double kStartPatience = 10;
// A stop so few seconds before the machines are taken away is because of that.
constexpr double kLastCall = 600;
// Share of the time that snapshots may take.
constexpr double kSnapshotShare = 0.05;

// Share of their time that workers should work; below it they get leases ahead.
constexpr double kBusyShare = 0.95;
// Leases ahead are adapted after so many, and are at most so many leases, seconds and bytes.
constexpr std::size_t kSample = 32;
constexpr std::size_t kMostAhead = 255;
constexpr double kSecondsAhead = 0.02;
constexpr std::size_t kBytesAhead = std::size_t{1} << 20;

std::string too_long(double seconds, double typical) {
  std::ostringstream text;
  text << std::setprecision(3) << "takes too long (" << seconds << " s";
  if (typical > 0) text << ", others " << typical << " s";
  text << ")";
  return text.str();
}

}  // namespace

Coordinator::Coordinator(Communicator& communicator, const Clock& clock, WorkSource& source,
                         CoordinatorOptions options)
    : communicator_(communicator),
      clock_(clock),
      source_(source),
      options_(std::move(options)),
      lease_limit_(options_.lease_limit) {}

Result<Outcome> Coordinator::run() {
  start_ = saved_at_ = shown_at_ = checked_at_ = clock_.now();
  evaluations_before_ = shown_evaluations_ = source_.evaluations();
  Result<void> state;
  StopReason reason = over();
  while (state && reason == StopReason::none) {
    state = collect();
    if (state) state = source_.commit();
    if (state) reason = over();
    if (state && reason == StopReason::none) {
      allocate();
      state = update();
    }
  }
  if (state && source_.finished() == StopReason::none) state = drain();
  state = dismiss(std::move(state));
  if (!state) return state.error();
  if (auto saved = source_.save(elapsed()); !saved) return saved.error();
  show_progress(clock_.now());
  Outcome outcome;
  outcome.board = source_.board();
  outcome.reason = reason;
  outcome.evaluations = source_.evaluations();
  outcome.generation = source_.generation();
  outcome.failures = source_.failures();
  outcome.elapsed = elapsed();
  outcome.session = outcome.elapsed - options_.earlier;
  outcome.well = all_left_;
  return outcome;
}

StopReason Coordinator::over() const {
  if (const StopReason reason = source_.finished(); reason != StopReason::none) return reason;
  if (options_.stopped && options_.stopped()) return StopReason::interrupted;
  const bool late = options_.seconds > 0 && clock_.now() - start_ >= options_.seconds;
  if (too_late_for(time_limit()) && working_ == 0) return StopReason::time;
  return late ? StopReason::time : StopReason::none;
}

double Coordinator::patience() const {
  const double now = clock_.now();
  double until = now + kStopPatience;
  if (options_.seconds > 0 && now < start_ + options_.seconds) {
    until = std::min(until, start_ + options_.seconds);
  }
  return std::max(0.0, until - now);
}

Result<void> Coordinator::collect() {
  auto message = communicator_.receive(patience());
  for (int taken = 1; message; ++taken) {
    if (auto handled = handle(*message); !handled) return handled;
    if (taken == kBatch) break;
    message = communicator_.receive(0);
  }
  return {};
}

Result<void> Coordinator::handle(const Message& message) {
  Worker& worker = hear(message.peer);
  switch (message.kind) {
    case MessageKind::hello:
      return welcome(message);
    case MessageKind::unfit:
      worker.state = State::gone;
      return Error{communicator_.name(message.peer), Decoder(message.payload).text(), ""};
    case MessageKind::result:
      return take_result(message);
    case MessageKind::broken:
      return take_broken(message);
    case MessageKind::bye:
      return part(message.peer, State::gone, "left");
    default:
      return {};
  }
}

Coordinator::Worker& Coordinator::hear(int address) {
  const auto place = static_cast<std::size_t>(address);
  if (place >= workers_.size()) workers_.resize(place + 1);
  Worker& worker = workers_[place];
  worker.heard = clock_.now();
  if (worker.state == State::unheard) worker.state = State::present;
  if (worker.state == State::silent) {
    warn(address, "came back");
    worker.state = State::present;
    if (worker.leases.empty()) idle_.insert(address);
  }
  return worker;
}

Result<void> Coordinator::welcome(const Message& message) {
  Decoder in(message.payload);
  if (in.u64() != options_.identity) {
    workers_.at(message.peer).place = in.text();
    const std::string& own = options_.equipment;
    return Error{name(message.peer),
                 "has another configuration, data or version of the program than rank 0" +
                     (own.empty() ? "" : " " + own),
                 "start all ranks with the same command on the same files"};
  }
  std::string& place = workers_.at(message.peer).place;
  place = in.text();
  if (options_.note && !place.empty()) options_.note(name(message.peer) + " is ready");
  idle_.insert(message.peer);
  return {};
}

Result<void> Coordinator::take_result(const Message& message) {
  try {
    Decoder in(message.payload);
    const std::uint64_t id = in.u64();
    const auto told = source_.tell(id, in, elapsed());
    if (!told) return told.error();
    losses_.erase(id);
    return release(message, id, *told);
  } catch (const DecodeError& error) {
    return Error{communicator_.name(message.peer),
                 "sent a damaged result: " + std::string(error.what()),
                 "run the same version of the program on all machines"};
  }
}

Result<void> Coordinator::take_broken(const Message& message) {
  Decoder in(message.payload);
  const std::uint64_t id = in.u64();
  if (auto released = release(message, id, false); !released) return released;
  return source_.fail(id, in.text(), elapsed());
}

// The worker has answered this lease. Those given before it were lost on their way, or their
// answers were.
Result<void> Coordinator::release(const Message& message, std::uint64_t id, bool typical) {
  const int address = message.peer;
  Worker& worker = workers_.at(address);
  const auto is_it = [id](const Given& given) { return given.id == id; };
  if (std::none_of(worker.leases.begin(), worker.leases.end(), is_it)) return {};
  const double now = clock_.now();
  Result<void> state;
  while (true) {
    const Given given = worker.leases.front();
    worker.leases.pop_front();
    if (!given.lost) --working_;
    if (!given.lost && !worker.leases.empty()) --waiting_;
    if (given.id == id) break;
    if (!given.lost && state) state = blame(address, given.id, "lost a message");
  }
  if (typical) lease_limit_.add(now - worker.since);
  if (typical) adapt(message.seconds, now - worker.since);
  worker.busy += std::min(message.seconds, now - std::max(worker.since, shown_at_));
  worker.since = now;
  if (worker.leases.empty()) {
    worker.overdue = false;
    if (worker.state == State::present) idle_.insert(address);
  }
  answered_.push_back(address);
  return state;
}

// True when a lease that is given now would most likely not be done in time, and all its work would
// be lost.
bool Coordinator::too_late_for(double limit) const {
  return !source_.partial_counts() && clock_.now() - start_ + lease_limit_.typical() > limit;
}

// With what may be done after it.
double Coordinator::time_limit() const {
  return options_.seconds > 0 ? options_.seconds + options_.drain : kForever;
}

void Coordinator::allocate() {
  // Before the machines are taken away, somebody will tell the run to stop.
  if (too_late_for(std::min(time_limit(), options_.closes))) return;
  while (!idle_.empty() && give(*idle_.begin())) {
  }
  // Nothing could ever happen again.
  if (!idle_.empty() && working_ == 0 && source_.finished() == StopReason::none) {
    throw std::logic_error("no work was given although all workers are idle");
  }
  give_ahead();
}

// False when there is no work.
bool Coordinator::give(int address) {
  Encoder out;
  const auto id = source_.next(out);
  if (!id) return false;
  Worker& worker = workers_.at(address);
  if (worker.leases.empty()) {
    idle_.erase(address);
    worker.since = clock_.now();
  } else {
    ++waiting_;
  }
  worker.leases.push_back({*id});
  ++working_;
  Message message{address, MessageKind::lease, out.take()};
  lease_size_ = message.payload.size();
  communicator_.send(std::move(message));
  return true;
}

// One lease more for each that has answered, round after round, until all have enough.
void Coordinator::give_ahead() {
  std::vector<int> hungry = std::exchange(answered_, {});
  const std::size_t most = std::min(ahead_, kBytesAhead / (lease_size_ + 1));
  const std::size_t spare = most > 0 ? source_.spare() : 0;
  if (spare == 0) return;
  std::sort(hungry.begin(), hungry.end());
  hungry.erase(std::unique(hungry.begin(), hungry.end()), hungry.end());
  while (!hungry.empty()) {
    std::erase_if(hungry, [&](int address) {
      const Worker& worker = workers_.at(address);
      const bool fed = worker.leases.size() > most || worker.leases.empty() || worker.overdue;
      return fed || worker.state != State::present || waiting_ >= spare || !give(address);
    });
  }
}

// Learns how many leases should wait at a worker so that it need not wait for one.
void Coordinator::adapt(double worked, double spanned) {
  worked_ += worked;
  spanned_ += spanned;
  if (++sampled_ < kSample) return;
  const bool busy = worked_ >= kBusyShare * spanned_;
  ahead_ = busy ? ahead_ - (ahead_ + 15) / 16 : 2 * ahead_ + 1;
  const double mean = worked_ / static_cast<double>(sampled_);
  const double fitting = kSecondsAhead / std::max(mean, 1e-9);
  ahead_ = std::min({ahead_, kMostAhead, static_cast<std::size_t>(std::max(1.0, fitting))});
  sampled_ = 0;
  worked_ = spanned_ = 0;
}

Result<void> Coordinator::update() {
  const double now = clock_.now();
  for (Found& found : source_.take_found()) found_.push_back(std::move(found));
  if (now - checked_at_ >= kLeaseCheckInterval) {
    checked_at_ = now;
    if (auto checked = check_leases(now); !checked) return checked;
  }
  const bool first = shown_at_ == start_ && !found_.empty();
  if (first || now - shown_at_ >= options_.progress_interval) show_progress(now);
  if (now - saved_at_ < std::max(options_.snapshot_interval, saving_took_ / kSnapshotShare)) {
    return {};
  }
  auto saved = source_.save(elapsed());
  saved_at_ = clock_.now();
  saving_took_ = saved_at_ - now;
  return saved;
}

Result<void> Coordinator::check_leases(double now) {
  std::size_t present = 0;
  for (std::size_t place = 0; place < workers_.size(); ++place) {
    const Worker& worker = workers_[place];
    const int address = static_cast<int>(place);
    if (worker.state != State::present) continue;
    Result<void> state;
    if (now - worker.heard > options_.silence_limit) {
      state = part(address, State::silent, "is silent (dead, or cut off)");
    } else {
      ++present;
      const bool late =
          !worker.leases.empty() && !worker.overdue && now - worker.since > lease_limit_.seconds();
      if (late) state = lose(address, too_long(now - worker.since, lease_limit_.typical()));
    }
    if (!state) return state;
  }
  // At the beginning workers may be busy reading the data.
  const double patience = options_.silence_limit * (workers_.empty() ? kStartPatience : 1);
  if (present > 0 || now - start_ <= patience) return {};
  return Error{"", "no worker is left", "see the workers' messages, then resume the run"};
}

Result<void> Coordinator::part(int address, State state, const std::string& why) {
  Worker& worker = workers_.at(address);
  worker.state = state;
  idle_.erase(address);
  return !worker.leases.empty() && !worker.overdue ? lose(address, why) : Result<void>();
}

// The worker keeps its leases, and gets no others before it has answered them: should its results
// come after all, they count. To blame is only the one under way.
Result<void> Coordinator::lose(int address, const std::string& why) {
  Worker& worker = workers_.at(address);
  worker.overdue = true;
  const std::uint64_t under_way = worker.leases.front().id;
  for (Given& given : worker.leases) {
    given.lost = true;
    --working_;
    if (given.id == under_way) continue;
    --waiting_;
    ++lost_;
    source_.give_back(given.id);
  }
  return blame(address, under_way, why);
}

Result<void> Coordinator::blame(int address, std::uint64_t id, const std::string& why) {
  if (++losses_[id] < options_.attempts) {
    warn(address, why + "; its lease goes to another");
    source_.give_back(id);
    ++lost_;
    return {};
  }
  warn(address, why + "; its lease is given up");
  losses_.erase(id);
  return source_.fail(id, "lost " + std::to_string(options_.attempts) + " workers", elapsed());
}

std::string Coordinator::name(int address) const {
  const std::string& place = workers_.at(address).place;
  return communicator_.name(address) + (place.empty() ? "" : " on " + place);
}

void Coordinator::warn(int address, const std::string& what) const {
  if (options_.warn) options_.warn(name(address) + " " + what);
}

void Coordinator::show_progress(double now) {
  for (Found& found : source_.take_found()) found_.push_back(std::move(found));
  if (!options_.progress) return found_.clear();
  const double span = std::max(1e-9, now - shown_at_);
  Progress progress;
  for (Worker& worker : workers_) {
    if (worker.state == State::unheard) continue;
    const double current = !worker.leases.empty() ? now - std::max(worker.since, shown_at_) : 0.0;
    progress.utilisation.push_back(std::min(1.0, (worker.busy + current) / span));
    worker.busy = 0;
  }
  progress.elapsed = elapsed();
  progress.session = now - start_;
  progress.evaluations = source_.evaluations();
  progress.rate = static_cast<double>(progress.evaluations - shown_evaluations_) / span;
  progress.mean_rate = static_cast<double>(progress.evaluations - evaluations_before_) /
                       std::max(1e-9, progress.session);
  progress.generation = source_.generation();
  progress.failures = source_.failures();
  progress.lost = lost_;
  progress.migrants = source_.migrants();
  progress.found = std::exchange(found_, {});
  shown_at_ = now;
  shown_evaluations_ = progress.evaluations;
  progress.board = source_.board();
  options_.progress(progress);
}

// Lets the leases that are under way come to their ends.
Result<void> Coordinator::drain() {
  double deadline = clock_.now() + options_.drain;
  const double closes = start_ + options_.closes;
  // Told to stop because the machines will be taken away: what was begun was meant to be done.
  const bool last = !source_.partial_counts() && closes - clock_.now() < kLastCall;
  if (last) deadline = std::max(deadline, closes);
  Result<void> state;
  while (state && working_ > 0 && clock_.now() < deadline) {
    state = collect();
    if (state) state = source_.commit();
  }
  return state;
}

// Ends all workers. What those in the middle of a lease have found so far still counts.
Result<void> Coordinator::dismiss(Result<void> state) {
  int leaving = 0;
  for (std::size_t place = 0; place < workers_.size(); ++place) {
    const Worker& worker = workers_[place];
    if (worker.state == State::unheard) continue;
    communicator_.send({static_cast<int>(place), MessageKind::quit, {}});
    leaving += worker.state == State::present ? 1 : 0;
  }
  const double deadline = clock_.now() + options_.farewell;
  while (leaving > 0) {
    const double left = deadline - clock_.now();
    const auto message = left > 0 ? communicator_.receive(left) : std::nullopt;
    if (!message) break;
    if (message->kind == MessageKind::bye) --leaving;
    if (message->kind == MessageKind::result && state) state = take_result(*message);
    if (message->kind != MessageKind::partial) continue;
    Decoder in(message->payload);
    in.u64();
    source_.tell_partial(in, elapsed());
  }
  all_left_ = leaving == 0;
  return state;
}

}  // namespace cambrian
