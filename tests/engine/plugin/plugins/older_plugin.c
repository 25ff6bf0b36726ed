/* The knapsack in a plugin from before there were algorithms in plugins. */
#define cambrian_plugin plugin_of_today
#include "plain_c.c"
#undef cambrian_plugin

#include <string.h>

CAMBRIAN_EXPORT const CambrianPlugin* cambrian_plugin(void) {
  static _Alignas(CambrianPlugin) unsigned char table[offsetof(CambrianPlugin, algorithms)];
  const uint32_t size = sizeof table;
  memcpy(table, plugin_of_today(), sizeof table);
  memcpy(table + offsetof(CambrianPlugin, size), &size, sizeof size);
  return (const CambrianPlugin*)table;
}
