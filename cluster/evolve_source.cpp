#include "cluster/evolve_source.hpp"

#include <algorithm>
#include <string>

#include "cluster/journal_records.hpp"
#include "cluster/message.hpp"

namespace cambrian {
namespace {

// First value of a snapshot's payload.
constexpr std::uint64_t kEvolveSnapshot = 1;

}  // namespace

EvolveSource::EvolveSource(const IslandModel& model, std::uint64_t lag, Archipelago::Limits limits)
    : islands_(model.islands()), archipelago_(model, lag, limits) {}

Result<void> EvolveSource::attach(RunFolder& folder) {
  const auto snapshot = folder.load_snapshot();
  if (!snapshot) return snapshot.error();
  if (*snapshot) {
    try {
      Decoder in(**snapshot);
      if (in.u64() != kEvolveSnapshot) throw DecodeError("it is one of another kind of search");
      earlier_ = in.f64();
      archipelago_.load(in);
    } catch (const DecodeError& error) {
      return Error{folder.file("snapshot.bin"),
                   "does not fit this run: " + std::string(error.what()),
                   "resume with the settings that the run was started with"};
    }
  }
  folder_ = &folder;
  auto reader = folder.journal().read();
  return reader ? read(std::move(*reader)) : reader.error();
}

Result<void> EvolveSource::replay(JournalReader reader) {
  replaying_ = true;
  return read(std::move(reader));
}

Result<void> EvolveSource::read(JournalReader reader) {
  while (true) {
    const auto next = reader.next();
    if (!next) return next.error();
    if (!*next) break;
    if ((*next)->kind != EvolvedRecord::kKind) continue;
    const EvolvedRecord record = EvolvedRecord::decode((*next)->payload);
    if (record.island >= islands_) {
      return Error{"journal", "it is of a run with more islands than this one", ""};
    }
    for (const Individual& individual : record.entered) told_.offer(individual);
    earlier_ = std::max(earlier_, record.elapsed);
    if (record.epoch >= archipelago_.epochs(record.island)) {
      recorded_[{record.island, record.epoch}] = {record.state_hash, record.report_hash};
    }
  }
  return {};
}

std::optional<std::uint64_t> EvolveSource::next(Encoder& out) {
  const auto lease = archipelago_.next();
  if (!lease) return std::nullopt;
  const std::uint64_t id = lease->epoch * islands_ + lease->island;
  out.u64(id);
  out.u64(static_cast<std::uint64_t>(LeaseKind::evolve));
  lease->encode(out);
  return id;
}

Result<bool> EvolveSource::tell(std::uint64_t id, Decoder& in, double elapsed) {
  EvolveResult result = EvolveResult::decode(in);
  if (result.epoch * islands_ + result.island != id) {
    return Error{place(id), "a worker answered another lease than it was given", ""};
  }
  if (!archipelago_.expects(result)) return false;
  if (auto recorded = record(result, elapsed); !recorded) return recorded.error();
  return archipelago_.tell(std::move(result));
}

Result<void> EvolveSource::record(const EvolveResult& result, double elapsed) {
  migrants_ += result.report.emigrants.size();
  EvolvedRecord record;
  record.entered = enter(result.report.offers, elapsed);
  if (folder_ == nullptr && !replaying_) return {};
  Encoder report;
  result.report.encode(report);
  record.state_hash = hash_bytes(*result.state);
  record.report_hash = hash_bytes(report.take());
  if (recorded_.count({result.island, result.epoch}) > 0) {
    return verify(result, {record.state_hash, record.report_hash});
  }
  if (replaying_) return {};
  record.island = result.island;
  record.epoch = result.epoch;
  record.evaluations = result.report.evaluations;
  record.elapsed = elapsed;
  const auto appended = folder_->journal().append(EvolvedRecord::kKind, record.encode());
  return appended ? Result<void>() : appended.error();
}

Result<void> EvolveSource::verify(const EvolveResult& result, Hashes hashes) {
  const auto known = recorded_.find({result.island, result.epoch});
  const bool same = known->second == hashes;
  recorded_.erase(known);
  if (same) return {};
  return Error{place(result.epoch * islands_ + result.island),
               "computed again, it differs from what the journal has",
               "use the program, the data and the kind of machine of the first session"};
}

std::vector<Individual> EvolveSource::enter(const std::vector<Individual>& offers, double elapsed) {
  std::vector<Individual> entered;
  for (const Individual& offer : offers) {
    if (!told_.offer(offer)) continue;
    std::erase_if(entered, [&offer](const Individual& earlier) {
      return earlier.complexity == offer.complexity;
    });
    entered.push_back(offer);
  }
  for (const Individual& individual : entered) found_.push_back({individual, elapsed});
  return entered;
}

void EvolveSource::tell_partial(Decoder& in, double elapsed) {
  // After the end of the search they would make the board depend on the timing.
  if (finished() != StopReason::none) return;
  const std::vector<Individual> offers = decode_individuals(in);
  enter(offers, elapsed);
  partial_.insert(partial_.end(), offers.begin(), offers.end());
}

void EvolveSource::give_back(std::uint64_t id) {
  archipelago_.give_back(static_cast<std::uint32_t>(id % islands_));
}

Result<void> EvolveSource::fail(std::uint64_t id, const std::string& why, double) {
  return Error{place(id), why, ""};
}

Result<void> EvolveSource::save(double elapsed) {
  if (folder_ == nullptr) return {};
  // The journal first: whatever the snapshot holds, the journal knows.
  if (auto synced = folder_->journal().sync(); !synced) return synced;
  Encoder out;
  out.u64(kEvolveSnapshot);
  out.f64(elapsed);
  archipelago_.save(out);
  return folder_->save_snapshot(out.take());
}

StopReason EvolveSource::finished() const {
  // What the journal does not know was cut off with its session.
  if (replaying_ && recorded_.empty()) return StopReason::exhausted;
  return archipelago_.finished();
}

std::uint64_t EvolveSource::evaluations() const {
  return finished() == StopReason::none ? archipelago_.evaluations_told()
                                        : archipelago_.evaluations();
}

Board EvolveSource::board() const {
  Board board = archipelago_.preview();
  for (const Individual& offer : partial_) board.hall.offer(offer);
  return board;
}

std::string EvolveSource::place(std::uint64_t id) const {
  return "island " + std::to_string(id % islands_) + ", epoch " + std::to_string(id / islands_);
}

}  // namespace cambrian
