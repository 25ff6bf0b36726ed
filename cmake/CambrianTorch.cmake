# cambrian_find_torch(RESULT): looks for libtorch. Where there is none, says how to install it and
# sets RESULT to OFF, so that what needs it is left out and all else is built.
function(cambrian_find_torch result)
  find_package(Torch QUIET)
  if(Torch_FOUND)
    set(${result} ON PARENT_SCOPE)
    set(TORCH_LIBRARIES ${TORCH_LIBRARIES} PARENT_SCOPE)
    set(TORCH_INCLUDE_DIRS ${TORCH_INCLUDE_DIRS} PARENT_SCOPE)
    return()
  endif()
  message(WARNING "CAMBRIAN_TORCH is set, but there is no libtorch: its plugin is left out, and all "
                  "else is built. Install it by\n"
                  "  apt-get install --no-install-recommends libtorch-dev\n"
                  "or name a folder that has it with -DCMAKE_PREFIX_PATH=FOLDER.")
  set(${result} OFF PARENT_SCOPE)
endfunction()
