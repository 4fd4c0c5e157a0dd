# The databases that sessions can be read from: the connectors of Poco Data that are at hand.
# Poco's own files for them want the targets of the client libraries to be there.

option(FANFARE_WITH_SQLITE "Read sessions from SQLite, where Poco has it" ON)
option(FANFARE_WITH_POSTGRESQL "Read sessions from PostgreSQL, where Poco has it" ON)
option(FANFARE_WITH_MYSQL "Read sessions from MySQL and MariaDB, where Poco has it" ON)

set(FANFARE_SQL_TARGETS)
set(FANFARE_SQL_DEFINITIONS)

# fanfare_client_library(<target> <module of pkg-config>...): the first of them, as that target.
function(fanfare_client_library target)
  if(TARGET ${target})
    return()
  endif()
  string(MAKE_C_IDENTIFIER ${target} name)
  pkg_search_module(${name} QUIET IMPORTED_TARGET ${ARGN})
  if(${name}_FOUND)
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    target_link_libraries(${target} INTERFACE PkgConfig::${name})
  endif()
endfunction()

# fanfare_sql_connector(<NAME> <component of Poco> <target of the client library> <module>...)
macro(fanfare_sql_connector name component client)
  if(FANFARE_WITH_${name})
    fanfare_client_library(${client} ${ARGN})
    if(TARGET ${client})
      find_package(Poco 1.11 QUIET COMPONENTS Data ${component})
    endif()
  endif()
  if(FANFARE_WITH_${name} AND TARGET Poco::${component})
    list(APPEND FANFARE_SQL_TARGETS Poco::${component} ${client})
    list(APPEND FANFARE_SQL_DEFINITIONS FANFARE_HAS_${name})
  else()
    message(STATUS "Without Poco's ${component}: sessions there cannot be read")
  endif()
endmacro()

fanfare_sql_connector(SQLITE DataSQLite SQLite::SQLite3 sqlite3)
fanfare_sql_connector(POSTGRESQL DataPostgreSQL PostgreSQL::client libpq)
fanfare_sql_connector(MYSQL DataMySQL MySQL::client mysqlclient libmariadb)
