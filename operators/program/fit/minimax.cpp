#include "operators/program/fit/minimax.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace cambrian::program {
namespace {

constexpr int kExchanges = 30;
constexpr int kReweightings = 40;
constexpr double kLevel = 1e-5;

struct Extremum {
  Quad x;
  Quad error;
};

class Exchange {
 public:
  Exchange(const Program& program, std::span<const Quad> constants, const MinimaxTask& task)
      : program_(program), task_(task) {
    const std::vector<Quad>& places = task.grid.x;
    const Quad middle = (places.front() + places.back()) / 2;
    std::vector<Quad> errors, slopes;
    refiner_.residuals(program_, constants, task.grid, errors, &slopes);
    const std::size_t n = places.size();
    for (std::size_t i = 0; i < n; ++i) {
      bool differentiable = true;
      for (std::size_t p = 0; p < constants.size(); ++p) {
        differentiable = differentiable && is_finite(slopes[p * n + i]);
      }
      if (differentiable) {
        add(grid_, places[i], task.grid.y[i], task.grid.weight[i]);
      } else {
        // c/x has a value at 0 in what follows it, but no derivative: the limit has both.
        add(grid_, places[i] + (middle - places[i]) * Quad(1e-14L));
      }
    }
  }

  // The largest error of each run of one sign.
  std::vector<Extremum> extrema(std::span<const Quad> constants) {
    std::vector<Quad> errors;
    refiner_.residuals(program_, constants, grid_, errors);
    std::vector<Extremum> found;
    for (std::size_t i = 0; i < errors.size(); ++i) {
      if (!is_finite(errors[i])) return {};
      const bool turn = found.empty() || (found.back().error > 0) != (errors[i] > 0);
      if (turn) found.push_back({grid_.x[i], errors[i]});
      if (fabs(errors[i]) > fabs(found.back().error)) found.back() = {grid_.x[i], errors[i]};
    }
    for (Extremum& e : found) sharpen(constants, e);
    return found;
  }

  static Quad largest(const std::vector<Extremum>& extrema) {
    Quad most = extrema.empty() ? Quad(std::numeric_limits<double>::infinity()) : Quad(0);
    for (const Extremum& e : extrema) most = std::max(most, fabs(e.error));
    return most;
  }

  // Newton's step towards an error of equal size at `count` + 1 of the extrema.
  std::optional<std::vector<Quad>> step(std::span<const Quad> constants,
                                        std::vector<Extremum> places) {
    const std::size_t n = constants.size() + 1;
    // The smaller end goes first, so that signs go on alternating.
    while (places.size() > n) {
      const bool front = fabs(places.front().error) < fabs(places.back().error);
      places.erase(front ? places.begin() : std::prev(places.end()));
    }
    if (places.size() < n) return std::nullopt;
    Samples samples;
    for (const Extremum& e : places) add(samples, e.x);
    std::vector<Quad> errors, slopes;
    refiner_.residuals(program_, constants, samples, errors, &slopes);
    std::vector<Quad> rows(n * (n + 1));
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t p = 0; p + 1 < n; ++p) rows[i * (n + 1) + p] = slopes[p * n + i];
      rows[i * (n + 1) + n - 1] = i % 2 == 0 ? 1 : -1;
      rows[i * (n + 1) + n] = -errors[i];
    }
    return solve(std::move(rows), n);
  }

  // Squares whose weights follow the errors (Lawson 1961).
  void reweigh(std::span<Quad> constants) {
    std::vector<Quad> importance(grid_.size(), 1);
    std::vector<Quad> squares(grid_.size(), 1), errors, best(constants.begin(), constants.end());
    Quad least = largest(extrema(constants));
    for (int round = 0; round < kReweightings; ++round) {
      refiner_.refine(program_, constants, grid_, 3, importance);
      const Quad now = largest(extrema(constants));
      if (now < least) {
        least = now;
        best.assign(constants.begin(), constants.end());
      }
      refiner_.residuals(program_, constants, grid_, errors);
      Quad sum = 0;
      for (std::size_t i = 0; i < errors.size(); ++i) {
        squares[i] *= fabs(errors[i]) / now + Quad(1e-3L);
        sum += squares[i];
      }
      for (std::size_t i = 0; i < errors.size(); ++i) {
        squares[i] *= static_cast<Quad>(errors.size()) / sum;
        importance[i] = sqrt(squares[i]);
      }
    }
    std::copy(best.begin(), best.end(), constants.begin());
  }

 private:
  void add(Samples& samples, Quad x) const {
    const Quad y = task_.target(x);
    add(samples, x, y, task_.weight(y));
  }
  static void add(Samples& samples, Quad x, Quad y, Quad weight) {
    samples.x.push_back(x);
    samples.y.push_back(y);
    samples.weight.push_back(weight);
  }

  Quad error_at(std::span<const Quad> constants, Quad x) {
    Samples one;
    add(one, x);
    std::vector<Quad> error;
    refiner_.residuals(program_, constants, one, error);
    return error.front();
  }

  // Between the neighbours on the grid, along parabolas.
  void sharpen(std::span<const Quad> constants, Extremum& e) {
    const auto place = std::lower_bound(grid_.x.begin(), grid_.x.end(), e.x);
    if (place == grid_.x.begin() || place == grid_.x.end() || std::next(place) == grid_.x.end()) {
      return;
    }
    Quad left = *std::prev(place), right = *std::next(place);
    for (int round = 0; round < 3; ++round) {
      const Quad fl = fabs(error_at(constants, left)), fr = fabs(error_at(constants, right));
      const Quad fm = fabs(e.error);
      const Quad dl = e.x - left, dr = right - e.x;
      const Quad curve = (fl - fm) * dr + (fr - fm) * dl;
      if (!(curve < 0)) return;
      const Quad x = e.x + ((fl - fm) * dr * dr - (fr - fm) * dl * dl) / (2 * curve);
      if (!(x > left && x < right)) return;
      const Quad error = error_at(constants, x);
      if (!(fabs(error) > fm)) return;
      const Quad size = std::max(fabs(x - e.x), (right - left) * Quad(1e-3L));
      e = {x, error};
      left = std::max(left, x - size);
      right = std::min(right, x + size);
      if (!(left < x && x < right)) return;
    }
  }

  static std::optional<std::vector<Quad>> solve(std::vector<Quad> rows, std::size_t n) {
    const std::size_t width = n + 1;
    for (std::size_t k = 0; k < n; ++k) {
      std::size_t pivot = k;
      for (std::size_t i = k + 1; i < n; ++i) {
        if (fabs(rows[i * width + k]) > fabs(rows[pivot * width + k])) pivot = i;
      }
      if (rows[pivot * width + k] == 0) return std::nullopt;
      for (std::size_t j = 0; j < width; ++j)
        std::swap(rows[k * width + j], rows[pivot * width + j]);
      for (std::size_t i = k + 1; i < n; ++i) {
        const Quad factor = rows[i * width + k] / rows[k * width + k];
        for (std::size_t j = k; j < width; ++j) rows[i * width + j] -= factor * rows[k * width + j];
      }
    }
    std::vector<Quad> x(n);
    for (std::size_t k = n; k-- > 0;) {
      Quad sum = rows[k * width + n];
      for (std::size_t j = k + 1; j < n; ++j) sum -= rows[k * width + j] * x[j];
      x[k] = sum / rows[k * width + k];
      if (!is_finite(x[k])) return std::nullopt;
    }
    return x;
  }

  const Program& program_;
  const MinimaxTask& task_;
  Samples grid_;
  Refiner refiner_;
};

bool level(const std::vector<Extremum>& extrema, std::size_t constants) {
  if (extrema.size() < constants + 1) return false;
  std::vector<Quad> sizes;
  for (const Extremum& e : extrema) sizes.push_back(fabs(e.error));
  std::sort(sizes.rbegin(), sizes.rend());
  return sizes[constants] > sizes[0] * (1 - Quad(kLevel));
}

void exchange(Exchange& work, std::span<Quad> constants) {
  std::vector<Extremum> now = work.extrema(constants);
  for (int round = 0; round < kExchanges && !level(now, constants.size()); ++round) {
    const auto step = work.step(constants, now);
    if (!step) return;
    bool better = false;
    for (Quad share = 1; share > Quad(0.01L) && !better; share /= 2) {
      std::vector<Quad> trial(constants.begin(), constants.end());
      for (std::size_t p = 0; p < trial.size(); ++p) trial[p] += share * (*step)[p];
      std::vector<Extremum> next = work.extrema(trial);
      if (!(Exchange::largest(next) < Exchange::largest(now))) continue;
      better = true;
      now = std::move(next);
      std::copy(trial.begin(), trial.end(), constants.begin());
    }
    if (!better) return;
  }
}

}  // namespace

MinimaxResult minimax(const Program& program, std::span<Quad> constants, const MinimaxTask& task) {
  Exchange work(program, constants, task);
  if (!is_smooth(program)) {
    // The same extrema come again after each jump, and say nothing about each other.
    if (!constants.empty()) work.reweigh(constants);
    return {Exchange::largest(work.extrema(constants)), false};
  }
  if (!constants.empty()) {
    exchange(work, constants);
    if (!level(work.extrema(constants), constants.size())) {
      work.reweigh(constants);
      exchange(work, constants);
    }
  }
  const std::vector<Extremum> last = work.extrema(constants);
  return {Exchange::largest(last), level(last, constants.size())};
}

}  // namespace cambrian::program
