#include "cli/job_search.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

std::string hexadecimal(const Bytes& bytes) {
  constexpr std::array<char, 17> kDigits{"0123456789abcdef"};
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::byte byte : bytes) {
    text += kDigits[std::to_integer<std::size_t>(byte >> 4)];
    text += kDigits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return text;
}

class Candidates final : public Findings {
 public:
  Candidates(const Job& job, const JobTitle& title)
      : job_(job), title_(title), objectives_(job.evaluator().objectives()) {
    const std::vector<std::string> formats = job.problem().space().formats();
    const auto json = std::find(formats.begin(), formats.end(), "json");
    if (json != formats.end()) json_ = static_cast<std::size_t>(json - formats.begin());
  }

  /// `exact`: with values.
  JobDocument document(const Board& board, bool exact) const {
    JobDocument document;
    document.problem = title_.problem;
    document.algorithm = title_.algorithm;
    document.seed = title_.seed;
    document.objectives = objectives_;
    document.shares = job_.shares();
    const bool several = objectives_.size() > 1;
    const SearchSpace& space = job_.problem().space();
    for (const Individual& member : several ? board.front.members() : board.hall.front()) {
      document.front.push_back({member.objectives, member.complexity, space.describe(member.genome),
                                exact && json_ ? space.print(member.genome, *json_) : "",
                                hexadecimal(member.genome.bytes)});
    }
    const std::vector<double>& reference = job_.reference_point();
    if (several && !reference.empty()) {
      document.reference_point = reference;
      document.hypervolume = board.front.hypervolume(reference);
    }
    return document;
  }

  Front front(const Board& board) const override { return front_of(document(board, false)); }

  std::string line(const Individual& individual) const override {
    std::string text;
    for (std::size_t k = 0; k < objectives_.size(); ++k) {
      text += objectives_[k] + " " + brief(individual.objectives[k]) + "  ";
    }
    return text + job_.problem().space().describe(individual.genome);
  }

  Result<void> keep(const RunFolder& folder, const Progress& progress) const override {
    JobDocument now = document(progress.board, true);
    now.evaluations = progress.evaluations;
    now.failures = progress.failures;
    now.seconds = progress.elapsed;
    return write(folder, now);
  }

  static Result<void> write(const RunFolder& folder, const JobDocument& document) {
    if (auto csv = folder.write("hall_of_fame.csv", front_csv(document)); !csv) return csv;
    return folder.write("hall_of_fame.json", to_json({document}));
  }

 private:
  const Job& job_;
  const JobTitle& title_;
  const std::vector<std::string> objectives_;
  std::optional<std::size_t> json_;  ///< place among the space's formats
};

}  // namespace

Result<JobResult> search(const Job& job, const JobTitle& title, RunFolder& folder,
                         const SearchOptions& options, LiveView& view,
                         const std::atomic<bool>& stop) {
  const Candidates candidates(job, title);
  const auto outcome = Session{candidates, folder, options, view, stop}.carry_out(
      [&](const RunOptions& settings) { return run(job.search(), job.options(), settings); });
  if (!outcome) return outcome.error();
  JobResult result{candidates.document(outcome->board, true), *outcome};
  result.document.stopped = name(outcome->reason);
  result.document.evaluations = outcome->evaluations;
  result.document.failures = outcome->failures;
  result.document.seconds = outcome->elapsed;
  if (auto kept = Candidates::write(folder, result.document); !kept) return kept.error();
  return result;
}

}  // namespace cambrian::cli
