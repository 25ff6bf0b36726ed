/* The knapsack with a table that is SIZE bytes long, in a plugin for version ABI. */
#define cambrian_plugin plugin_of_today
#include "plain_c.c"
#undef cambrian_plugin

#include <string.h>

#ifndef ABI
#define ABI CAMBRIAN_ABI_VERSION
#endif
#ifndef SIZE
#define SIZE offsetof(CambrianSpace, complexity)
#endif

CAMBRIAN_EXPORT const CambrianPlugin* cambrian_plugin(void) {
  static _Alignas(CambrianSpace) unsigned char table[SIZE];
  static const CambrianSpace* spaces[1];
  static CambrianPlugin plugin;
  const uint32_t size = sizeof table;
  memcpy(table, plugin_of_today()->spaces[0], sizeof table);
  memcpy(table, &size, sizeof size);
  spaces[0] = (const CambrianSpace*)table;
  plugin = (CambrianPlugin){
      .abi = ABI, .size = sizeof plugin, .spaces = spaces, .space_count = 1};
  return &plugin;
}
