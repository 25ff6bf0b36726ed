# Helpers that turn a folder into a target, so that adding a file needs no edit here.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
find_program(CCACHE ccache)
if(CCACHE)
  # Checkouts of the same sources share one cache, wherever they stand.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
                                  CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

# No fused multiply-add unless the code asks for one: results stay equal across compilers and CPUs.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Werror -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Wno-restrict)  # false alarms on "text" + std::string: GCC bug 105651
endif()
set(CAMBRIAN_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")
if(CAMBRIAN_SANITIZE)
  add_compile_definitions(CAMBRIAN_SANITIZED)  # for tests of what sanitizers forbid
  add_compile_options(-fsanitize=${CAMBRIAN_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CAMBRIAN_SANITIZE})
endif()

# cambrian_module(NAME [DEPENDS modules...] [LIBRARIES third-party...] [FOLDERS sub-folders...]
#                 [SOURCES generated...])
# Makes target cambrian_NAME of every .cpp in the current folder (and FOLDERS), and of SOURCES; a
# folder of headers only becomes an interface target. Third-party libraries stay private to the module.
function(cambrian_module name)
  cmake_parse_arguments(M "" "" "DEPENDS;LIBRARIES;FOLDERS;SOURCES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  foreach(folder IN LISTS M_FOLDERS)
    file(GLOB more CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
    list(APPEND sources ${more})
  endforeach()
  list(APPEND sources ${M_SOURCES})
  set(target cambrian_${name})
  list(TRANSFORM M_DEPENDS PREPEND cambrian_)
  if(sources)
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${target} PUBLIC ${M_DEPENDS} PRIVATE ${M_LIBRARIES})
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${target} INTERFACE ${M_DEPENDS})
  endif()
endfunction()

# cambrian_test(FOLDER MODULES...): one executable of every *_test.cpp in tests/FOLDER, run in the
# root of the checkout.
function(cambrian_test folder)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  string(REPLACE "/" "_" target ${folder}_test)
  add_executable(${target} ${sources})
  list(TRANSFORM ARGN PREPEND cambrian_)
  target_link_libraries(${target} PRIVATE ${ARGN} GTest::gmock GTest::gtest_main Threads::Threads
                                          nlohmann_json::nlohmann_json)
  # What is tested is optimised in its own target; for the tests alone that takes too long to build.
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${folder}/"
                       WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} PROPERTIES TIMEOUT 300)
endfunction()
