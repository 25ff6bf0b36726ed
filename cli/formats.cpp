#include "cli/formats.hpp"

#include <cstddef>

#include "cli/recorded_job.hpp"
#include "engine/core/candidate.hpp"

namespace cambrian::cli {
namespace {

std::string with_end(std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

// -1: none.
int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Result<Genome> genome_of(const std::string& hexadecimal, const std::string& folder) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2) {
    const int high = digit(hexadecimal[i]);
    const int low = digit(hexadecimal[i + 1]);
    if (high < 0 || low < 0) break;
    bytes.push_back(static_cast<std::byte>(high * 16 + low));
  }
  if (2 * bytes.size() != hexadecimal.size())
    return Error{folder + "/hall_of_fame.json", "holds a damaged genome", "restore a copy"};
  return Genome::of(std::move(bytes));
}

}  // namespace

Formats formats_of(const FormulaRecord& formula, const std::string& target) {
  return {{"latex", target + " = " + formula.latex + "\n"},
          {"python", formula.python},
          {"cpp", formula.cpp},
          {"sympy", with_end(formula.sympy)},
          {"exact", with_end(formula.exact)}};
}

Formats formats_of(const ProgramRecord& program) {
  return {{"c", program.c},
          {"cpp", program.cpp},
          {"python", program.python},
          {"json", with_end(program.json)},
          {"test", program.test}};
}

Result<Formats> formats_of(const CandidateRecord& candidate, const std::string& folder) {
  const auto run = RunFolder::view(folder);
  if (!run) return run.error();
  const auto recorded = RecordedJob::make(*run);
  if (!recorded) return recorded.error();
  const SearchSpace& space = recorded->job.problem().space();
  const auto genome = genome_of(candidate.genome, folder);
  if (!genome) return genome.error();
  Formats formats;
  const std::vector<std::string> names = space.formats();
  for (std::size_t i = 0; i < names.size(); ++i)
    formats.emplace_back(names[i], with_end(space.print(*genome, i)));
  return formats;
}

Result<std::string> in_format(const Formats& formats, const std::string& name,
                              const std::string& flag) {
  std::string names;
  for (const auto& [known, text] : formats) {
    if (known == name) return text;
    names += (names.empty() ? "" : ", ") + known;
  }
  return Error{flag, "what this run has found cannot be written so",
               names.empty() ? "there is text, --json and --csv" : "its formats are: " + names};
}

}  // namespace cambrian::cli
