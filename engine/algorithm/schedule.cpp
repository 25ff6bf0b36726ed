#include "engine/algorithm/schedule.hpp"

#include <string>
#include <utility>

#include "engine/space/hyperparameters.hpp"

namespace cambrian {

void ScheduledTraining::Note::encode(Encoder& out) const { out.u64(member); }

ScheduledTraining::Note ScheduledTraining::Note::decode(Decoder& in) { return {in.u64()}; }

ScheduledTraining::ScheduledTraining(const SearchSpace& space, Params params)
    : params_(std::move(params)), members_(params_.members) {
  for (const JsonText& settings : params_.settings)
    settings_.push_back(dynamic_cast<const Hyperparameters&>(space).parse(settings.text).value());
}

Result<void> ScheduledTraining::check(const Params& params, const SearchSpace& space) {
  const auto* const hyperparameters = dynamic_cast<const Hyperparameters*>(&space);
  if (hyperparameters == nullptr)
    return Error{"settings", "this problem's candidates cannot be read from a configuration", ""};
  if (params.settings.empty())
    return Error{"settings", "are missing", "the settings of each part of the schedule"};
  if (params.until.size() != params.settings.size())
    return Error{"until",
                 "has " + std::to_string(params.until.size()) + " numbers for " +
                     std::to_string(params.settings.size()) + " parts",
                 "give one for each"};
  for (std::size_t i = 0; i < params.settings.size(); ++i) {
    if (i > 0 && params.until[i] <= params.until[i - 1])
      return Error{"until", "does not rise at " + std::to_string(params.until[i]), ""};
    const auto genome = hyperparameters->parse(params.settings[i].text);
    if (genome) continue;
    const std::string where = "settings[" + std::to_string(i) + "]";
    const std::string& inner = genome.error().where;
    return Error{inner.empty() ? where : where + "." + inner, genome.error().what,
                 genome.error().hint};
  }
  return {};
}

std::vector<Candidate> ScheduledTraining::ask(std::size_t room) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < members_.size() && candidates.size() < room; ++i) {
    if (!members_[i].waits && members_[i].part < settings_.size())
      candidates.push_back(next_part(i));
  }
  return candidates;
}

Candidate ScheduledTraining::next_part(std::size_t index) {
  Member& member = members_[index];
  member.waits = true;
  const std::size_t part = member.part;
  Candidate candidate;
  candidate.genome = settings_[part];
  candidate.budget.work =
      static_cast<std::uint64_t>(params_.until[part] - (part > 0 ? params_.until[part - 1] : 0));
  candidate.state = member.state;
  if (part > 0) candidate.parents = {member.last};
  candidate.id = in_flight_.begin({index});
  return candidate;
}

void ScheduledTraining::tell(const Evaluation& evaluation) {
  Member& member = members_.at(in_flight_.end(evaluation.id).member);
  if (!usable(evaluation) || evaluation.state.empty()) return;
  member.waits = false;
  member.last = evaluation.id;
  member.state = evaluation.state;
  ++member.part;
}

std::vector<Bytes> ScheduledTraining::states() const {
  std::vector<Bytes> states;
  for (const Member& member : members_) {
    if (!member.state.empty()) states.push_back(member.state);
  }
  return states;
}

void ScheduledTraining::save(Encoder& out) const {
  in_flight_.save(out);
  out.u64(members_.size());
  for (const Member& member : members_) {
    out.u64(static_cast<std::uint64_t>(member.last));
    out.u64(member.part);
    out.u64(member.waits);
    out.bytes(member.state);
  }
}

void ScheduledTraining::load(Decoder& in) {
  in_flight_.load(in);
  if (in.u64() != members_.size()) throw DecodeError("another number of members");
  for (Member& member : members_) {
    member.last = CandidateId{in.u64()};
    member.part = in.u64_at_most(settings_.size());
    member.waits = in.u64_at_most(1) == 1;
    member.state = in.bytes();
  }
}

}  // namespace cambrian
