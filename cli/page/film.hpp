// film_html(): an episode that moves on a page.
#pragma once

#include <string>

#include "engine/space/playable.hpp"

namespace cambrian::cli::page {

/// A picture with a button, a slider and a choice of speeds, and the script that moves it. Needs a
/// frame at least; numbers that are not finite are left out with their shapes.
std::string film_html(const Film& film);

}  // namespace cambrian::cli::page
