#include "engine/algorithm/map_elites.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/assert.hpp"
#include "engine/core/genome_archive.hpp"

namespace cambrian {
namespace {

constexpr double kMostCells = 1e9;

}  // namespace

void MapElites::Note::encode(Encoder& out) const { encode_genome(out, genome); }

MapElites::Note MapElites::Note::decode(Decoder& in) { return {decode_genome(in)}; }

MapElites::MapElites(const SearchSpace& space, Params params)
    : space_(space), params_(std::move(params)) {
  CAMBRIAN_ASSERT(check(params_).ok());
}

Result<void> MapElites::check(const Params& params) {
  const std::size_t axes = params.cells.size();
  if (axes == 0) return Error{"cells", "the grid has no axis", "give cells for each axis"};
  if (params.low.size() != axes || params.high.size() != axes) {
    return Error{"cells", "cells, low and high have other numbers of axes",
                 "give one for each axis"};
  }
  double all = 1;
  for (std::size_t i = 0; i < axes; ++i) {
    if (!(params.low[i] < params.high[i]))
      return Error{"low", "an axis does not begin below its end", "swap low and high"};
    all *= static_cast<double>(params.cells[i]);
  }
  if (all > kMostCells) return Error{"cells", "the grid has more than 10^9 cells", "use fewer"};
  return {};
}

std::vector<Candidate> MapElites::ask(std::size_t room) {
  std::vector<Candidate> candidates;
  while (candidates.size() < room) candidates.push_back(next());
  return candidates;
}

Candidate MapElites::next() {
  const auto id = static_cast<std::uint64_t>(in_flight_.next_id());
  const auto stream = [&](Purpose purpose) {
    return Random({.seed = params_.seed, .island = params_.island, .step = id, .purpose = purpose});
  };
  Candidate candidate;
  candidate.budget.work = params_.budget;
  if (id < params_.samples || used_.empty()) {
    Random random = stream(Purpose::init);
    candidate.genome = space_.sample(random);
  } else {
    Random select = stream(Purpose::select);
    Random vary = stream(Purpose::vary);
    const Elite& parent = elites_.at(select.pick(used_));
    candidate.genome = space_.vary({&parent.genome, 1}, vary);
    candidate.parents = {parent.id};
  }
  candidate.id = in_flight_.begin({candidate.genome});
  return candidate;
}

std::optional<std::uint64_t> MapElites::cell(const std::vector<double>& descriptor) const {
  if (descriptor.size() < params_.cells.size()) return {};
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < params_.cells.size(); ++i) {
    if (std::isnan(descriptor[i])) return {};
    const auto cells = static_cast<double>(params_.cells[i]);
    const double part = (descriptor[i] - params_.low[i]) / (params_.high[i] - params_.low[i]);
    const double index = std::clamp(std::floor(part * cells), 0.0, cells - 1);
    number =
        number * static_cast<std::uint64_t>(params_.cells[i]) + static_cast<std::uint64_t>(index);
  }
  return number;
}

void MapElites::tell(const Evaluation& evaluation) {
  Note note = in_flight_.end(evaluation.id);
  if (!usable(evaluation)) return;
  const auto place = cell(evaluation.descriptor);
  if (!place) return;
  const double loss = evaluation.objectives.front();
  const auto [elite, is_new] = elites_.try_emplace(*place);
  if (is_new) used_.push_back(*place);
  if (is_new || loss < elite->second.loss)
    elite->second = {evaluation.id, std::move(note.genome), loss};
}

void MapElites::save(Encoder& out) const {
  in_flight_.save(out);
  out.block(used_);
  for (const std::uint64_t place : used_) {
    const Elite& elite = elites_.at(place);
    out.u64(static_cast<std::uint64_t>(elite.id));
    encode_genome(out, elite.genome);
    out.f64(elite.loss);
  }
}

void MapElites::load(Decoder& in) {
  in_flight_.load(in);
  used_ = in.block<std::uint64_t>();
  elites_.clear();
  for (const std::uint64_t place : used_) {
    Elite elite;
    elite.id = CandidateId{in.u64()};
    elite.genome = decode_genome(in);
    elite.loss = in.f64();
    if (!elites_.emplace(place, std::move(elite)).second) throw DecodeError("a cell twice");
  }
}

}  // namespace cambrian
