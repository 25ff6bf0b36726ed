#include "engine/island/archipelago.hpp"

#include <algorithm>
#include <utility>

#include "engine/core/assert.hpp"

namespace cambrian {
namespace {

// A search that asks for work but does none for so long would go on for ever.
constexpr std::uint64_t kIdleGenerations = 100;

}  // namespace

std::string_view name(StopReason reason) {
  switch (reason) {
    case StopReason::none:
      return "none";
    case StopReason::solved:
      return "solved";
    case StopReason::exhausted:
      return "exhausted";
    case StopReason::evaluations:
      return "evaluations";
    case StopReason::epochs:
      return "epochs";
    case StopReason::time:
      return "time";
    case StopReason::interrupted:
      return "interrupted";
    case StopReason::work:
      return "work";
    case StopReason::stagnation:
      return "stagnation";
  }
  return "unknown";
}

Archipelago::Archipelago(const IslandModel& model, std::uint64_t lag, Limits limits)
    : model_(model), lag_(lag), limits_(limits), islands_(model.islands()) {
  CAMBRIAN_ASSERT(!islands_.empty());
  for (std::uint32_t i = 0; i < islands_.size(); ++i) {
    std::vector<std::uint32_t> sources = model.neighbours(i);
    std::sort(sources.begin(), sources.end());
    neighbours_.push_back(std::move(sources));
  }
  boards_.assign(lag_ + 1, std::make_shared<const Board>());
  emigrants_.assign(lag_ + 1, std::make_shared<const PerIsland>(islands_.size()));
  behind_ = islands_.size();
  settle();
}

std::optional<EvolveLease> Archipelago::next() {
  if (ready_.empty()) return std::nullopt;
  const auto [epoch, index] = *ready_.begin();
  ready_.erase(ready_.begin());
  EvolveLease lease;
  lease.island = index;
  lease.epoch = epoch;
  lease.budget = generations_[epoch - merged_].budgets[index];
  lease.state = islands_[index].state;
  lease.board = boards_[epoch - merged_];
  for (std::uint32_t source : neighbours_[index]) {
    const std::vector<Individual>& from = (*emigrants_[epoch - merged_])[source];
    lease.immigrants.insert(lease.immigrants.end(), from.begin(), from.end());
  }
  return lease;
}

bool Archipelago::expects(const EvolveResult& result) const {
  return reason_ == StopReason::none && result.island < islands_.size() &&
         result.epoch == islands_[result.island].epochs && has_work(result.island);
}

bool Archipelago::tell(EvolveResult result) {
  if (!expects(result)) return false;
  IslandRecord& island = islands_[result.island];
  ready_.erase({result.epoch, result.island});
  if (result.report.exhausted) island.exhausted_in = result.epoch;
  evaluations_told_ += result.report.evaluations;
  island.state = std::move(result.state);
  generations_[result.epoch - merged_].reports[result.island] = std::move(result.report);
  if (result.epoch == merged_) --behind_;
  ++island.epochs;
  skip(result.island);
  settle();
  return true;
}

void Archipelago::give_back(std::uint32_t island) {
  if (reason_ == StopReason::none && has_work(island)) {
    ready_.insert({islands_[island].epochs, island});
  }
}

Board Archipelago::preview() const {
  Board board = *boards_.back();
  if (reason_ != StopReason::none) return board;
  for (const Generation& generation : generations_) model_.merge(board, generation.reports);
  return board;
}

bool Archipelago::has_work(std::uint32_t index) const {
  const IslandRecord& island = islands_[index];
  return open(island.epochs) && island.exhausted_in == UINT64_MAX &&
         generations_[island.epochs - merged_].budgets[index] > 0;
}

// What the limit leaves for an epoch that is about to open. Known for certain is only the
// generation that the epoch reads; those in between count as planned. So it is the same for any
// timing.
std::uint64_t Archipelago::unplanned() const {
  if (limits_.evaluations == 0) return UINT64_MAX;
  std::uint64_t planned = evaluations_;
  for (const Generation& generation : generations_) {
    for (std::uint64_t budget : generation.budgets) planned += budget;
  }
  return limits_.evaluations > planned ? limits_.evaluations - planned : 0;
}

void Archipelago::open_generation() {
  const std::uint64_t epoch = merged_ + generations_.size();
  std::uint64_t room = unplanned();
  Generation generation;
  generation.reports.resize(islands_.size());
  for (std::uint32_t i = 0; i < islands_.size(); ++i) {
    // An island that ran ahead may have become exhausted since, which the plan must not know.
    const bool exhausted = islands_[i].exhausted_in < merged_;
    const std::uint64_t budget = exhausted ? 0 : std::min(room, model_.budget(i, epoch));
    generation.budgets.push_back(budget);
    room -= budget;
  }
  generations_.push_back(std::move(generation));
  for (std::uint32_t i = 0; i < islands_.size(); ++i) {
    if (islands_[i].epochs == epoch) skip(i);
  }
}

// Passes over the epochs without work; the next one with work, if open, becomes ready.
void Archipelago::skip(std::uint32_t index) {
  IslandRecord& island = islands_[index];
  while (open(island.epochs) && !has_work(index)) {
    if (island.epochs == merged_) --behind_;
    ++island.epochs;
  }
  if (open(island.epochs)) ready_.insert({island.epochs, index});
}

// Merges what is complete and opens what that allows.
void Archipelago::settle() {
  while (true) {
    reason_ = judge();
    if (reason_ != StopReason::none) return ready_.clear();
    while (generations_.size() <= lag_) open_generation();
    if (behind_ > 0) return;
    merge_first();
  }
}

void Archipelago::merge_first() {
  Generation done = std::move(generations_.front());
  generations_.pop_front();
  auto board = std::make_shared<Board>(*boards_.back());
  model_.merge(*board, done.reports);
  auto emigrants = std::make_shared<PerIsland>();
  std::uint64_t evaluations = 0;
  for (EpochReport& report : done.reports) {
    evaluations += report.evaluations;
    emigrants->push_back(std::move(report.emigrants));
  }
  evaluations_ += evaluations;
  idle_ = evaluations == 0 ? idle_ + 1 : 0;
  ++merged_;
  boards_.pop_front();
  boards_.push_back(std::move(board));
  emigrants_.pop_front();
  emigrants_.push_back(std::move(emigrants));
  behind_ = 0;
  for (const IslandRecord& island : islands_) behind_ += island.epochs == merged_ ? 1 : 0;
}

StopReason Archipelago::judge() const {
  if (merged_ > 0 && model_.solved(board())) return StopReason::solved;
  if (limits_.evaluations > 0 && evaluations_ >= limits_.evaluations) {
    return StopReason::evaluations;
  }
  if (limits_.epochs > 0 && merged_ >= limits_.epochs) return StopReason::epochs;
  const bool all_exhausted =
      std::all_of(islands_.begin(), islands_.end(),
                  [this](const IslandRecord& island) { return island.exhausted_in < merged_; });
  if (all_exhausted || idle_ > kIdleGenerations + lag_) return StopReason::exhausted;
  return StopReason::none;
}

void Archipelago::save(Encoder& out) const {
  out.u64(lag_);
  out.u64(islands_.size());
  for (const IslandRecord& island : islands_) {
    out.u64(island.epochs);
    out.u64(island.exhausted_in);
    out.u64(island.state ? 1 : 0);
    if (island.state) out.bytes(*island.state);
  }
  for (std::uint64_t value : {merged_, evaluations_, evaluations_told_, idle_}) out.u64(value);
  out.u64(generations_.size());
  for (const Generation& generation : generations_) {
    out.block(generation.budgets);
    for (const EpochReport& report : generation.reports) report.encode(out);
  }
  for (const auto& board : boards_) board->encode(out);
  for (const auto& emigrants : emigrants_) {
    for (const auto& group : *emigrants) encode_individuals(out, group);
  }
}

void Archipelago::load(Decoder& in) {
  if (in.u64() != lag_) throw DecodeError("the archipelago was saved with another lag");
  if (in.u64() != islands_.size()) {
    throw DecodeError("the archipelago was saved with another number of islands");
  }
  for (IslandRecord& island : islands_) {
    island.epochs = in.u64();
    island.exhausted_in = in.u64();
    const bool begun = in.u64_at_most(1) == 1;
    island.state = begun ? std::make_shared<const Bytes>(in.bytes()) : nullptr;
  }
  for (auto* value : {&merged_, &evaluations_, &evaluations_told_, &idle_}) *value = in.u64();
  generations_.resize(in.u64_at_most(lag_ + 1));
  for (Generation& generation : generations_) {
    generation.budgets = in.block<std::uint64_t>();
    if (generation.budgets.size() != islands_.size()) throw DecodeError("a damaged generation");
    generation.reports.resize(islands_.size());
    for (EpochReport& report : generation.reports) report = EpochReport::decode(in);
  }
  for (auto& board : boards_) board = std::make_shared<const Board>(Board::decode(in));
  for (auto& emigrants : emigrants_) {
    auto groups = std::make_shared<PerIsland>(islands_.size());
    for (auto& group : *groups) group = decode_individuals(in);
    emigrants = std::move(groups);
  }
  restart();
}

// Derives what a saved archipelago leaves out.
void Archipelago::restart() {
  ready_.clear();
  behind_ = 0;
  for (const IslandRecord& island : islands_) behind_ += island.epochs == merged_ ? 1 : 0;
  for (std::uint32_t i = 0; i < islands_.size(); ++i) skip(i);
  settle();
}

}  // namespace cambrian
