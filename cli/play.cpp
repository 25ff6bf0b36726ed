#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/field_flag.hpp"
#include "cli/hall_json.hpp"
#include "cli/opened_run.hpp"
#include "cli/output.hpp"
#include "cli/page/page.hpp"
#include "cli/text.hpp"
#include "engine/algorithm/student.hpp"
#include "engine/space/playable.hpp"

namespace cambrian::cli {

/// Which episodes are played.
struct Series {
  std::uint32_t episodes = 100;
  std::uint64_t seed = 1;
};

template <class Visitor>
void fields(Visitor& v, Series& s) {
  v("episodes", s.episodes, Range{1, 1e6}, "So many are played");
  v("seed", s.seed, "Draws them; none of them was seen by the search, whatever its seed");
}

namespace {

using Json = nlohmann::ordered_json;

struct Request {
  std::string run;
  std::string page;
  bool json = false;
  Series series;
  FieldList series_fields = describe(series);
};

CommandLine command_line(Request& request) {
  CommandLine line{
      .name = "play",
      .summary =
          "Lets the best network of a run act in episodes that its search has not seen, and "
          "tells how it scores.",
      .examples =
          "  cambrian play runs/pole\n"
          "  cambrian play runs/pole --episodes 1000 --seed 7 --json\n"
          "  cambrian play runs/pole --html pole.html\n",
      .positionals = {{"RUN", "Folder of the run", &request.run}},
      .flags = {text_flag("html", "PAGE.html", request.page,
                          "Writes a page on which the first episode is seen"),
                switch_flag("json", request.json, "Every episode, as JSON")},
  };
  for (const Field& field : request.series_fields.all()) line.flags.push_back(field_flag(field));
  return line;
}

/// The scores of the episodes; `margin` is half the width of the interval that holds the mean of
/// all episodes with a confidence of 95 %, and no number for one episode.
struct Scores {
  double mean = 0;
  double margin = std::nan("");
  double least = 0;
  double most = 0;
  double steps = 0;  ///< mean
  std::size_t broken = 0;

  explicit Scores(const std::vector<PlayedEpisode>& episodes) {
    const auto n = static_cast<double>(episodes.size());
    least = most = episodes.front().score;
    for (const PlayedEpisode& episode : episodes) {
      mean += episode.score / n;
      steps += static_cast<double>(episode.steps) / n;
      least = std::min(least, episode.score);
      most = std::max(most, episode.score);
      broken += episode.broken ? 1 : 0;
    }
    if (episodes.size() < 2) return;
    double squares = 0;
    for (const PlayedEpisode& episode : episodes)
      squares += (episode.score - mean) * (episode.score - mean);
    margin = student_quantile(0.025, n - 1) * std::sqrt(squares / (n - 1) / n);
  }
  bool has_margin() const { return !std::isnan(margin); }
};

struct Performance {
  std::string run;
  std::string stage;
  std::string candidate;
  Series series;
  std::vector<PlayedEpisode> episodes;
  Film film;  ///< empty unless it is wanted
};

/// Loads the best candidate and lets it play.
Result<Performance> perform(const Request& request) {
  const auto run = OpenedRun::open(request.run);
  if (!run) return run.error();
  const auto* playable = dynamic_cast<const Playable*>(&run->problem());
  if (playable == nullptr) {
    return Error{run->folder, "its candidates do not act, so there is nothing to play",
                 "name a run of the problem \"neuroevolution\""};
  }
  const auto search = run->found();
  if (!search) return search.error();
  const CandidateRecord& best = search->best();
  const auto genome = run->genome(best);
  if (!genome) return genome.error();
  const auto& [count, seed] = request.series;
  Performance performance{run->folder,
                          playable->stage(),
                          best.candidate,
                          request.series,
                          playable->play(*genome, count, seed),
                          {}};
  if (request.page.empty()) return performance;
  if (!playable->has_frames()) {
    return Error{"--html", playable->stage() + " does not say how its states look",
                 "leave the flag out"};
  }
  performance.film = playable->film(*genome, seed);
  return performance;
}

std::string interval(const Scores& scores) {
  if (!scores.has_margin()) return "one episode has no confidence interval";
  return "95 % confidence: " + brief(scores.mean - scores.margin) + " to " +
         brief(scores.mean + scores.margin);
}

std::string text_of(const Performance& performance, const Scores& scores) {
  std::string text = performance.stage + ": mean score " + brief(scores.mean) + " (" +
                     interval(scores) + ")\n" + std::to_string(performance.episodes.size()) +
                     (performance.episodes.size() == 1 ? " episode" : " episodes") + ", scores " +
                     brief(scores.least) + " to " + brief(scores.most) + ", " +
                     brief(scores.steps) + " steps on average\n";
  if (scores.broken > 0) {
    text += std::to_string(scores.broken) +
            " of them ended because an observation was not a finite number\n";
  }
  return text;
}

std::string json_of(const Performance& performance, const Scores& scores) {
  Json values = Json::array();
  Json steps = Json::array();
  for (const PlayedEpisode& episode : performance.episodes) {
    values.push_back(episode.score);
    steps.push_back(episode.steps);
  }
  const auto bound = [&](double sign) {
    return scores.has_margin() ? Json(scores.mean + sign * scores.margin) : Json(nullptr);
  };
  return hall_text<Json>({{"run", performance.run},
                          {"environment", performance.stage},
                          {"candidate", performance.candidate},
                          {"seed", performance.series.seed},
                          {"mean", scores.mean},
                          {"low", bound(-1)},
                          {"high", bound(1)},
                          {"broken", scores.broken},
                          {"scores", values},
                          {"steps", steps}});
}

std::string html_of(const Performance& performance, const Scores& scores) {
  const std::string seed = std::to_string(performance.series.seed);
  page::Page page(performance.stage, performance.run + ", best candidate");
  page.cards({{brief(scores.mean), "mean score"},
              {scores.has_margin() ? brief(scores.mean - scores.margin) + " to " +
                                         brief(scores.mean + scores.margin)
                                   : "none",
               "95 % confidence"},
              {std::to_string(performance.episodes.size()), "episodes"},
              {brief(performance.episodes.front().score), "score of the first"}});
  page.heading("The first episode", "of those that seed " + seed + " draws");
  page.film(performance.film);
  return page.html();
}

}  // namespace

int play(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto performance = perform(request);
  if (!performance) return fail(performance.error());
  const Scores scores(performance->episodes);
  if (!request.page.empty()) {
    if (const auto written = write_page(request.page, html_of(*performance, scores)); !written)
      return fail(written.error());
  }
  return print(request.json ? json_of(*performance, scores) : text_of(*performance, scores));
}

}  // namespace cambrian::cli
