// Task: a network to be trained on data: what optimizers, schedules and settings are tried on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cambrian::training {

/// A tensor within the flat vector of all parameters: rows x columns numbers from `begin` on, by
/// rows. A bias has one row.
struct Segment {
  std::string name;
  std::size_t begin = 0;
  std::size_t rows = 1;
  std::size_t columns = 0;

  std::size_t size() const { return rows * columns; }
};

enum class Split : std::uint8_t { train, validation, test };

/// What is switched off or blurred while training.
struct Noise {
  double dropout =
      0;             ///< probability with which a hidden unit is 0 for a row; others are scaled up
  double input = 0;  ///< standard deviation of what is added to each input
};

/// Which rows of the training part make the loss of a step. An epoch is a shuffle, by `seed`, from
/// which the batches of `rows` rows are taken one after the other; rows that fill no batch are left
/// out of that epoch. Noise is drawn by (seed, step), too.
struct Batch {
  std::uint64_t seed = 0;
  std::uint64_t step = 0;
  std::size_t rows = 64;  ///< >= 1; at most all are taken
  Noise noise = {};
};

/// Means over the rows of a part.
struct Score {
  double loss = 0;   ///< negative log-likelihood of the class, or half the squared difference
  double error = 0;  ///< share of rows whose class is not the likeliest; of numbers: squared
                     ///< difference over variance, 1 for the mean as the only answer
};

/// What a task keeps in a WorkSpace besides.
class Scratch {
 public:
  virtual ~Scratch() = default;
};

/// Memory that is used again from step to step; belongs to one thread, and to one task at a time.
struct WorkSpace {
  std::vector<std::vector<float>> units;
  std::vector<float> slope;
  std::vector<float> before;
  std::vector<float> turned;
  std::vector<std::uint32_t> labels;
  std::vector<float> values;
  std::vector<std::uint32_t> order;  ///< rows of the epoch `shuffled`
  std::pair<std::uint64_t, std::uint64_t> shuffled = {0, UINT64_MAX};  ///< seed and epoch
  std::unique_ptr<Scratch> scratch = {};
};

/// Immutable and thread-safe; what changes belongs to the caller. Computes in single precision on
/// the calling thread, and depends on its arguments alone.
class Task {
 public:
  virtual ~Task() = default;
  /// Numbers that are trained: the size of every `weights` and `gradient` below.
  virtual std::size_t parameters() const = 0;
  /// All of them, in order, without gaps.
  virtual std::span<const Segment> tensors() const = 0;
  /// Rows of the training part, so that an epoch has train_rows() / rows steps.
  virtual std::size_t train_rows() const = 0;
  /// Where a training begins.
  virtual void initialise(std::uint64_t seed, std::span<float> weights) const = 0;
  /// The mean loss of the batch, whose gradient is written.
  virtual double loss_and_gradient(std::span<const float> weights, const Batch& batch,
                                   std::span<float> gradient, WorkSpace& space) const = 0;
  virtual Score evaluate(std::span<const float> weights, Split split, WorkSpace& space) const = 0;
};

}  // namespace cambrian::training
