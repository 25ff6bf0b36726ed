#include "engine/island/lease.hpp"

#include <utility>

namespace cambrian {

void EvolveLease::encode(Encoder& out) const {
  out.u64(island);
  out.u64(epoch);
  out.u64(budget);
  out.u64(state ? 1 : 0);
  if (state) out.bytes(*state);
  board->encode(out);
  encode_individuals(out, immigrants);
}

EvolveLease EvolveLease::decode(Decoder& in) {
  EvolveLease lease;
  lease.island = static_cast<std::uint32_t>(in.u64_at_most(UINT32_MAX));
  lease.epoch = in.u64();
  lease.budget = in.u64();
  if (in.u64_at_most(1) == 1) lease.state = std::make_shared<const Bytes>(in.bytes());
  lease.board = std::make_shared<const Board>(Board::decode(in));
  lease.immigrants = decode_individuals(in);
  return lease;
}

void EvolveResult::encode(Encoder& out) const {
  out.u64(island);
  out.u64(epoch);
  report.encode(out);
  out.bytes(*state);
}

EvolveResult EvolveResult::decode(Decoder& in) {
  EvolveResult result;
  result.island = static_cast<std::uint32_t>(in.u64_at_most(UINT32_MAX));
  result.epoch = in.u64();
  result.report = EpochReport::decode(in);
  result.state = std::make_shared<const Bytes>(in.bytes());
  return result;
}

EvolveResult carry_out(const EvolveLease& lease, const IslandModel& model,
                       const std::atomic<bool>& stop) {
  std::unique_ptr<Island> island = model.make(lease.island);
  if (lease.state) {
    Decoder in(*lease.state);
    island->load(in);
  }
  EpochInput input;
  input.epoch = lease.epoch;
  input.budget = lease.budget;
  input.board = lease.board.get();
  input.immigrants = lease.immigrants;
  input.stop = &stop;
  EvolveResult result;
  result.island = lease.island;
  result.epoch = lease.epoch;
  result.report = island->advance(input);
  Encoder out;
  island->save(out);
  result.state = std::make_shared<const Bytes>(out.take());
  return result;
}

}  // namespace cambrian
