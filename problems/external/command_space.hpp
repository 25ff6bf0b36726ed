// CommandSpace: a search space that lives in the command as a whole; genomes are its JSON.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/space/search_space.hpp"
#include "problems/external/runner.hpp"

namespace cambrian::external {

/// Asks {"op":"sample","seed":1} and {"op":"vary","parents":[...],"seed":1}; the answer has a
/// "genome", which may be any JSON and must follow from the request alone. Genomes are that JSON
/// without blanks, names in their order. Throws std::runtime_error when there is no such answer:
/// without genomes there is no search.
class CommandSpace : public SearchSpace {
 public:
  explicit CommandSpace(std::shared_ptr<Runner> runner) : runner_(std::move(runner)) {}

  Genome sample(Random& random) const override;
  Genome vary(std::span<const Genome> parents, Random& random) const override;
  std::vector<Operator> operators() const override {
    return {{"vary", "What the command answers to \"op\":\"vary\"."}};
  }
  std::string describe(const Genome& genome) const override;
  /// json, as describe() has it.
  std::vector<std::string> formats() const override { return {"json"}; }

 private:
  Genome ask(const std::string& line) const;

  const std::shared_ptr<Runner> runner_;
};

}  // namespace cambrian::external
