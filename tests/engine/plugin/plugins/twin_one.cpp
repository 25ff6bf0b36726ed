#define TWIN 1
#include "twin.hpp"
