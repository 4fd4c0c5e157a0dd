# fanfare_embed(<source> <folder> <name>...): generates <source>, which defines demoFiles() of
# src/http/static_files.h with the bytes of these files of <folder>.
function(fanfare_embed source folder)
  list(TRANSFORM ARGN PREPEND ${folder}/ OUTPUT_VARIABLE inputs)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -D SOURCE=${source} -D FOLDER=${folder} -D "NAMES=${ARGN}" -P ${script}
    DEPENDS ${inputs} ${script}
    VERBATIM)
endfunction()
