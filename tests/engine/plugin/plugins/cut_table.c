#define SIZE offsetof(CambrianSpace, evaluate)
#include "older_table.c"
