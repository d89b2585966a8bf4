#!/bin/sh
# Starts the backend bundle beside this file with Node. Grafana runs plugins without PATH and HOME,
# so Node is looked for by absolute paths. There is no such script for Windows, where Grafana starts
# only an .exe; "npm run package" makes self-contained executables for every platform instead.

folder=${0%/*}
[ "$folder" = "$0" ] && folder=.

# Whether $1 is Node 20 or later.
suits() {
  [ -x "$1" ] || return 1
  version=$("$1" --version 2>/dev/null) || return 1
  major=${version#v}
  major=${major%%.*}
  case $major in
    '' | *[!0-9]*) return 1 ;;
  esac
  [ "$major" -ge 20 ]
}

start() {
  suits "$1" || return 1
  node=$1
  shift
  # exec, so that a signal to this process reaches Node. An answer of a thousand lines is made of many short-lived objects: with
  # room for them from the start they are collected seldom.
  exec "$node" --enable-source-maps --min-semi-space-size=16 "$folder/gpx_sre_metrics.cjs" "$@"
}

fail() {
  now=$(date -u +%Y-%m-%dT%H:%M:%S 2>/dev/null) || now=1970-01-01T00:00:00
  printf '{"@level":"error","@message":"%s","@timestamp":"%s.000000Z"}\n' "$1" "$now" >&2
  exit 1
}

if [ -n "$GF_PLUGIN_NODE" ]; then
  start "$GF_PLUGIN_NODE" "$@"
  fail "The plugin cannot start: its setting node (GF_PLUGIN_NODE) does not name an executable Node 20 or later."
fi

# The node of this build, then the usual places.
for node in @NODE_CANDIDATES@; do
  start "$node" "$@"
done

on_path=$(command -v node 2>/dev/null) && start "$on_path" "$@"

fail "The plugin cannot start: no Node 20 or later was found. Install it, name it as node in Grafana's section [plugin.stackflow-sremetrics-datasource], or install the self-contained package."
