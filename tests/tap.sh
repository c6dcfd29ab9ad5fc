# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# TAP for test scripts: `. tests/tap.sh` at the root of the tree, any number of
# ok, not_ok, is, skip; tap_end last. $scratch is a folder that is removed at the end.

set -u
export LC_ALL=C
tap_count=0
tap_failed=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/rambox-test-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

ok() { # NAME
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

not_ok() { # NAME [WHY]: WHY may have several lines
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $1"
	[ -z "${2-}" ] || printf '%s\n' "$2" | sed 's/^/#   /'
}

skip() { # NAME WHY
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

is() { # ACTUAL EXPECTED NAME
	if [ "$1" = "$2" ]; then
		ok "$3"
	else
		not_ok "$3" "is:       $1
expected: $2"
	fi
}

# A list of complaints, one a line, that must be empty.
none() { # COMPLAINTS NAME
	if [ -z "$1" ]; then
		ok "$2"
	else
		not_ok "$2" "$1"
	fi
}

tap_end() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}
