#include "problems/external/command_space.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "problems/external/protocol.hpp"

namespace cambrian::external {
namespace {

using nlohmann::ordered_json;

Result<std::string> genome_in(const std::string& answer) {
  const ordered_json json = ordered_json::parse(answer, nullptr, false);
  if (!json.is_object() || !json.contains("genome"))
    return Error{"", "the answer has no genome: " + excerpt(answer), ""};
  return json["genome"].dump();
}

}  // namespace

Genome CommandSpace::ask(const std::string& line) const {
  Question question;
  question.line = line;
  const Reply reply = runner_->ask(question, [](const std::string& text) -> Result<void> {
    const auto genome = genome_in(text);
    return genome ? Result<void>() : Result<void>(genome.error());
  });
  if (reply.status != Status::ok)
    throw std::runtime_error("the command made no genome: " + reply.note);
  const std::string text = *genome_in(reply.text);
  const BytesView bytes = as_bytes(text);
  return Genome::of({bytes.begin(), bytes.end()});
}

Genome CommandSpace::sample(Random& random) const {
  return ask("{\"op\":\"sample\",\"seed\":" + std::to_string(random.bits32()) + "}");
}

Genome CommandSpace::vary(std::span<const Genome> parents, Random& random) const {
  std::string list;
  for (const Genome& parent : parents) list += (list.empty() ? "" : ",") + describe(parent);
  return ask("{\"op\":\"vary\",\"parents\":[" + list +
             "],\"seed\":" + std::to_string(random.bits32()) + "}");
}

std::string CommandSpace::describe(const Genome& genome) const {
  return {reinterpret_cast<const char*>(genome.bytes.data()), genome.bytes.size()};
}

}  // namespace cambrian::external
