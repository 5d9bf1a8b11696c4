#!/usr/bin/env bash
# What is installed serves a program of somebody else (tests/consumer): in C and in C++17, found by pkg-config and by
# CMake, shared and static, in both precisions. And the libraries show what the headers declare, and nothing else.
#
# CTest sets BUILD, the folder of the build, SOURCE, and CC, CXX and FLAGS, with which it was built. Exit code 77: it
# was left out, and the output says why.
set -u
export LC_ALL=C
unset PKG_CONFIG_PATH PKG_CONFIG_LIBDIR DESTDIR
for tool in gcc "${CC:?}" "${CXX:-c++}" cmake pkg-config nm; do
    if ! command -v "$tool" >/dev/null; then
        echo "left out: there is no $tool"
        exit 77
    fi
done
work=$(mktemp -d "${TMPDIR:-/tmp}/heed-install-XXXXXX") || exit 1
trap 'cd / && rm -rf -- "$work"' EXIT
cd "$work" || exit 1

failures=0 programs=0
strict="-Wall -Wextra -Wpedantic -Wshadow -Werror ${FLAGS:-}"
read -r -a flags <<<"$strict"
c=("$CC" -std=c11 "${flags[@]}")
cpp=("$CXX" -std=c++17 "${flags[@]}")

# fail TEXT: tells what is wrong, and what the last command has said.
fail() {
    failures=$((failures + 1))
    printf 'FAILED: %s\n' "$1"
    head -n 5 said | cut -c 1-300
}

# --- what is installed --------------------------------------------------------------------------------------------------

# Two places: shared/ has all, as it is installed; static/ was moved there, and has lost the shared libraries.
stage() {
    cmake --install "${BUILD:?}" --prefix "$work/shared" >said 2>&1 && cp -R shared static || return 1
    libraries=$(cd shared && dirname "$(find . -name libheed.a)") # lib, or what it is called here
    rm static/"$libraries"/*.so*
}

# Each header can be included alone, in both languages, and heed.h includes all.
check_headers() {
    local header
    (cd shared/include/heed && find . -name '*.h' | sed 's,^\./,,' | sort) >headers
    while read -r header; do
        printf '#include "%s"\ntypedef int Alone;\n' "$header" >alone.c
        cp alone.c alone.cpp
        "${c[@]}" -Ishared/include/heed -fsyntax-only alone.c >said 2>&1 || fail "$header in C"
        "${cpp[@]}" -Ishared/include/heed -fsyntax-only alone.cpp >said 2>&1 || fail "$header in C++"
    done <headers
    echo '#include <heed.h>' >all.c
    "$CC" -M -Ishared/include/heed all.c | tr -s '[:space:]' '\n' | sed -n 's,^shared/include/heed/,,p' | sort -u |
        diff - headers >said || fail "heed.h does not include every header"
}

# --- what the libraries show --------------------------------------------------------------------------------------------

# How the names of a folder begin.
prefixes() {
    case $1 in
    tensor) echo 'isa_|mask_|rng_|row_|shape_|tensor_|walk_' ;;
    autograd) echo 'check_|error_|gradcheck$|gradcheck_|node_|op_|param_|params_|sample_|tape_|var_|HEED_|OP_' ;;
    layers) echo 'attention_|block_|embedding_|feed_forward_|layer_norm_|linear_|model_|name_' ;;
    train) echo 'data_|goal_|vocabulary_|metrics_|row_|run_|safetensors_|sequences_|optimizer_|schedule_|tally_|task_|trainer_|GOAL_|HEED_|OPTIMIZER_|RUN_|SCHEDULE_|TASK_' ;;
    esac
}

# declared FLAG...: the folder and the name of all that the headers declare. gcc lists functions; what else there is
# begins with extern.
declared() {
    local folder
    gcc "$@" -DHEED_NO_HERE=1 -Ishared/include/heed -fsyntax-only -aux-info functions all.c
    sed -n 's,^/\* shared/include/heed/\([a-z]*\)/[^ ]* \*/ extern [^(]*[ *]\([A-Za-z0-9_]*\)\( (.*\)*;.*,\1 \2,p' functions
    for folder in tensor autograd layers train; do
        cat shared/include/heed/$folder/*.h | awk '/^extern /, /;/' | sed 's,//.*,,' | tr -cs 'A-Za-z0-9_' '\n' |
            grep '^[A-Z0-9_]*$' | sed "s,^,$folder ,"
    done
}

# shown OPTION LIBRARY: the names that it shows, but for the one that tells precisions apart. Those with an underscore in
# front, and gcov's mangle_path, are the compiler's.
shown() {
    nm --defined-only "$1" "$2" | awk 'NF == 3 && $3 !~ /^_|^mangle_path$|^tensor_precision_/ { print $3 }' | sort
}

# check_names LIBRARY FLAG...
check_names() {
    local folder name
    declared "${@:2}" | sort -u >names_in_folders
    cut -d ' ' -f 2 names_in_folders | sort -u >names
    [ "$(wc -l <names)" -gt 150 ] || fail "only $(wc -l <names) names are declared"
    shown --dynamic "shared/$libraries/lib$1.so" | diff names - >said || fail "lib$1.so hides (<) or shows (>)"
    shown --extern-only "static/$libraries/lib$1.a" | diff names - >said || fail "lib$1.a hides (<) or shows (>)"
    : >said
    while read -r folder name; do
        [[ $name =~ ^($(prefixes "$folder")) ]] || fail "$folder/ declares $name, without a prefix of its own"
    done <names_in_folders
}

# --- programs -----------------------------------------------------------------------------------------------------------

# runs NAME PROGRAM
runs() {
    programs=$((programs + 1))
    mkdir "runs.$1"
    "$2" "runs.$1" >said 2>&1 || fail "$1 does not run, or says what is wrong"
}

# module PLACE ARGUMENT...: what pkg-config says.
module() {
    PKG_CONFIG_PATH=$work/$1/$libraries/pkgconfig pkg-config "${@:2}"
}

# links PROGRAM PLACE LIBRARY COMMAND...: whether PROGRAM.o and the library make a program.
links() {
    local static=""
    [ "$2" = shared ] || static=--static
    # shellcheck disable=SC2046,SC2086 # several words
    "${@:4}" "$1.o" -o "$1" $(module "$2" $static --libs "$3") >said 2>&1
}

# with_pkg_config LANGUAGE COMMAND...: programs in one language; and none of one precision with the library of the other.
with_pkg_config() {
    local place library other name
    for library in heed heed64; do
        other=$([ $library = heed ] && echo heed64 || echo heed)
        for place in shared static; do
            name=$place.$library.$1
            # shellcheck disable=SC2046 # several words
            "${@:2}" $(module $place --cflags $library) -c "$SOURCE/tests/consumer/consumer.$1" -o "$name.o" \
                >said 2>&1 || fail "$name.o"
            links "$name" $place $library "${@:2}" || fail "$name does not link"
            LD_LIBRARY_PATH=$work/$place/$libraries runs "$name" "./$name"
            if links "$name" $place "$other" "${@:2}" || ! grep -q 'undefined reference' said; then
                fail "$name links with $other"
            fi
        done
    done
}

with_cmake() {
    local library language
    if ! CFLAGS=$strict CXXFLAGS=$strict cmake -S "$SOURCE/tests/consumer" -B cmake \
        -D "CMAKE_PREFIX_PATH=$work/shared" >said 2>&1 || ! cmake --build cmake --parallel 2 >said 2>&1; then
        fail "CMake does not build the programs"
        return
    fi
    for library in heed heed64 heed_static heed64_static; do
        for language in c cpp; do
            runs "cmake.$library.$language" "cmake/${library}_$language"
        done
    done
}

# The exercises are found from the program, wherever it lies, and need a compiler alone.
exercises() {
    local place
    for place in shared static; do
        mkdir "exercises.$place"
        (cd "exercises.$place" && "../$place/bin/heed" ex run 4) >said 2>&1
        [ $? -eq 4 ] && grep -q '^  values    wrong: ' said || fail "the exercises of $place/bin/heed"
        cp "$SOURCE/examples/exercises/04_add/solution.c" "exercises.$place/my/04_add.c"
        (cd "exercises.$place" && "../$place/bin/heed" ex run 4) >said 2>&1 || fail "a solution, of $place/bin/heed"
    done
}

stage || { fail "cmake --install"; exit 1; }
exercises
check_headers
check_names heed
check_names heed64 -DHEED_DOUBLE=1
with_pkg_config c "${c[@]}"
with_pkg_config cpp "${cpp[@]}"
with_cmake
printf '%d headers, %d programs, %d failures\n' "$(wc -l <headers)" "$programs" "$failures"
[ "$failures" -eq 0 ]
