// Playable: what a problem offers whose candidates act in episodes that people can watch.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/candidate.hpp"

namespace cambrian {

/// What a shape is, so that whoever draws it can choose a colour.
enum class Paint : std::uint8_t { ground, body, limb, goal, signal };

/// A line through its points if it has a width; without one the area that they enclose. One point
/// with a width is a disc of this diameter. Lengths are those of the scene, y upwards.
struct Shape {
  std::vector<std::array<double, 2>> points;
  double width = 0;
  Paint paint = Paint::body;

  friend bool operator==(const Shape&, const Shape&) = default;
};

/// A picture of one state; later shapes lie on earlier ones.
struct Frame {
  double left = 0, bottom = 0, right = 1, top = 1;  ///< what is seen of the scene
  std::vector<Shape> shapes;
};

/// The frames of an episode, which have the same size, from its start to its end.
struct Film {
  double seconds = 0.02;  ///< that a frame is shown
  std::vector<Frame> frames;
};

/// How an episode went.
struct PlayedEpisode {
  double score = 0;
  std::uint64_t steps = 0;
  bool broken = false;  ///< ended by what was no finite number
};

/// A second base of problems. Immutable and thread-safe.
class Playable {
 public:
  virtual ~Playable() = default;
  /// What candidates act in.
  virtual std::string stage() const = 0;
  /// Plays so many episodes, which `seed` draws: none that a search has drawn, and the same for
  /// every candidate. More episodes begin with those that fewer have.
  virtual std::vector<PlayedEpisode> play(const Genome& genome, std::uint32_t episodes,
                                          std::uint64_t seed) const = 0;
  virtual bool has_frames() const = 0;
  /// The first of these episodes, or as much of it as people may want to see. Only where
  /// has_frames().
  virtual Film film(const Genome& genome, std::uint64_t seed) const = 0;
};

}  // namespace cambrian
