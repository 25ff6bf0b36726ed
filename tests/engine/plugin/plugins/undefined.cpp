// Needs a function that nobody has.
extern "C" int nobody_defines_this();
extern "C" __attribute__((visibility("default"))) int cambrian_plugin() {
  return nobody_defines_this();
}
