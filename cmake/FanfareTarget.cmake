# The settings every target of this project shares. Warnings and sanitizers stay PRIVATE: they
# are about our code, not about the code that uses it.

function(fanfare_target target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                           -Wnon-virtual-dtor -Woverloaded-virtual)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} PRIVATE -Wthread-safety)
  else()
    # GCC 12 sees uninitialized members in every std::variant and std::optional it moves at -O2.
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
  if(FANFARE_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(FANFARE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${FANFARE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=${FANFARE_SANITIZE})
  endif()
endfunction()

# fanfare_layer(<name> SOURCES ... [DEPENDS ...]): a static library of one folder of src/. What
# DEPENDS does not name, the folder may not include; tools/check_layering.py holds it to that.
function(fanfare_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
  add_library(fanfare_${name} STATIC ${arg_SOURCES})
  set_target_properties(fanfare_${name} PROPERTIES LINKER_LANGUAGE CXX)
  add_library(fanfare::${name} ALIAS fanfare_${name})
  target_include_directories(fanfare_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(fanfare_${name} PUBLIC fanfare::model ${arg_DEPENDS})
  fanfare_target(fanfare_${name})
endfunction()
