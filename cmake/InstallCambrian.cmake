# cmake --install BUILD --prefix P: the program, the headers of authors, the CMake package, and the
# schema of configurations. The build folder is such a package, too.
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Cambrian)
install(TARGETS cambrian cambrian_author EXPORT CambrianTargets)
install(DIRECTORY ${CMAKE_BINARY_DIR}/include/cambrian DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT CambrianTargets NAMESPACE Cambrian:: DESTINATION ${package})
export(EXPORT CambrianTargets NAMESPACE Cambrian:: FILE ${CMAKE_BINARY_DIR}/CambrianTargets.cmake)

configure_package_config_file(
  ${CMAKE_SOURCE_DIR}/cmake/CambrianConfig.cmake.in ${CMAKE_BINARY_DIR}/CambrianConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/CambrianConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
configure_file(${CMAKE_SOURCE_DIR}/cmake/CambrianAddSpace.cmake
               ${CMAKE_BINARY_DIR}/CambrianAddSpace.cmake COPYONLY)
install(FILES ${CMAKE_BINARY_DIR}/CambrianConfig.cmake
              ${CMAKE_BINARY_DIR}/CambrianConfigVersion.cmake
              ${CMAKE_BINARY_DIR}/CambrianAddSpace.cmake
        DESTINATION ${package})

# What the program itself says, without the plugins of whoever installs it.
install(CODE "
  set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/cambrian/schema\")
  file(MAKE_DIRECTORY \"\${folder}\")
  message(STATUS \"Installing: \${folder}/cambrian.schema.json\")
  execute_process(
    COMMAND \"${CMAKE_COMMAND}\" -E env --unset=CAMBRIAN_PLUGIN_PATH
            \"$<TARGET_FILE:cambrian>\" schema
    OUTPUT_FILE \"\${folder}/cambrian.schema.json\"
    COMMAND_ERROR_IS_FATAL ANY)")
