# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what pages.sh uses and sets
# A part of ../pages.sh: pages that add to the sources and change them, and the programs that come of it. The current
# folder is the page's clone.

# change_sources N: block N is a new file, or a change.
change_sources() {
    local lines=$base/blocks/$1.expected file
    if [ -e "$base/blocks/$1.new" ]; then
        file=$(cat "$base/blocks/$1.new")
        if [ -e "$file" ] || ! cp "$lines" "$file"; then
            fail "$file cannot be added"
            return
        fi
        changed+=("$file")
    else
        if ! GIT_CEILING_DIRECTORIES=$base git apply "$lines" >"$base/why" 2>&1; then
            fail "a change does not fit the sources" "$base/why"
            return
        fi
        while read -r file; do
            [[ " ${changed[*]} " == *" $file "* ]] || changed+=("$file")
        done < <(sed -n 's,^+++ b/,,p' "$lines")
    fi
    stale=true
}

# compile FILE LIKE LIBRARY OBJECT: as CMake compiles the source of the object LIKE, but in the clone. The list of compile
# commands has those of heed; heed64 has one definition more.
compile() {
    local command double=""
    [ "$3" = heed ] || double=-DHEED_DOUBLE=1
    command=$(grep -m 1 "\"command\": .*/$2" "$BUILD/compile_commands.json" |
        sed 's/^ *"command": "//; s/",$//; s/\\\(.\)/\1/g; s/ -o [^ ]* -c [^ ]*$//')
    [ -n "$command" ] || { echo "compile_commands.json has no $2" && return 1; }
    eval "${command//-I$SOURCE /-I. } -Werror $double -o $4 -c $1"
}

# link PROGRAM LIBRARY OBJECT...: what the objects lack, the library gives.
link() {
    local needs=jansson
    case $1 in tests/*) needs="jansson criterion" ;; esac
    rm -f "build/release/$1"
    # shellcheck disable=SC2046,SC2086 # several words
    ${CC:?} ${FLAGS:-} -o "build/release/$1" "${@:3}" "$BUILD/lib$2.a" $(pkg-config --libs $needs) -lpthread -lm \
        >"$base/why" 2>&1 || fail "$1 does not link" "$base/why"
}

# Compiles what has changed, and links the programs heed and heed64 anew, and the tests that have changed.
rebuild() {
    local library file object objects of_heed=() tests=()
    for library in heed heed64; do
        objects=()
        for file in "${changed[@]}"; do
            object=$base/$library-${file//\//-}.o
            case $file in
            *.h | CMakeLists.txt) ;;
            tests/*.c) [ $library = heed64 ] || tests+=("$file") ;;
            *.c)
                compile "$file" heed_objects.dir/train/task.c.o $library "$object" >"$base/why" 2>&1 ||
                    fail "$file does not compile" "$base/why"
                grep -q "^ *$file$" CMakeLists.txt || fail "$file is not in CMakeLists.txt"
                objects+=("$object")
                ;;
            *) fail "the test cannot build what $file is for" ;;
            esac
        done
        # shellcheck disable=SC2046 # several words
        link $library $library "${objects[@]}" $(find "$BUILD/examples/CMakeFiles/${library}_program.dir" -name '*.o')
        [ $library = heed64 ] || of_heed=("${objects[@]}")
    done
    for file in "${tests[@]}"; do
        rebuild_test "$file" "${of_heed[@]}"
    done
    stale=false
}

# rebuild_test FILE OBJECT...: the test that this file is a part of, with what else has changed.
rebuild_test() {
    local folder name part
    folder=$(echo "$BUILD"/tests/CMakeFiles/*[!4].dir/"${1#tests/}.o")
    folder=${folder%/*}
    name=$(basename "$folder" .dir)
    part=$base/$name.o
    compile "$1" "$name.dir/${1#tests/}.o" heed "$part" >"$base/why" 2>&1 || fail "$1 does not compile" "$base/why"
    # shellcheck disable=SC2046 # several words
    link "tests/$name" heed "$part" "${@:2}" $(find "$folder" -name '*.o' ! -name "${1#tests/}.o")
}
