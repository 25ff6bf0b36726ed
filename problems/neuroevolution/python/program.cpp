#include "problems/neuroevolution/python/program.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <sstream>
#include <utility>

#include "problems/neuroevolution/python/server.hpp"

namespace cambrian::neuroevolution {
namespace {

constexpr double kStartSeconds = 60;  // imports may take long
constexpr std::size_t kBeforeNumbers = 64;

/// The numbers of words; fewer if one is something else.
std::vector<double> numbers_of(std::istringstream& words) {
  std::vector<double> numbers;
  for (std::string word; words >> word;) {
    double number = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
    if (read.ec != std::errc() || read.ptr != word.data() + word.size()) break;
    numbers.push_back(number);
  }
  return numbers;
}

/// No facts where the line says nothing that can be played.
PythonFacts facts_of(std::istringstream& words) {
  PythonFacts facts;
  std::string where, kind;
  words >> facts.observations >> where >> facts.limit >> kind;
  facts.apart = where == "apart";
  const std::vector<double> numbers = numbers_of(words);
  if (kind == "choice" && numbers.size() == 2 && numbers[0] >= 1) {
    facts.chooses = true;
    facts.outputs = static_cast<std::size_t>(numbers[0]);
    facts.first = static_cast<std::int64_t>(numbers[1]);
  } else if (kind == "bounds") {
    const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
    facts.low.assign(numbers.begin(), middle);
    facts.high.assign(middle, numbers.end());
    if (facts.low.size() == facts.high.size()) facts.outputs = facts.low.size();
  }
  return facts;
}

}  // namespace

Result<std::unique_ptr<Program>> Program::start(const PythonPlace& place) {
  auto exchange = Exchange::make();
  if (!exchange) return exchange.error();
  auto process = Process::start({.words = {place.program, "-c", kPythonServer, place.name},
                                 .folder = place.folder,
                                 .environment = {},
                                 .shared = exchange->file()});
  if (!process) return Error{"python", process.error().message(), "name a Python"};
  std::unique_ptr<Program> program(new Program(place, std::move(*exchange), std::move(*process)));
  if (const auto learnt = program->learn(); !learnt) return learnt.error();
  return program;
}

Result<void> Program::learn() {
  std::string line;
  if (process_.ask("", kStartSeconds, line) != Process::Answer::given) {
    const std::string end = process_.finish();
    return Error{"python", place_.program + " does not play " + place_.name + ": " + end,
                 process_.errors()};
  }
  std::istringstream words(line);
  std::string word;
  words >> word;
  if (word != "ready") {
    return Error{"python", place_.name + " cannot be played: " + line,
                 "name one of Gymnasium's or module:Class, and a Python that has it"};
  }
  facts_ = facts_of(words);
  if (facts_.observations == 0 || facts_.outputs == 0)
    return Error{"python", place_.name + " has nothing to see or nothing to do", ""};
  if (!share())
    return Error{"python", "no memory to share with " + place_.program, process_.errors()};
  return {};
}

bool Program::share() {
  slots_ = place_.side_by_side;
  const std::size_t numbers = slots_ * (4 + facts_.actions() + facts_.observations);
  if (!exchange_.reserve(Exchange::kHeader + kBeforeNumbers + numbers * sizeof(double)))
    return false;
  numbers_ = reinterpret_cast<double*>(exchange_.room() + kBeforeNumbers);
  std::string line;
  const std::string request =
      "share " + std::to_string(slots_) + " " + std::to_string(facts_.actions());
  return process_.ask(request, kStartSeconds, line) == Process::Answer::given;
}

void Program::act(std::size_t slot, const float* outputs) {
  double* const to = numbers_ + 2 * slots_ + facts_.actions() * slot;
  if (facts_.chooses) {
    const std::int64_t choice =
        facts_.first + (std::max_element(outputs, outputs + facts_.outputs) - outputs);
    std::memcpy(to, &choice, sizeof choice);
    return;
  }
  for (std::size_t i = 0; i < facts_.outputs; ++i)
    to[i] = std::min(std::max<double>(outputs[i], facts_.low[i]), facts_.high[i]);
}

void Program::round(std::size_t used) {
  const auto count = static_cast<std::int64_t>(used);
  std::memcpy(exchange_.room(), &count, sizeof count);
  if (exchange_.round(process_, place_.patience) == Process::Answer::given) return;
  std::string why =
      place_.name + " gave no answer within its time, or ended (" + process_.finish() + ")";
  if (const std::string errors = process_.errors(); !errors.empty()) {
    const std::size_t last = errors.find_last_of('\n', errors.size() - 2);
    why += ": " + errors.substr(last == std::string::npos ? 0 : last + 1);
  }
  throw Lost{why};
}

}  // namespace cambrian::neuroevolution
