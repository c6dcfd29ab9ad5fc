# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Which files the lint is about: those of the tree it stands in, but what was built.
# A name with a newline in it is nobody's.

all_files() {
	find . \( -name .git -o -path "./${BUILD:-build}" -o -name build -o -name __pycache__ \) -prune -o \
		-type f -print | sed 's|^\./||' | sort
}

c_files() {
	all_files | grep '\.[ch]$'
}

# The C code of the box: what runs as PID 1 or beside it.
box_files() {
	c_files | grep -E '^(lib|netcfg|mdev-rules|init)/'
}

shell_files() {
	all_files | while read -r file; do
		case $file in
		*.sh) echo "$file" ;;
		*) ! head -n 1 "$file" | grep -q '^#!/bin/sh' || echo "$file" ;;
		esac
	done
}

# Runs a command with the names on standard input as its last arguments.
with_files() {
	tr '\n' '\0' | xargs -0 -r "$@"
}
