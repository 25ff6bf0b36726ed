#include "cli/approximation/second_opinion.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

#include "engine/process/process.hpp"

namespace cambrian::cli {
namespace {

constexpr const char* kSollya = "sollya";
constexpr double kSeconds = 20;  // a script takes a tenth of one
constexpr std::string_view kAgrees = "agrees";
constexpr std::string_view kDiffers = "differs";

std::string_view last_line(std::string_view text) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  return text.substr(text.rfind('\n') + 1);
}

std::string say(const std::string& program, const std::string& script) {
  auto sollya = Process::start({.words = {program, "--warnonstderr", "/dev/stdin"}});
  if (!sollya) return sollya.error().message();
  const bool ended = sollya->wait(kSeconds, script);
  const std::string end = sollya->finish();
  if (!ended) return "no answer in time";
  const std::string_view verdict = last_line(sollya->output());
  if (verdict == kAgrees) return std::string(kAgrees);
  if (verdict == kDiffers) return sollya->output().substr(0, sollya->output().find('\n'));
  return "no answer, " + end;
}

std::string programs(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " program" : " programs");
}

}  // namespace

void ask_sollya(ApproximationDocument& run) {
  const auto program = find_program(kSollya, "");
  run.second_opinion = program ? SecondOpinion::asked : SecondOpinion::not_installed;
  if (!program) return;
  for (ProgramRecord& r : run.front) {
    if (!r.sollya.empty()) r.sollya_says = say(*program, r.sollya);
  }
}

std::string opinion_text(const ApproximationDocument& run) {
  std::size_t scripts = 0, agreed = 0;
  std::string others;
  for (const ProgramRecord& r : run.front) {
    if (r.sollya.empty()) continue;
    ++scripts;
    if (r.sollya_says == kAgrees) {
      ++agreed;
    } else if (!r.sollya_says.empty()) {
      others +=
          "Sollya does not confirm cost " + std::to_string(r.cost) + ": " + r.sollya_says + "\n";
    }
  }
  if (run.second_opinion == SecondOpinion::none || run.front.empty()) return "";
  if (scripts == 0)
    return "Not checked by Sollya: there is no script for this function, error, type or "
           "operators.\n";
  if (run.second_opinion == SecondOpinion::not_installed) {
    return "Not checked by Sollya, which is not installed.\n";
  }
  return others + "Sollya agrees with the errors of " + programs(agreed) +
         (agreed < run.front.size() ? " of " + std::to_string(run.front.size()) : "") + ".\n";
}

}  // namespace cambrian::cli
