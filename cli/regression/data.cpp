#include "cli/regression/data.hpp"

#include <cstdio>
#include <utility>

#include "engine/core/bytes.hpp"

namespace cambrian::cli {
namespace {

constexpr double kDefaultShare = 0.2;
constexpr std::size_t kRowsToShare = 100;

std::uint64_t hash_of(const std::vector<double>& values, std::uint64_t seed) {
  return hash_bytes(std::as_bytes(std::span<const double>(values)), seed);
}

std::uint64_t hash_of(const regression::Dataset& data, std::uint64_t seed) {
  for (const auto* columns : {&data.features, &data.targets}) {
    for (const regression::Column& column : *columns) {
      seed = hash_of(column.values, hash_bytes(as_bytes(column.name), seed));
    }
  }
  return hash_of(data.weights, seed);
}

std::string text_of(std::uint64_t hash) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

double validation_share(const RegressSettings& settings, std::size_t rows) {
  if (settings.validation) return *settings.validation;
  return rows >= kRowsToShare ? kDefaultShare : 0;
}

}  // namespace

Result<RegressData> load_regress_data(const RegressSettings& settings) {
  auto rows = regression::load_dataset(settings.data, settings.dataset_options());
  if (!rows) return rows.error();
  RegressData data;
  std::uint64_t hash = hash_of(*rows, 0);
  if (!settings.validation_data.empty()) {
    auto other =
        regression::load_like(settings.validation_data, *rows, settings.dataset_options().table);
    if (!other) return other.error();
    hash = hash_of(*other, hash);
    data.rows.training = std::move(*rows);
    data.rows.validation = std::move(*other);
  } else if (const double share = validation_share(settings, rows->rows()); share > 0) {
    const auto seed = static_cast<std::uint64_t>(settings.regression.seed);
    Random random({.seed = seed, .purpose = Purpose::split});
    auto parts = regression::split_rows(*rows, share, random);
    if (!parts) return parts.error();
    data.rows.training = std::move(parts->training);
    data.rows.validation = std::move(parts->validation);
  } else {
    data.rows.training = std::move(*rows);
  }
  data.hash = text_of(hash);
  if (!settings.data_hash.empty() && settings.data_hash != data.hash) {
    return Error{settings.data, "the rows are not those that the run began with",
                 "restore the file, or start a new run with `cambrian regress`"};
  }
  return data;
}

}  // namespace cambrian::cli
