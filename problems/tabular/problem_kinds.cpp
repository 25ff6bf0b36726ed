#include "problems/tabular/problem_kinds.hpp"

#include "problems/tabular/candidate_table.hpp"
#include "problems/tabular/table_space.hpp"

namespace cambrian::tabular {

template <class Visitor>
void fields(Visitor& v, TableSettings& s) {
  v("file", s.file,
    "Table of all candidates, CSV or TSV, plain or gzip, with names in its first line");
  v("objectives", s.objectives,
    "Columns to minimise, none: the last one; a search with one ends at the best row");
  v("maximise", s.maximise, "Those of them that are maximised instead: their values are negated");
  v("ignore", s.ignore, "Columns that are no part of a candidate");
}

template <class Visitor>
void fields(Visitor& v, NkSettings& s) {
  v("bits", s.bits, Range{1, 20},
    "Length of the bit strings; all are evaluated at the start, so that the optimum is known");
  v("neighbours", s.neighbours, Range{0, 19},
    "Other bits that the part of a bit depends on: the more, the more local optima");
  v("landscape", s.landscape, "Another number is another landscape");
}

namespace {

class TableProblem : public Problem, private Evaluator {
 public:
  explicit TableProblem(CandidateTable table)
      : table_(std::make_shared<CandidateTable>(std::move(table))), space_(table_) {}

  const SearchSpace& space() const override { return space_; }
  const Evaluator& evaluator() const override { return *this; }
  /// With several objectives the best first one is no end of the search.
  std::optional<double> optimum() const override {
    if (table_->objective_names().size() > 1) return {};
    return table_->optimum();
  }

 private:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      evaluations[i] = {.id = candidates[i].id, .work = 1};
      const auto row = table_->find(decode(candidates[i].genome));
      if (!row) {
        evaluations[i].status = Status::invalid;
        continue;
      }
      const auto objectives = table_->objectives(*row);
      evaluations[i].objectives.assign(objectives.begin(), objectives.end());
    }
  }
  std::vector<std::string> objectives() const override { return table_->objective_names(); }

  std::shared_ptr<const CandidateTable> table_;
  TableSpace space_;
};

struct FromFile {
  using Params = TableSettings;
  static Result<std::unique_ptr<Problem>> make(const Params& params, const ProblemPlace& place) {
    if (params.file.empty()) return Error{"file", "no table is given", ""};
    const bool absolute = params.file.front() == '/';
    auto table = read_candidates(params, absolute ? params.file : place.folder + "/" + params.file);
    if (!table) return table.error();
    return std::unique_ptr<Problem>(std::make_unique<TableProblem>(std::move(*table)));
  }
};

struct Nk {
  using Params = NkSettings;
  static Result<std::unique_ptr<Problem>> make(const Params& params, const ProblemPlace&) {
    if (params.neighbours >= params.bits)
      return Error{"neighbours", "there are fewer bits than that", "at most bits - 1"};
    return std::unique_ptr<Problem>(std::make_unique<TableProblem>(nk_landscape(params)));
  }
};

}  // namespace

std::vector<ProblemKind> problem_kinds() {
  return {
      problem_kind<FromFile>("tabular", "The best row of a table of all candidates."),
      problem_kind<Nk>("nk", "NK landscapes of bit strings, as rugged as wanted."),
  };
}

}  // namespace cambrian::tabular
