# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# How /init's code is compiled, for analyzers: as init/init.mk does, with musl's headers.

build=${BUILD:-build}

flags() { # gcc | clang
	tools/toolchain "$1" "$build" | sed -n 's/^TC_CFLAGS := //p'
	echo "-isystem $build/libmnl/include -std=gnu11 -D_GNU_SOURCE -D_LARGEFILE64_SOURCE -I."
}
