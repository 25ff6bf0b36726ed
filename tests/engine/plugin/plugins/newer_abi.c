#define ABI 2
#include "older_table.c"
