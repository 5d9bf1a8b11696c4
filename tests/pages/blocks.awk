# Takes the blocks out of a page: writes, for each command and each excerpt, N.command or N.excerpt (the file), and
# N.expected, into the folder `into`.
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
    taken = 0
    if (fenced && $1 == "```c" && NF == 2) {
        begin("excerpt", $2)
        taken = 1
    }
    next
}
!fenced { next }
/^\$ / {
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
