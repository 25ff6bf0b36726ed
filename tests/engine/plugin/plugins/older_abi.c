#define ABI 0
#include "older_table.c"
