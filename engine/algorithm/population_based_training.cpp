#include "engine/algorithm/population_based_training.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "engine/core/genome_archive.hpp"

namespace cambrian {
namespace {

constexpr int kProposals = 60;

bool decode_flag(Decoder& in) { return in.u64_at_most(1) == 1; }

}  // namespace

void PopulationBasedTraining::Record::encode(Encoder& out) const {
  out.u64(static_cast<std::uint64_t>(id));
  encode_genome(out, genome);
  out.f64(score);
  out.block(recent);
  out.u64(steps);
  out.bytes(state);
}

PopulationBasedTraining::Record PopulationBasedTraining::Record::decode(Decoder& in) {
  Record record;
  record.id = CandidateId{in.u64()};
  record.genome = decode_genome(in);
  record.score = in.f64();
  record.recent = in.block<double>();
  if (record.recent.empty()) throw DecodeError("a member without a score");
  record.steps = in.u64();
  record.state = in.bytes();
  return record;
}

void PopulationBasedTraining::Member::encode(Encoder& out) const {
  out.u64(record.has_value());
  if (record) record->encode(out);
  out.u64(settings.has_value());
  if (settings) encode_genome(out, *settings);
  out.u64(parts);
  out.u64(worked);
  for (bool flag : {busy, waits, failed}) out.u64(flag);
  out.u64(static_cast<std::uint64_t>(told));
}

PopulationBasedTraining::Member PopulationBasedTraining::Member::decode(Decoder& in) {
  Member member;
  if (decode_flag(in)) member.record = Record::decode(in);
  if (decode_flag(in)) member.settings = decode_genome(in);
  member.parts = static_cast<std::uint32_t>(in.u64_at_most(UINT32_MAX));
  member.worked = in.u64();
  for (bool* flag : {&member.busy, &member.waits, &member.failed}) *flag = decode_flag(in);
  member.told = CandidateId{in.u64()};
  return member;
}

void PopulationBasedTraining::Note::encode(Encoder& out) const {
  out.u64(member);
  encode_genome(out, genome);
}

PopulationBasedTraining::Note PopulationBasedTraining::Note::decode(Decoder& in) {
  const std::uint64_t member = in.u64();
  return {member, decode_genome(in)};
}

PopulationBasedTraining::PopulationBasedTraining(const SearchSpace& space, Params params)
    : space_(space),
      hyperparameters_(dynamic_cast<const Hyperparameters*>(&space)),
      params_(std::move(params)),
      exploit_{params_.exploit, params_.quantile, params_.significance, params_.population},
      members_(params_.population) {
  for (std::size_t i = 0; i < params_.start.size(); ++i)
    members_.at(i).settings = hyperparameters_->parse(params_.start[i].text).value();
}

Result<void> PopulationBasedTraining::check(const Params& params, const SearchSpace& space) {
  if (params.perturb.empty()) return Error{"perturb", "there are no factors", "e.g. [0.8, 1.2]"};
  if (params.start.size() > params.population)
    return Error{"start", "has settings for more members than there are", ""};
  const auto* const hyperparameters = dynamic_cast<const Hyperparameters*>(&space);
  if (params.explore == Explore::model && hyperparameters == nullptr)
    return Error{"explore", "this problem's candidates are no settings that a model could compare",
                 "use perturb"};
  if (!params.start.empty() && hyperparameters == nullptr)
    return Error{"start", "this problem's candidates cannot be read from a configuration", ""};
  for (std::size_t i = 0; i < params.start.size(); ++i) {
    const auto genome = hyperparameters->parse(params.start[i].text);
    if (genome) continue;
    const std::string where = "start[" + std::to_string(i) + "]";
    const std::string& inner = genome.error().where;
    return Error{inner.empty() ? where : where + "." + inner, genome.error().what,
                 genome.error().hint};
  }
  return {};
}

bool PopulationBasedTraining::is_done(const Member& member) const {
  return params_.length > 0 && member.worked >= params_.length;
}

std::optional<std::size_t> PopulationBasedTraining::next_member() const {
  std::optional<std::size_t> next;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Member& member = members_[i];
    if (member.busy || member.waits || is_done(member)) continue;
    if (!next || member.told < members_[*next].told) next = i;
  }
  return next;
}

std::vector<Candidate> PopulationBasedTraining::ask(std::size_t room) {
  std::vector<Candidate> candidates;
  while (candidates.size() < room) {
    const auto next = next_member();
    if (!next) break;
    candidates.push_back(next_part(*next));
  }
  return candidates;
}

Candidate PopulationBasedTraining::next_part(std::size_t index) {
  Member& member = members_[index];
  member.busy = true;
  if (!member.settings) {
    Random random = stream(in_flight_.next_id(), Purpose::init);
    member.settings = space_.sample(random);
  }
  Candidate candidate;
  candidate.genome = *member.settings;
  candidate.budget.work = params_.interval;
  if (member.record) {
    candidate.parents = {member.record->id};
    candidate.state = member.record->state;
  }
  if (params_.length > 0)
    candidate.budget.work = std::min(params_.interval, params_.length - member.worked);
  candidate.id = in_flight_.begin({index, candidate.genome});
  return candidate;
}

void PopulationBasedTraining::tell(const Evaluation& evaluation) {
  Note note = in_flight_.end(evaluation.id);
  Member& member = members_.at(note.member);
  member.busy = false;
  member.told = evaluation.id;
  learn(member, note.genome, evaluation);
  note_result(member, std::move(note.genome), evaluation);
  if (!params_.synchronous) return decide(note.member, standings(), members_);
  member.waits = true;
  ++reported_;
  const auto open = std::count_if(members_.begin(), members_.end(),
                                  [&](const Member& m) { return m.waits || !is_done(m); });
  const double needed = std::ceil(params_.quorum * static_cast<double>(open));
  if (static_cast<double>(reported_) >= needed) end_generation();
}

double PopulationBasedTraining::time(std::uint64_t steps) const {
  return static_cast<double>(steps) / static_cast<double>(params_.interval);
}

// What the part gained, beginning with the record that the member still has.
void PopulationBasedTraining::learn(const Member& member, const Genome& genome,
                                    const Evaluation& evaluation) {
  if (params_.explore != Explore::model || !member.record) return;
  if (!usable(evaluation) || evaluation.state.empty()) return;
  model_.add({time(member.record->steps), hyperparameters_->coordinates(genome),
              member.record->score - evaluation.objectives.front()});
}

// Score and state together, or nothing.
void PopulationBasedTraining::note_result(Member& member, Genome genome,
                                          const Evaluation& evaluation) {
  const std::uint64_t work = evaluation.work > 0 ? evaluation.work : params_.interval;
  member.worked += work;
  member.failed = !usable(evaluation) || evaluation.state.empty();
  if (member.failed) return;
  Record record{.id = evaluation.id,
                .genome = std::move(genome),
                .score = evaluation.objectives.front(),
                .steps = work,
                .state = evaluation.state};
  if (member.record) {
    record.recent = std::move(member.record->recent);
    record.steps += member.record->steps;
  }
  record.recent.push_back(record.score);
  if (record.recent.size() > params_.window) record.recent.erase(record.recent.begin());
  member.record = std::move(record);
  ++member.parts;
}

std::vector<Standing> PopulationBasedTraining::standings() const {
  std::vector<Standing> all;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const auto& record = members_[i].record;
    if (!record) continue;
    const std::uint64_t age = (record->steps + params_.interval - 1) / params_.interval;
    all.push_back({i, record->score, record->recent, age});
  }
  return all;
}

void PopulationBasedTraining::decide(std::size_t index, const std::vector<Standing>& standings,
                                     const std::vector<Member>& then) {
  Member& member = members_[index];
  if (!member.failed) {
    if (is_done(member)) return;
    if (member.parts < params_.ready || member.record->steps < params_.burn_in) return;
  }
  member.parts = 0;
  Random select = stream(member.told, Purpose::select);
  std::optional<std::size_t> source;
  if (member.failed) {
    if (params_.exploit != ExploitRule::none) source = choose_rescuer(exploit_, standings, select);
    if (!source) {
      member.record.reset();
      return member.settings.reset();
    }
  } else {
    const auto own = std::find_if(standings.begin(), standings.end(),
                                  [&](const Standing& s) { return s.member == index; });
    source = choose_source(exploit_, standings, static_cast<std::size_t>(own - standings.begin()),
                           select);
    if (!source) return;
  }
  // A copy first: the source may be this member's own, after a failure.
  const Record record = *then[standings[*source].member].record;
  Random vary = stream(member.told, Purpose::vary);
  member.settings = explored(record, vary);
  member.record = record;
}

void PopulationBasedTraining::end_generation() {
  const std::vector<Member> then = members_;
  const std::vector<Standing> all = standings();
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (!members_[i].waits) continue;
    members_[i].waits = false;
    decide(i, all, then);
  }
  reported_ = 0;
}

Genome PopulationBasedTraining::explored(const Record& record, Random& random) const {
  if (hyperparameters_ == nullptr) return space_.vary({&record.genome, 1}, random);
  if (params_.explore == Explore::model) return proposed(record, random);
  return hyperparameters_->explore(record.genome, {params_.resample, params_.perturb}, random);
}

Genome PopulationBasedTraining::proposed(const Record& record, Random& random) const {
  std::vector<Genome> proposals;
  std::vector<std::vector<double>> places;
  for (int i = 0; i < kProposals; ++i) {
    const double resample = i % 2 == 0 ? params_.resample : 1;
    proposals.push_back(
        hyperparameters_->explore(record.genome, {resample, params_.perturb}, random));
    places.push_back(hyperparameters_->coordinates(proposals.back()));
  }
  std::vector<std::vector<double>> tried;
  for (const Member& member : members_) {
    if (member.busy) tried.push_back(hyperparameters_->coordinates(*member.settings));
  }
  return proposals[model_.choose(places, time(record.steps), tried)];
}

Random PopulationBasedTraining::stream(CandidateId id, Purpose purpose) const {
  return Random({.seed = params_.seed,
                 .island = params_.island,
                 .step = static_cast<std::uint64_t>(id),
                 .purpose = purpose});
}

std::vector<Bytes> PopulationBasedTraining::states() const {
  std::vector<Bytes> states;
  for (const Member& member : members_) {
    if (member.record) states.push_back(member.record->state);
  }
  return states;
}

void PopulationBasedTraining::save(Encoder& out) const {
  in_flight_.save(out);
  out.u64(members_.size());
  for (const Member& member : members_) member.encode(out);
  out.u64(reported_);
  model_.save(out);
}

void PopulationBasedTraining::load(Decoder& in) {
  in_flight_.load(in);
  if (in.u64() != members_.size()) throw DecodeError("a population of another size");
  for (Member& member : members_) member = Member::decode(in);
  reported_ = in.u64_at_most(members_.size());
  model_.load(in);
}

}  // namespace cambrian
