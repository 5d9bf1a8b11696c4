# Takes the blocks out of a page: writes, for each of them, N.command, N.excerpt (the file), N.new (the file) or N.diff,
# and N.expected with its lines, into the folder `into`.
function close_block() { if (n) { close(into "/" n ".expected") } }

function begin(kind, text) {
    close_block()
    n++
    print text >(into "/" n "." kind)
    close(into "/" n "." kind)
    printf "" >(into "/" n ".expected")
}

/^ *```/ {
    fenced = !fenced
    taken = changes = 0
    if (fenced && $1 == "```c" && NF == 2) {
        begin("excerpt", $2)
        taken = 1
    } else if (fenced && $1 == "```c" && $2 == "new") {
        begin("new", $3)
        taken = changes = 1
    } else if (fenced && $1 == "```diff") {
        begin("diff", "")
        taken = changes = 1
    }
    next
}
!fenced { next }
/^\$ / && !changes {
    begin("command", substr($0, 3))
    taken = 1
    next
}
taken { print >(into "/" n ".expected") }

END {
    close_block()
    if (fenced) {
        print "a fence is not closed"
        exit 1
    }
}
