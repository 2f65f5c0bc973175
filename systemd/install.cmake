# Runs while handlewatch is installed: what depends on where to. The variables come from CMakeLists.txt.
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_BINDIR BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" NORMALIZE
           OUTPUT_VARIABLE HANDLEWATCH_PROGRAM)
cmake_path(APPEND HANDLEWATCH_PROGRAM handlewatch)

set(units "${CMAKE_INSTALL_PREFIX}/lib/systemd/system")
set(zsh "${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  if(SYSTEMD_UNIT_DIR)
    set(units "${SYSTEMD_UNIT_DIR}")
  endif()
  if(EXISTS /etc/debian_version)
    set(zsh /usr/share/zsh/vendor-completions) # where Debian's zsh looks for those of packages
  endif()
endif()

file(READ "${SYSTEMD_SOURCES}/hardening.conf" HANDLEWATCH_HARDENING)
# Written in their place: two installations of one build may run at once.
foreach(unit handlewatch.service handlewatch-once.service)
  message(STATUS "Installing: $ENV{DESTDIR}${units}/${unit}")
  configure_file("${SYSTEMD_SOURCES}/${unit}.in" "$ENV{DESTDIR}${units}/${unit}" @ONLY
                 FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  list(APPEND CMAKE_INSTALL_MANIFEST_FILES "${units}/${unit}")
endforeach()
file(INSTALL "${SYSTEMD_SOURCES}/handlewatch-once.timer" DESTINATION "${units}")
file(INSTALL "${SYSTEMD_SOURCES}/completions/_handlewatch" DESTINATION "${zsh}")
