# cambrian_add_plugin(NAME sources...): search spaces, algorithms and selectors as the plugin NAME.so;
# cambrian_add_space is the same.
#
# Symbols are hidden and none is unique in the process: without that two plugins that both define
# `struct Space` would silently run as the first one. Arithmetic is as written, with no fused
# multiply-add, so that results are the same for all compilers and processors.
function(cambrian_add_plugin name)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE Cambrian::plugin)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so" CXX_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_options(${name} PRIVATE
    -ffp-contract=off
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fno-gnu-unique>
    $<$<CONFIG:>:-O2>)  # no build type was chosen
endfunction()

function(cambrian_add_space)
  cambrian_add_plugin(${ARGN})
endfunction()
