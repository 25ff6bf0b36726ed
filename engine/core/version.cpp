#include "engine/core/version.hpp"

namespace cambrian {

std::string version() { return CAMBRIAN_VERSION; }

}  // namespace cambrian
