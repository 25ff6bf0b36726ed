#include "problems/training/batch.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace cambrian::training {
namespace {

// Nearly normal: the number of ones among 32 bits has mean 16 and variance 8.
float bell(Random& random) {
  constexpr float kScale = 0.35355339F;  // 1 / sqrt(8)
  return static_cast<float>(std::popcount(random.bits32()) - 16) * kScale;
}

}  // namespace

std::span<const std::uint32_t> rows_of_step(std::size_t count, const Batch& batch,
                                            WorkSpace& space) {
  const std::size_t rows = std::min(batch.rows, count);
  const std::size_t steps = count / rows;
  const std::pair epoch{batch.seed, batch.step / steps};
  if (space.shuffled != epoch || space.order.size() != count) {
    space.order.resize(count);
    std::iota(space.order.begin(), space.order.end(), 0U);
    Random random({.seed = batch.seed, .step = epoch.second, .purpose = Purpose::sample_rows});
    shuffle(space.order, random);
    space.shuffled = epoch;
  }
  return std::span(space.order).subspan(batch.step % steps * rows, rows);
}

void gather(const Part& part, const Batch& batch, WorkSpace& space) {
  const std::size_t inputs = part.rows.size() / part.size();
  const auto rows = rows_of_step(part.size(), batch, space);
  std::vector<float>& to = space.units.front();
  to.resize(rows.size() * inputs);
  space.labels.clear();
  space.values.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t row = rows[i];
    std::copy_n(part.rows.data() + row * inputs, inputs, to.data() + i * inputs);
    if (part.labels.empty())
      space.values.push_back(part.values[row]);
    else
      space.labels.push_back(part.labels[row]);
  }
}

void blur(std::vector<float>& rows, double deviation, Random& random) {
  if (deviation <= 0) return;
  for (float& value : rows) value += static_cast<float>(deviation) * bell(random);
}

const Part& part_of(const DataSet& data, Split split) {
  if (split == Split::train) return data.train;
  return split == Split::validation ? data.validation : data.test;
}

}  // namespace cambrian::training
