# Includes go one way: tensor <- autograd <- layers <- train <- examples. Tests may include anything; nothing else
# includes a test, and nothing includes a .c file. Paths are from the root of the project; but a learner's file has the
# given.h of its exercise beside it.
#
#   cmake -D ROOT=the root -P check_includes.cmake
set(CHAIN tensor autograd layers train examples tests)
set(files_read 0)
set(wrong "")

# check(FILE INCLUDE): adds to `wrong` what is wrong with this include.
function(check file include)
    string(REGEX REPLACE "/.*" "" from ${file})
    string(REGEX MATCH "[<\"](([^/>\"]*)[^>\"]*)" quoted ${include})
    set(path ${CMAKE_MATCH_1})
    set(to ${CMAKE_MATCH_2})
    list(FIND CHAIN ${from} from_rank)
    list(FIND CHAIN ${to} to_rank)
    if(path MATCHES "\\.c$")
        list(APPEND wrong "${file} includes the source file ${path}")
    elseif(to_rank GREATER from_rank)
        list(APPEND wrong "${file} includes ${path}, which is further up")
    elseif(path STREQUAL "given.h" AND file MATCHES "^(examples/exercises/.*/(stub|solution)|tests/exercises/.*)\\.c$")
        # a learner's file, or one like it
    elseif(quoted MATCHES "^\"" AND to_rank EQUAL -1)
        list(APPEND wrong "${file} includes ${path}, which is no path from the root")
    endif()
    set(wrong "${wrong}" PARENT_SCOPE)
endfunction()

foreach(folder IN LISTS CHAIN)
    file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.c ${ROOT}/${folder}/*.h ${ROOT}/${folder}/*.cpp)
    foreach(file IN LISTS files)
        math(EXPR files_read "${files_read} + 1")
        file(STRINGS ${ROOT}/${file} includes REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"]")
        foreach(include IN LISTS includes)
            check(${file} ${include})
        endforeach()
    endforeach()
endforeach()

list(LENGTH wrong count)
if(files_read EQUAL 0)
    message(FATAL_ERROR "there is no source in ${ROOT}")
elseif(count GREATER 0)
    list(JOIN wrong "\n  " wrong)
    message(FATAL_ERROR "${count} wrong includes (tensor <- autograd <- layers <- train <- examples):\n  ${wrong}")
endif()
message(STATUS "the includes of ${files_read} files go one way")
