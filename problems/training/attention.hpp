// Attention: places of a sequence that look at the places before them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cambrian::training {

/// Vaswani et al. 2017, causal: a place looks at itself and at all before it. Keeps what backward()
/// needs of the last forward(). For one thread.
class Attention {
 public:
  struct Shape {
    std::size_t sequences = 0;
    std::size_t length = 0;  ///< places of a sequence
    std::size_t width = 0;   ///< numbers of a place; a multiple of `heads`
    std::size_t heads = 1;

    std::size_t places() const { return sequences * length; }
  };

  /// `asked`: for each place its query, key and value, 3 x width numbers; `out`: width each.
  void forward(const Shape& shape, std::span<const float> asked, std::span<float> out);
  /// Of the same `asked`; `slopes` has the size of `out`, and `before`, which is written, of
  /// `asked`.
  void backward(std::span<const float> asked, std::span<const float> slopes,
                std::span<float> before);

 private:
  /// Of one head and sequence, dense.
  struct Head {
    std::vector<float> queries;  ///< scaled
    std::vector<float> keys;
    std::vector<float> values;
    std::vector<float> turned;
    std::vector<float> out;
    std::vector<float> slopes;
    std::vector<float> scores;
  };
  void load(std::size_t sequence, std::size_t head, std::span<const float> asked);
  std::span<float> shares(std::size_t sequence, std::size_t head);
  std::size_t depth() const { return shape_.width / shape_.heads; }

  Shape shape_;
  std::vector<float> shares_;  // of every head, length x length
  Head head_;
};

}  // namespace cambrian::training
