#include "problems/tabular/candidate_table.hpp"

#include <algorithm>
#include <limits>

#include "engine/core/assert.hpp"
#include "engine/core/random.hpp"

namespace cambrian::tabular {
namespace {

std::string key_of(const Choices& choices) {
  const auto bytes = std::as_bytes(std::span(choices));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

CandidateTable::CandidateTable(std::vector<std::string> columns,
                               std::vector<std::string> objectives)
    : objective_names_(std::move(objectives)), indices_(columns.size()) {
  CAMBRIAN_ASSERT(!columns.empty() && !objective_names_.empty());
  for (std::string& name : columns) columns_.push_back({std::move(name), {}});
}

bool CandidateTable::add(std::span<const std::string> values, std::span<const double> objectives) {
  CAMBRIAN_ASSERT(values.size() == columns_.size() && objectives.size() == objective_names_.size());
  Choices choices;
  for (std::size_t k = 0; k < columns_.size(); ++k) {
    Column& column = columns_[k];
    const auto [place, is_new] =
        indices_[k].try_emplace(values[k], static_cast<std::uint16_t>(column.values.size()));
    if (is_new) {
      if (column.values.size() == std::numeric_limits<std::uint16_t>::max()) return false;
      column.values.push_back(values[k]);
    }
    choices.push_back(place->second);
  }
  if (!places_.emplace(key_of(choices), rows()).second) return false;
  choices_.push_back(std::move(choices));
  objectives_.insert(objectives_.end(), objectives.begin(), objectives.end());
  return true;
}

std::span<const double> CandidateTable::objectives(std::size_t row) const {
  const std::size_t count = objective_names_.size();
  return std::span(objectives_).subspan(row * count, count);
}

std::optional<std::size_t> CandidateTable::find(const Choices& choices) const {
  const auto place = places_.find(key_of(choices));
  if (place == places_.end()) return std::nullopt;
  return place->second;
}

double CandidateTable::optimum() const {
  CAMBRIAN_ASSERT(rows() > 0);
  double best = objectives(0)[0];
  for (std::size_t row = 1; row < rows(); ++row) best = std::min(best, objectives(row)[0]);
  return best;
}

CandidateTable nk_landscape(const NkSettings& settings) {
  const std::uint32_t n = settings.bits;
  CAMBRIAN_ASSERT(n >= 1 && n <= 20 && settings.neighbours < n);
  const std::uint32_t patterns = 2u << settings.neighbours;
  std::vector<double> parts(std::size_t{n} * patterns);
  Random random({.seed = settings.landscape, .purpose = Purpose::init});
  for (double& part : parts) part = random.uniform();

  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < n; ++i) names.push_back("bit" + std::to_string(i));
  CandidateTable table(names, {"value"});
  std::vector<std::string> values(n);
  for (std::uint32_t bits = 0; bits < (1u << n); ++bits) {
    double sum = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
      const std::uint32_t turned = (bits >> i) | (bits << (n - i));
      sum += parts[i * patterns + turned % patterns];
      values[i] = (bits >> i) % 2 == 0 ? "0" : "1";
    }
    const double value = sum / n;
    table.add(values, {&value, 1});
  }
  return table;
}

}  // namespace cambrian::tabular
