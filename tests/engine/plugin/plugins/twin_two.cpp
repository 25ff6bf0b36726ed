#define TWIN 2
#include "twin.hpp"
