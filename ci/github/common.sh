# shellcheck shell=bash
# What the scripts of the action share; to be sourced.

# A message that stands in a workflow command: it can neither end it nor begin another one.
escaped() {
  local text=$1
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  printf '%s' "$text"
}

# annotate notice|warning|error MESSAGE
annotate() {
  printf '::%s title=schemalint::%s\n' "$1" "$(escaped "$2")"
}

# set_output NAME VALUE: an output of the step; a value is one line.
set_output() {
  printf '%s=%s\n' "$1" "${2//[$'\r\n']/ }" >>"$GITHUB_OUTPUT"
}

# The file's text in the log, whatever it holds: no line of it is a workflow command.
print_verbatim() {
  [[ -s $1 ]] || return 0
  local token
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$token"
  cat "$1"
  printf '\n::%s::\n' "$token"
}

# event FILTER: what the filter of jq finds in the event that started the workflow; nothing for null.
event() {
  jq -r "($1) // empty" "${GITHUB_EVENT_PATH:-/dev/null}"
}

# cut_markdown BYTES NOTE: standard input up to so many bytes, in whole lines and with what is open
# in it closed; the note stands behind what was cut.
cut_markdown() {
  LC_ALL=C awk -v room="$1" -v note="$2" '
    { used += length($0) + 1 }
    used > room { cut = 1 }
    cut { next } # whoever writes must not find the pipe closed
    { print }
    match($0, /^ *```+/) {
      length_here = RLENGTH
      if (!fence) fence = length_here
      else if (length_here >= fence && $0 ~ /^ *`+ *$/) fence = 0
      next
    }
    !fence { open += gsub(/<details/, "&") - gsub(/<\/details>/, "&") }
    END {
      if (!cut) exit
      for (; fence > 0; fence--) { closing = closing "`" }
      if (closing) print closing
      for (; open > 0; open--) print "\n</details>"
      print "\n" note
    }'
}
