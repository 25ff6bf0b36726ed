#include "problems/external/protocol.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "engine/core/suggest.hpp"

namespace cambrian::external {
namespace {

using nlohmann::json;

// Python and JavaScript write NaN and infinities that JSON does not know.
std::string with_quoted_numbers(std::string_view text) {
  static constexpr std::string_view kWords[] = {"NaN", "-Infinity", "Infinity"};
  std::string result;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\') {
      result += text.substr(i++, 2);
      continue;
    }
    if (text[i] == '"') in_string = !in_string;
    const auto* word = std::find_if(std::begin(kWords), std::end(kWords), [&](auto candidate) {
      return !in_string && text.substr(i, candidate.size()) == candidate;
    });
    if (word == std::end(kWords)) {
      result += text[i];
    } else {
      result += '"' + std::string(*word) + '"';
      i += word->size() - 1;
    }
  }
  return result;
}

std::optional<double> number(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_null()) return NAN;
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  if (text == "NaN" || text == "nan") return NAN;
  if (text == "Infinity" || text == "inf") return INFINITY;
  if (text == "-Infinity" || text == "-inf") return -INFINITY;
  return std::nullopt;
}

// Takes an answer apart; the first fault is kept.
class AnswerReader {
 public:
  AnswerReader(CandidateId id, const std::vector<std::string>& objectives)
      : id_(id), names_(objectives) {}

  void read(const json& answer) {
    if (!answer.is_object()) return read_objectives(answer);
    for (const auto& [key, value] : answer.items()) {
      if (key == "id") {
        if (value != static_cast<std::uint64_t>(id_)) fail("it is for another id: " + value.dump());
      } else if (key == "objectives") {
        read_objectives(value);
      } else if (key == "descriptor") {
        read_numbers(value, key, evaluation_.descriptor);
      } else if (key == "state") {
        read_state(value);
      } else if (key == "work") {
        if (!value.is_number_unsigned())
          fail("work is no whole number");
        else
          evaluation_.work = value.get<std::uint64_t>();
      } else if (key == "note") {
        if (!value.is_string())
          fail("note is no text");
        else
          evaluation_.note = value.get<std::string>();
      } else if (key == "status") {
        read_status(value);
      } else {
        static const std::vector<std::string> kKeys = {"id",   "objectives", "descriptor", "state",
                                                       "work", "note",       "status"};
        fail("it has an unknown key '" + key + "'", did_you_mean(key, kKeys));
      }
    }
  }

  Result<Evaluation> take() {
    if (fault_) return *fault_;
    if (evaluation_.status != Status::ok) return std::move(evaluation_);
    if (evaluation_.objectives.empty()) return Error{"", "it has no objectives", ""};
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (!std::isnan(evaluation_.objectives[i])) continue;
      evaluation_.status = Status::invalid;
      if (evaluation_.note.empty()) evaluation_.note = names_[i] + " is no number";
    }
    return std::move(evaluation_);
  }

 private:
  void fail(std::string what, std::string hint = "") {
    if (!fault_) fault_ = Error{"", std::move(what), std::move(hint)};
  }

  void read_numbers(const json& values, const std::string& what, std::vector<double>& into) {
    if (!values.is_array()) return fail(what + " is no list of numbers");
    for (const json& value : values) {
      const auto one = number(value);
      if (!one) return fail(what + " is no list of numbers");
      into.push_back(*one);
    }
  }

  void read_objectives(const json& values) {
    json list = values;
    if (values.is_object()) {
      list = json::array();
      for (const std::string& name : names_) {
        if (!values.contains(name)) return fail("it lacks the objective '" + name + "'");
        list.push_back(values[name]);
      }
      for (const auto& [name, value] : values.items()) {
        if (std::find(names_.begin(), names_.end(), name) == names_.end())
          return fail("it has an unknown objective '" + name + "'", did_you_mean(name, names_));
      }
    } else if (!values.is_array()) {
      list = json::array({values});
    }
    read_numbers(list, "objectives", evaluation_.objectives);
    if (evaluation_.objectives.size() != names_.size())
      fail("it has " + std::to_string(list.size()) + " objectives instead of " +
           std::to_string(names_.size()));
  }

  void read_state(const json& value) {
    if (value.is_null()) return;
    const std::string text = value.dump();
    const BytesView bytes = as_bytes(text);
    evaluation_.state.assign(bytes.begin(), bytes.end());
  }

  void read_status(const json& value) {
    if (value == "ok")
      evaluation_.status = Status::ok;
    else if (value == "invalid")
      evaluation_.status = Status::invalid;
    else if (value == "failed")
      evaluation_.status = Status::failed;
    else
      fail("status is none of ok, invalid, failed: " + value.dump());
  }

  const CandidateId id_;
  const std::vector<std::string>& names_;
  Evaluation evaluation_;
  std::optional<Error> fault_;
};

}  // namespace

std::string request(const Candidate& candidate, const std::string& genome, std::uint64_t seed) {
  std::string state = "null";
  if (!candidate.state.empty())
    state.assign(reinterpret_cast<const char*>(candidate.state.data()), candidate.state.size());
  return "{\"id\":" + std::to_string(static_cast<std::uint64_t>(candidate.id)) +
         ",\"genome\":" + genome + ",\"budget\":" + std::to_string(candidate.budget.work) +
         ",\"seed\":" + std::to_string(seed) + ",\"state\":" + state + "}";
}

std::string excerpt(std::string_view text, std::size_t size) {
  std::string result = "\"";
  for (char c : text.substr(0, size)) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte >= 0x7f ? '.' : c;
  }
  return result + (text.size() > size ? "...\"" : "\"");
}

Result<Evaluation> read_answer(std::string_view text, CandidateId id,
                               const std::vector<std::string>& objectives) {
  json answer;
  try {
    answer = json::parse(with_quoted_numbers(text));
  } catch (const json::exception&) {
    return Error{"", "the answer is no JSON: " + excerpt(text),
                 "all but the answer belongs on standard error"};
  }
  AnswerReader reader(id, objectives);
  try {
    reader.read(answer);
  } catch (const json::exception& fault) {
    return Error{"", "the answer is no use: " + excerpt(text), fault.what()};
  }
  Result<Evaluation> evaluation = reader.take();
  if (evaluation) return evaluation;
  return Error{"", "the answer is no use, " + evaluation.error().what + ": " + excerpt(text),
               evaluation.error().hint};
}

}  // namespace cambrian::external
