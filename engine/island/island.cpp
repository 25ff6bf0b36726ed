#include "engine/island/island.hpp"

namespace cambrian {

void encode_individuals(Encoder& out, const std::vector<Individual>& individuals) {
  out.u64(individuals.size());
  for (const Individual& individual : individuals) individual.encode(out);
}

std::vector<Individual> decode_individuals(Decoder& in) {
  std::vector<Individual> individuals;
  for (std::uint64_t left = in.u64(); left > 0; --left) {
    individuals.push_back(Individual::decode(in));
  }
  return individuals;
}

void Board::encode(Encoder& out) const {
  hall.encode(out);
  front.encode(out);
  out.block(statistics);
}

Board Board::decode(Decoder& in) {
  Board board;
  board.hall = HallOfFame::decode(in);
  board.front = ParetoArchive::decode(in);
  board.statistics = in.block<double>();
  return board;
}

void EpochReport::encode(Encoder& out) const {
  encode_individuals(out, emigrants);
  encode_individuals(out, offers);
  out.block(statistics);
  out.u64(evaluations);
  out.u64(exhausted ? 1 : 0);
}

EpochReport EpochReport::decode(Decoder& in) {
  EpochReport report;
  report.emigrants = decode_individuals(in);
  report.offers = decode_individuals(in);
  report.statistics = in.block<double>();
  report.evaluations = in.u64();
  report.exhausted = in.u64_at_most(1) == 1;
  return report;
}

std::vector<std::uint32_t> IslandModel::neighbours(std::uint32_t index) const {
  const std::uint32_t count = islands();
  if (count < 2) return {};
  return {(index + count - 1) % count};
}

void IslandModel::merge(Board& board, const std::vector<EpochReport>& reports) const {
  for (const EpochReport& report : reports) {
    for (const Individual& offer : report.offers) board.hall.offer(offer);
    if (report.statistics.size() > board.statistics.size()) {
      board.statistics.resize(report.statistics.size(), 0.0);
    }
    for (std::size_t i = 0; i < report.statistics.size(); ++i) {
      board.statistics[i] += report.statistics[i];
    }
  }
}

}  // namespace cambrian
