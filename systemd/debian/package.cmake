# The Debian package: cmake --build build/release --target package, or cpack in a build that is there.
set(HANDLEWATCH_MAINTAINER "The handlewatch authors <handlewatch@example.org>" CACHE STRING
    "Maintainer of the Debian package: whoever builds it for others")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME handlewatch)
set(CPACK_PACKAGE_CONTACT ${HANDLEWATCH_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "detects handle squatting")
set(CPACK_PACKAGE_DESCRIPTION
"Knows which handles an organisation should own, asks every platform on a
schedule who holds them, and tells the team as soon as somebody else does.
What no platform answered for certain is unknown and alerts nobody.
.
It is a service with an embedded ledger, and a command for a single pass.")
set(CPACK_STRIP_FILES ON)
# Staged as it is going to lie, so that install.cmake knows the true prefix.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/finish.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# Libraries by dpkg-shlibdeps. ca-certificates: no platform is believed without; procps: /bin/kill of ExecReload.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "ca-certificates, procps, systemd | systemd-standalone-sysusers | systemd-sysusers")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_CURRENT_LIST_DIR}/postinst ${CMAKE_CURRENT_LIST_DIR}/prerm ${CMAKE_CURRENT_LIST_DIR}/postrm)
include(CPack)
