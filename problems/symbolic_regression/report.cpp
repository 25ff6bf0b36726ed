#include "problems/symbolic_regression/report.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "operators/expression/evaluation/interpreter.hpp"
#include "operators/expression/round_constants.hpp"

namespace cambrian::regression {
namespace {

using expression::Expression;

// Rounded constants may cost this share of the loss.
constexpr double kRoundingCost = 1e-3;
// "best" looks at members whose loss is at most this many times the lowest.
constexpr double kBestLossFactor = 1.2;

// Weighted losses of the rows, so that two formulas can be compared row by row.
struct RowLosses {
  std::vector<double> loss;    // of each row, weight included
  std::vector<double> weight;  // of each row
  double total_weight = 0;

  // Standard error of the weighted mean of `difference(row)`.
  template <class Difference>
  double standard_error(Difference&& difference, double mean) const {
    double sum = 0;
    for (std::size_t i = 0; i < loss.size(); ++i) {
      const double off = difference(i) - weight[i] * mean;
      sum += off * off;
    }
    return std::sqrt(sum) / total_weight;
  }
};

class Judge {
 public:
  explicit Judge(const Problem& problem) : problem_(problem), interpreter_(&problem.vocabulary) {}

  double loss(const Expression& e, const expression::Samples<double>& samples) {
    return interpreter_.loss(e, samples, problem_.loss);
  }
  FitQuality quality(const Expression& e, const expression::Samples<double>& samples);
  /// Of the last call of quality().
  RowLosses take_rows() { return std::move(rows_); }

 private:
  void set_rows(const expression::Samples<double>& samples);

  const Problem& problem_;
  expression::Interpreter<double> interpreter_;
  std::vector<double> predictions_;
  RowLosses rows_;
};

void Judge::set_rows(const expression::Samples<double>& samples) {
  const bool weighted = !samples.weights.empty();
  const bool own_weight = problem_.loss.kind == expression::LossKind::custom;
  rows_ = {};
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    const double w = weighted ? samples.weights[i] : 1;
    const double l = expression::loss_of_row(problem_.loss, predictions_[i], samples.target[i], w);
    rows_.loss.push_back(own_weight ? l : w * l);
    rows_.weight.push_back(w);
    rows_.total_weight += w;
  }
}

FitQuality Judge::quality(const Expression& e, const expression::Samples<double>& samples) {
  FitQuality result;
  result.rows = samples.rows();
  result.loss = loss(e, samples);
  predictions_.resize(samples.rows());
  interpreter_.predict(e, samples.inputs, predictions_);
  set_rows(samples);
  if (result.rows > 1) {
    result.standard_error =
        rows_.standard_error([&](std::size_t i) { return rows_.loss[i]; }, result.loss);
  }
  double mean = 0;
  for (std::size_t i = 0; i < samples.rows(); ++i) mean += rows_.weight[i] * samples.target[i];
  mean /= rows_.total_weight;
  double squares = 0;
  double total = 0;
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    const double residual = predictions_[i] - samples.target[i];
    const double off = samples.target[i] - mean;
    squares += rows_.weight[i] * residual * residual;
    total += rows_.weight[i] * off * off;
  }
  result.r2 = total > 0 ? 1 - squares / total : std::nan("");
  return result;
}

// What the choice goes by; a formula that is undefined on these rows is the worst.
double judged_loss(const FrontMember& member) {
  const double loss = member.validation ? member.validation->loss : member.training.loss;
  return std::isnan(loss) ? INFINITY : loss;
}

// Scores along the front by the training losses; a loss that does not fall gives none.
void set_scores(std::vector<FrontMember>& front) {
  for (std::size_t i = 1; i < front.size(); ++i) {
    const double before = front[i - 1].training.loss;
    const double now = front[i].training.loss;
    const double steps = front[i].complexity - front[i - 1].complexity;
    front[i].score = now > 0 ? std::max(0.0, std::log(before / now) / steps) : INFINITY;
  }
}

// By more than a standard error of the difference, row by row.
bool better_beyond_doubt(const FrontMember& larger, const RowLosses& large,
                         const FrontMember& smaller, const RowLosses& small) {
  const double gain = judged_loss(smaller) - judged_loss(larger);
  if (!std::isfinite(gain)) return gain > 0;
  return gain >
         large.standard_error([&](std::size_t i) { return small.loss[i] - large.loss[i]; }, gain);
}

void set_standings(const Problem& problem, std::vector<FrontMember>& front,
                   const std::vector<RowLosses>& rows) {
  const double law = problem.law_tolerance * problem.baseline;
  const auto is_law = [&](const FrontMember& m) { return m.individual.loss() <= law; };
  bool floor_reached = false;
  for (std::size_t i = 0; i < front.size(); ++i) {
    FrontMember& member = front[i];
    if (is_law(member)) {
      member.standing = Standing::law;
      floor_reached = true;
      continue;
    }
    if (floor_reached) {
      member.standing = Standing::overfit;
      continue;
    }
    bool undercut = false;
    for (std::size_t k = i + 1; k < front.size() && !undercut; ++k) {
      undercut = is_law(front[k]) || better_beyond_doubt(front[k], rows[k], member, rows[i]);
    }
    member.standing = undercut ? Standing::fit : Standing::noise_floor;
    floor_reached = !undercut;
  }
}

// Akaike's criterion with the correction for few rows (Hurvich and Tsai 1989), every node counted
// as a parameter.
double information_criterion(const FrontMember& member) {
  const auto rows = static_cast<double>(member.training.rows);
  const double left = rows - member.complexity - 1;
  if (!(left > 0) || std::isnan(member.training.loss)) return INFINITY;
  return rows * std::log(member.training.loss) + 2 * member.complexity * rows / left;
}

std::size_t choose(const std::vector<FrontMember>& front, std::string_view selection) {
  const auto lower_loss = [](const FrontMember& a, const FrontMember& b) {
    return judged_loss(a) < judged_loss(b);
  };
  const auto at = [&](auto it) { return static_cast<std::size_t>(it - front.begin()); };
  const auto law = std::find_if(front.begin(), front.end(),
                                [](const FrontMember& m) { return m.standing == Standing::law; });
  if (law != front.end() && selection != "score") return at(law);
  const auto most_accurate = std::min_element(front.begin(), front.end(), lower_loss);
  if (selection == "accuracy") return at(most_accurate);
  if (selection == "information") {
    return at(std::min_element(front.begin(), front.end(), [](const auto& a, const auto& b) {
      return information_criterion(a) < information_criterion(b);
    }));
  }
  const double limit =
      selection == "score" ? INFINITY : kBestLossFactor * judged_loss(*most_accurate);
  std::size_t best = at(most_accurate);
  for (std::size_t i = 0; i < front.size(); ++i) {
    if (judged_loss(front[i]) <= limit && front[i].score > front[best].score) best = i;
  }
  return best;
}

}  // namespace

RegressionReport make_report(const Problem& problem, const Board& board, ReportOptions options) {
  RegressionReport report;
  Judge judge(problem);
  std::vector<RowLosses> rows;
  for (Individual& individual : board.hall.front()) {
    FrontMember member;
    member.expression = problem.decode(individual.genome);
    member.complexity = individual.complexity;
    member.individual = std::move(individual);
    member.training = judge.quality(member.expression, problem.training);
    if (problem.validation.rows() > 0) {
      member.validation = judge.quality(member.expression, problem.validation);
    }
    rows.push_back(judge.take_rows());
    member.rounded = member.expression;
    if (options.round_constants) {
      member.rounded = expression::round_constants(
          member.expression, [&](const Expression& e) { return judge.loss(e, problem.training); },
          {.relative_tolerance = kRoundingCost,
           .absolute_tolerance = 0.1 * problem.law_tolerance * problem.baseline});
    }
    report.front.push_back(std::move(member));
  }
  if (report.front.empty()) return report;
  set_scores(report.front);
  set_standings(problem, report.front, rows);
  report.chosen = choose(report.front, problem.config.selection);
  return report;
}

}  // namespace cambrian::regression
