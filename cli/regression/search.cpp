#include "cli/regression/search.hpp"

#include <string>

#include "cli/regression/front_text.hpp"
#include "cli/regression/make_document.hpp"
#include "cli/text.hpp"
#include "cluster/run.hpp"

namespace cambrian::cli {
namespace {

Result<void> write(const RunFolder& folder, const RunDocument& document) {
  if (auto csv = folder.write("hall_of_fame.csv", front_csv(document)); !csv) return csv;
  return folder.write("hall_of_fame.json", to_json({document}));
}

class Formulas final : public Findings {
 public:
  explicit Formulas(const regression::RegressionModel& model) : model_(model) {}

  Front front(const Board& board) const override {
    Front front{{"complexity", "loss"}, "equation", "no valid formula yet", {}};
    for (const Individual& member : board.hall.front()) {
      front.rows.push_back(
          {{static_cast<double>(member.complexity), member.loss()}, model_.describe(member)});
    }
    return front;
  }
  std::string line(const Individual& individual) const override {
    return "complexity " + std::to_string(individual.complexity) + "  loss " +
           brief(individual.loss()) + "  " + model_.describe(individual);
  }
  Result<void> keep(const RunFolder& folder, const Progress& progress) const override {
    RunDocument document = make_document(model_.problem(), progress.board, false);
    document.evaluations = progress.evaluations;
    document.seconds = progress.elapsed;
    return write(folder, document);
  }

 private:
  const regression::RegressionModel& model_;
};

}  // namespace

Result<SearchResult> search(const regression::RegressionModel& model, RunFolder& folder,
                            const SearchOptions& options, LiveView& view,
                            const std::atomic<bool>& stop) {
  const Formulas formulas(model);
  const auto outcome =
      Session{formulas, folder, options, view, stop}.carry_out([&](RunOptions settings) {
        settings.lag = static_cast<std::uint64_t>(model.problem().config.lag);
        return run(model, settings);
      });
  if (!outcome) return outcome.error();
  SearchResult result{make_document(model.problem(), outcome->board, true), *outcome};
  result.document.stopped = name(outcome->reason);
  result.document.evaluations = outcome->evaluations;
  result.document.seconds = outcome->elapsed;
  if (auto written = write(folder, result.document); !written) return written.error();
  return result;
}

}  // namespace cambrian::cli
