// Plot: curves and points over two axes, as SVG.
#pragma once

#include <string>
#include <vector>

namespace cambrian::cli::page {

struct Point {
  double x = 0;
  double y = 0;
};

/// What is drawn in one colour, the `color`-th of the page's.
struct Series {
  std::string name;  ///< in the legend; empty: not there
  std::size_t color = 0;
  std::vector<Point> curve = {};  ///< by rising x; goes on level until the next point
  std::vector<Point> low = {};    ///< with `high`: a band of the same x
  std::vector<Point> high = {};
  std::vector<Point> dots = {};
  bool faint = false;                  ///< dots in the background
  std::vector<std::string> tips = {};  ///< for each dot, shown while the mouse is on it; or empty
};

/// Numbers that are not finite, and on a logarithmic axis those not above 0, are left out.
struct Plot {
  std::string title;
  std::string x_name;
  std::string y_name;
  bool log_x = false;
  bool log_y = false;
  std::vector<Series> series = {};

  /// An <svg> that is as wide as its place.
  std::string svg() const;
};

/// Whether values are better seen on a logarithmic axis: all are above 0 and span magnitudes.
bool wants_log(const std::vector<Point>& points, bool of_x);

}  // namespace cambrian::cli::page
