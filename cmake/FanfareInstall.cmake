# Where `cmake --install` puts the SDK for find_package(fanfare) and pkg-config.
include(CMakePackageConfigHelpers)

install(TARGETS fanfare_model fanfare_publisher EXPORT fanfare-targets)
install(DIRECTORY include/fanfare publisher-sdk/cpp/include/fanfare TYPE INCLUDE
        FILES_MATCHING PATTERN "*.h")

set(FANFARE_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/fanfare)
install(EXPORT fanfare-targets NAMESPACE fanfare:: DESTINATION ${FANFARE_CMAKE_DIR})
if(TARGET fanfare_publisher_http)
  install(TARGETS fanfare_publisher_http EXPORT fanfare-http-targets)
  install(EXPORT fanfare-http-targets NAMESPACE fanfare:: DESTINATION ${FANFARE_CMAKE_DIR})
endif()
configure_package_config_file(cmake/fanfare-config.cmake.in fanfare-config.cmake
  INSTALL_DESTINATION ${FANFARE_CMAKE_DIR})
write_basic_package_version_file(fanfare-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/fanfare-config.cmake
              ${PROJECT_BINARY_DIR}/fanfare-config-version.cmake
        DESTINATION ${FANFARE_CMAKE_DIR})

# The prefix is told from where the file lies, so that `cmake --install --prefix` may choose it.
file(RELATIVE_PATH FANFARE_PC_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
get_target_property(fanfare_publisher_type fanfare_publisher TYPE)
set(FANFARE_PC_REQUIRES Requires)
set(FANFARE_PC_HTTP_REQUIRES "Requires: fanfare-publisher, libcurl >= 7.68")
if(fanfare_publisher_type STREQUAL SHARED_LIBRARY)
  set(FANFARE_PC_REQUIRES Requires.private)
  set(FANFARE_PC_HTTP_REQUIRES "Requires: fanfare-publisher\nRequires.private: libcurl >= 7.68")
endif()
configure_file(cmake/fanfare-publisher.pc.in fanfare-publisher.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/fanfare-publisher.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(TARGET fanfare_publisher_http)
  configure_file(cmake/fanfare-publisher-http.pc.in fanfare-publisher-http.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/fanfare-publisher-http.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()
