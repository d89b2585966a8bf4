#!/bin/sh
# Ends the PostgreSQL of folder $1 and, where $2 is "remove", takes the folder along, once whoever
# started this script has gone, however that ended: its end of our standard input closes then.
# It runs in a session of its own, where no Ctrl-C and no closed terminal reaches it.

cat >/dev/null

# Ends the server by signal $2. Its file may be old, and the number another process's by now.
end_server() {
  id=$(head -n 1 "$1/postmaster.pid" 2>/dev/null) || return 0
  case $(ps -o args= -p "$id" 2>/dev/null) in
    *postgres*"$1"*) kill -s "$2" "$id" ;;
  esac
}

if [ "$2" = keep ]; then
  # As a shutdown does, so that the data is whole.
  end_server "$1" INT
  exit
fi

# A set-up or a start that is under way may go on for a moment, so that the folder must stay away.
gone=0
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
  end_server "$1" QUIT
  rm -rf "$1" 2>/dev/null
  [ -e "$1" ] && gone=0 || gone=$((gone + 1))
  [ "$gone" -ge 5 ] && exit
  sleep 0.5
done
