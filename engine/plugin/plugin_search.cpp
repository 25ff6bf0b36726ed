#include "engine/plugin/plugin_search.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "engine/plugin/out.hpp"
#include "engine/plugin/plugin_fault.hpp"
#include "engine/plugin/stream.hpp"

namespace cambrian {
namespace {

using plugin::BorrowedRandom;
using plugin::LentRandom;

void write(CambrianOut* out, const Genome& genome) {
  out->write(out, genome.bytes.data(), genome.bytes.size());
}

Genome genome_of(const CambrianView& view) {
  const auto* bytes = static_cast<const std::byte*>(view.data);
  return Genome::of(Bytes(bytes, bytes + view.size));
}

std::uint32_t status_of(const Evaluation& evaluation) {
  const bool is_nan = std::any_of(evaluation.objectives.begin(), evaluation.objectives.end(),
                                  [](double value) { return std::isnan(value); });
  if (evaluation.status == Status::ok && (is_nan || !usable(evaluation))) return CAMBRIAN_INVALID;
  return static_cast<std::uint32_t>(evaluation.status);
}

}  // namespace

PluginAlgorithm::Searched::Searched(const SearchSpace& the_space, std::size_t objective_count)
    : CambrianSearched{}, space(the_space) {
  size = sizeof(CambrianSearched);
  objectives = static_cast<std::uint32_t>(objective_count);
  sample = [](const CambrianSearched* host, CambrianRandom* random, CambrianOut* genome) {
    const auto& self = *static_cast<const Searched*>(host);
    try {
      BorrowedRandom stream(random);
      write(genome, self.space.sample(*stream));
      return 0;
    } catch (...) {
      self.fault = std::current_exception();
      return 1;
    }
  };
  vary = [](const CambrianSearched* host, const CambrianView* parents, std::size_t count,
            CambrianRandom* random, CambrianOut* genome) {
    const auto& self = *static_cast<const Searched*>(host);
    try {
      std::vector<Genome> genomes;
      for (std::size_t i = 0; i < count; ++i) genomes.push_back(genome_of(parents[i]));
      BorrowedRandom stream(random);
      write(genome, self.space.vary(genomes, *stream));
      return 0;
    } catch (...) {
      self.fault = std::current_exception();
      return 1;
    }
  };
}

PluginAlgorithm::PluginAlgorithm(std::shared_ptr<const PluginTable<CambrianAlgorithm>> table,
                                 const AlgorithmPlace& place)
    : table_(std::move(table)), seed_(place.seed), searched_(place.space, place.objectives) {}

PluginAlgorithm::~PluginAlgorithm() {
  if (instance_ != nullptr) table_->functions.destroy(instance_);
}

Result<std::unique_ptr<Algorithm>> PluginAlgorithm::make(
    std::shared_ptr<const PluginTable<CambrianAlgorithm>> table, const PluginFields& fields,
    const AlgorithmPlace& place) {
  const PluginFields::Values values(fields);
  std::unique_ptr<PluginAlgorithm> made(new PluginAlgorithm(std::move(table), place));
  Out note;
  made->instance_ = made->table_->functions.create(values.data(), &made->searched_, &note);
  if (made->instance_ == nullptr) return Error{"", made->table_->name + ": " + note.text(), ""};
  return std::unique_ptr<Algorithm>(std::move(made));
}

Random PluginAlgorithm::stream(CandidateId id, Purpose purpose) const {
  return Random({.seed = seed_, .step = static_cast<std::uint64_t>(id), .purpose = purpose});
}

void PluginAlgorithm::fail(const std::string& function, const std::string& note) {
  if (searched_.fault) std::rethrow_exception(std::exchange(searched_.fault, nullptr));
  throw PluginFault(table_->origin, function, table_->name, note);
}

std::vector<Candidate> PluginAlgorithm::ask(std::size_t room) {
  std::vector<Candidate> candidates;
  while (candidates.size() < room) {
    const CandidateId id = in_flight_.next_id();
    Random random = stream(id, Purpose::select);
    Out genome;
    Out parents;
    Out note;
    CambrianProposal proposal = {sizeof(CambrianProposal), 0, &genome, &parents, 0};
    int answer = 0;
    {
      LentRandom lent(random);
      answer = table_->functions.ask(instance_, &lent, &proposal, &note);
    }
    if (answer == CAMBRIAN_WAIT) break;
    if (answer != CAMBRIAN_ASKED) fail("ask", note.text());
    Candidate candidate;
    candidate.genome = Genome::of(genome.take());
    candidate.budget.work = proposal.budget;
    candidate.parents = parents.all<CandidateId>();
    for (const CandidateId parent : candidate.parents) {
      if (parent >= id) fail("ask", "a candidate descends from one that was not asked for");
    }
    candidate.id = in_flight_.begin({candidate.genome, proposal.budget});
    candidates.push_back(std::move(candidate));
  }
  if (candidates.empty() && room > 0 && in_flight_.next_id() == CandidateId{0}) {
    fail("ask", "it gave no candidate although none was evaluated yet");
  }
  return candidates;
}

void PluginAlgorithm::tell(const Evaluation& evaluation) {
  const Note note = in_flight_.end(evaluation.id);
  const std::uint32_t status = status_of(evaluation);
  const CambrianTold told = {
      .size = sizeof(CambrianTold),
      .status = status,
      .id = static_cast<std::uint64_t>(evaluation.id),
      .budget = note.budget,
      .genome = view_of(note.genome.bytes),
      .objectives = evaluation.objectives.data(),
      .objective_count = evaluation.objectives.size(),
      .descriptor = evaluation.descriptor.data(),
      .descriptor_count = evaluation.descriptor.size(),
      .complexity = status == CAMBRIAN_OK ? searched_.space.complexity(note.genome) : 0,
      .unused = 0,
  };
  Random random = stream(evaluation.id, Purpose::accept);
  LentRandom lent(random);
  Out why;
  if (table_->functions.tell(instance_, &told, &lent, &why) != 0) fail("tell", why.text());
}

void PluginAlgorithm::save(Encoder&) const {
  throw std::logic_error(table_->name + ": the state of a plugin's algorithm is its own");
}

void PluginAlgorithm::load(Decoder&) {
  throw std::logic_error(table_->name + ": the state of a plugin's algorithm is its own");
}

Result<std::shared_ptr<const Selector>> PluginSelector::make(
    std::shared_ptr<const PluginTable<CambrianSelector>> table, const PluginFields& fields) {
  const PluginFields::Values values(fields);
  Out note;
  void* instance = table->functions.create(values.data(), &note);
  if (instance == nullptr) return Error{"", table->name + ": " + note.text(), ""};
  return std::shared_ptr<const Selector>(new PluginSelector(std::move(table), instance));
}

PluginSelector::~PluginSelector() { table_->functions.destroy(instance_); }

std::size_t PluginSelector::select(const SelectionTable& members, Random& random) const {
  const CambrianPopulation population = {
      .size = sizeof(CambrianPopulation),
      .reserved = 0,
      .count = members.size(),
      .objective_count = members.objective_count,
      .objectives = members.objectives.data(),
      .born = members.born.data(),
      .complexity = members.complexities.data(),
  };
  std::size_t index = members.size();
  Out note;
  int failed = 0;
  {
    LentRandom lent(random);
    failed = table_->functions.select(instance_, &population, &lent, &index, &note);
  }
  if (failed != 0) throw PluginFault(table_->origin, "select", table_->name, note.text());
  if (index >= members.size()) {
    throw PluginFault(table_->origin, "select", table_->name,
                      "it chose member " + std::to_string(index) + " of 0 to " +
                          std::to_string(members.size() - 1));
  }
  return index;
}

}  // namespace cambrian
