# CPack runs this when everything is staged: what Debian's policy wants besides, and only of a package.
cmake_minimum_required(VERSION 3.25)
set(documents ${CPACK_TEMPORARY_DIRECTORY}/usr/share/doc/handlewatch)

# The administrator's, empty at first.
file(MAKE_DIRECTORY ${CPACK_TEMPORARY_DIRECTORY}/etc/handlewatch)

file(COPY ${CMAKE_CURRENT_LIST_DIR}/copyright DESTINATION ${documents})
file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/../../CHANGELOG.md ${documents}/changelog)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(CONFIGURE OUTPUT ${documents}/changelog.Debian @ONLY CONTENT
"handlewatch (@CPACK_PACKAGE_VERSION@-@CPACK_DEBIAN_PACKAGE_RELEASE@) unstable; urgency=medium

  * Version @CPACK_PACKAGE_VERSION@; what is new in it stands in changelog.gz.

 -- @CPACK_PACKAGE_CONTACT@  @date@
")
file(GLOB texts ${documents}/changelog* ${CPACK_TEMPORARY_DIRECTORY}/usr/share/man/man*/*)
execute_process(COMMAND gzip --best --no-name --force ${texts} COMMAND_ERROR_IS_FATAL ANY)
file(CHMOD ${documents}/copyright ${documents}/changelog.gz ${documents}/changelog.Debian.gz
     PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
# Whatever the umask of whoever builds it.
file(GLOB folders ${CPACK_TEMPORARY_DIRECTORY}/*)
file(CHMOD_RECURSE ${folders} DIRECTORY_PERMISSIONS
     OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
