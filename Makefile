# SPDX-License-Identifier: GPL-2.0-only
#
# rambox: `make help` lists what can be made and which variables there are. One make for the whole
# tree, nothing recursive but busybox's and the kernel's own: this file has the variables and the
# targets about the tree as a whole, the .mk files that it includes have the rest.
#
# Before the first rule runs, tools/deps installs what the goals need and tools/toolchain finds musl;
# make then reads itself again with what they found (build/toolchain.mk).

MAKEFLAGS += --no-builtin-rules --no-builtin-variables
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
SHELL := /bin/sh

include tools/versions

# What a user may set. Nothing else of the environment changes what is built.
BUILD     ?= build
ifeq ($(filter-out default undefined,$(origin CC)),)
CC        := gcc
endif
ifneq ($(words $(BUILD)),1)
$(error BUILD='$(BUILD)' must be the path of one folder, without a space)
endif
WERROR    ?=
COMPRESS  ?= gzip
TIMEZONE  ?= America/New_York
OVERLAY   ?=
BUSYBOX_SRC ?=
BUSYBOX_CONFIG ?= rootfs-skel/busybox.config
LIBMNL_SRC  ?=
LINUX_SRC   ?=
KERNEL    ?=
MODULES   ?=
MODULE_LIST ?= rootfs-skel/modules
FIRMWARE  ?=
APPEND    ?= shell
MEM       ?= 128M
ACCEL     ?= tcg
NODES     ?= pxe/nodes
PXE_ROOT  ?=
PXE_CONF  ?=
LOADERS   ?=
DEPS      ?= yes
MIRROR    ?=
DESTDIR   ?=
PREFIX    ?= /usr/local
V         ?=

# For programs that are run, and for the makefiles of busybox and the kernel: always the same.
export LC_ALL := C
export TZ := UTC
unexport CFLAGS CPPFLAGS LDFLAGS CXXFLAGS CPATH C_INCLUDE_PATH LIBRARY_PATH COMPILER_PATH GCC_EXEC_PREFIX \
	KCFLAGS KCPPFLAGS KAFLAGS HOSTCFLAGS HOSTLDFLAGS ARCH CROSS_COMPILE SOURCE_DATE_EPOCH \
	TAR_OPTIONS GZIP XZ_OPT XZ_DEFAULTS ZSTD_CLEVEL POSIXLY_CORRECT CDPATH LANG LANGUAGE
MAKEOVERRIDES :=

Q   := $(if $(filter 1,$(V)),,@)
say := @printf '  %-7s %s\n'
# ... | $(update) FILE: writes FILE only if that changes it.
update := tools/update

.PHONY: FORCE
FORCE:

# ---- before everything else: what the machine must have ----

goals := $(or $(MAKECMDGOALS),help)
ifneq ($(filter-out help clean distclean dist FORCE,$(goals)),)
# Empty for a start, since make complains of one that is missing even where it then makes it.
$(if $(wildcard $(BUILD)/toolchain.mk),,$(shell (mkdir -p $(BUILD) && : >$(BUILD)/toolchain.mk) 2>/dev/null))
include $(BUILD)/toolchain.mk
endif

dry_run := $(findstring n,$(filter-out --%,$(firstword -$(MAKEFLAGS))))

said = DEPS=$(if $(dry_run),no,$(DEPS)) BUILD=$(BUILD) KERNEL='$(KERNEL)' OVERLAY='$(OVERLAY)' COMPRESS='$(COMPRESS)' \
	MODULES='$(MODULES)' MODULE_LIST='$(MODULE_LIST)' FIRMWARE='$(FIRMWARE)' TIMEZONE='$(TIMEZONE)' ACCEL='$(ACCEL)' LSMOD='$(LSMOD)' \
	NODES='$(NODES)' LOADERS='$(LOADERS)' PXE_KERNEL='$(pxe_kernel)' \
	KCONFIG='$(filter-out $(if $(filter menuconfig,$(goals)),$(KSAVE)),$(KCONFIG))' \
	BUSYBOX_SRC='$(BUSYBOX_SRC)' LIBMNL_SRC='$(LIBMNL_SRC)' LINUX_SRC='$(LINUX_SRC)' AGAIN=$(MAKE_RESTARTS)

$(BUILD)/toolchain.mk: FORCE
	@$(said) tools/prepare $(BUILD)
	@$(said) tools/deps $(goals)
	@tools/toolchain '$(CC)' $(BUILD) | $(update) $@

include init/init.mk
include rootfs-skel/image.mk
-include kconfig/kconfig.mk
include pxe/pxe.mk
-include tests/tests.mk

# ---- sources ----

$(BUILD)/src/linux/.unpacked $(BUILD)/src/busybox/.unpacked $(BUILD)/src/cloud-kernel/.unpacked \
		$(BUILD)/src/peers/.unpacked $(BUILD)/src/debian/.unpacked $(BUILD)/src/makers/.unpacked \
		$(BUILD)/src/loaders/.unpacked $(BUILD)/src/services/.unpacked: \
		$(BUILD)/src/%/.unpacked: tools/versions
	$(Q)MIRROR='$(MIRROR)' tools/fetch $(BUILD) $*
	$(Q)touch $@
# Which packages these are stands there.
$(addprefix $(BUILD)/src/,$(addsuffix /.unpacked,loaders makers peers services)): tools/fetch

# A tree that was unpacked without depmod is unpacked anew.
$(BUILD)/src/cloud-kernel/.depmod: $(BUILD)/src/cloud-kernel/.unpacked
	$(Q)[ -e $@ ] || MIRROR='$(MIRROR)' tools/fetch $(BUILD) cloud-kernel
	$(Q)touch $@

# ---- the box in QEMU ----

.PHONY: run
run: $(image) $(if $(KERNEL),$(if $(filter debian,$(KERNEL)),$(BUILD)/src/cloud-kernel/.unpacked),$(BUILD)/bzImage)
	@MEM='$(MEM)' ACCEL='$(ACCEL)' APPEND='$(APPEND)' tools/run-qemu $(BUILD) '$(KERNEL)' $(image)

# ---- the tree as a whole ----

.PHONY: help install dist clean distclean
install: $(BUILD)/init
	@to='$(DESTDIR)$(PREFIX)/lib/rambox/init'; install -D -m 0755 $(BUILD)/init "$$to" && echo "  INSTALL $$to"
	@for page in man/*.[78]; do \
		[ -e "$$page" ] || continue; \
		to='$(DESTDIR)$(PREFIX)/share/man/man'"$${page##*.}/$${page##*/}"; \
		install -D -m 0644 "$$page" "$$to" && echo "  INSTALL $$to" || exit 1; \
	done

# The committed files, under the name of the commit; the same bytes wherever it is made.
dist:
	@mkdir -p $(BUILD)
	@name=rambox-$$(git describe --tags --always) && \
	git -c tar.umask=0022 archive --format=tar --prefix="$$name/" HEAD | gzip -9n >"$(BUILD)/$$name.tar.gz" && \
	echo "  DIST    $(BUILD)/$$name.tar.gz"

clean:
	@[ ! -d $(BUILD) ] || find -H $(BUILD) -mindepth 1 -maxdepth 1 \
		! -name dl ! -name src ! -name apt ! -name elsewhere -exec rm -rf {} +
	@rm -rf $(BUILD)/elsewhere/kernel $(BUILD)/elsewhere/busybox-obj

distclean:
	@[ ! -L $(BUILD)/elsewhere ] || rm -rf "$$(readlink $(BUILD)/elsewhere)"
	@rm -rf $(BUILD)

help:
	@echo 'make TARGET... [VARIABLE=VALUE...]   in a clone of rambox; everything is built below $(BUILD)/'
	@echo
	@echo '  run          build everything and boot the box in QEMU on this terminal'
	@echo '  check        build everything and run every test'
	@echo '  init         $(BUILD)/init, the static PID 1, for an initramfs of your own'
	@echo '  image        $(BUILD)/initramfs.cpio.gz, the box: skeleton, busybox and /init'
	@echo '  kernel       $(BUILD)/bzImage; with EMBED=1 one that has the image inside'
	@echo '  menuconfig   the kernel'"'"'s menu; what is changed is saved as a fragment in kconfig/'
	@echo '  pxe          $(BUILD)/pxe, a folder for TFTP and HTTP, and $(BUILD)/pxe-conf, the servers of it'
	@echo '  pxe-run      boot the box by PXE in QEMU on this terminal'
	@echo '  examples     $(BUILD)/examples, overlays: a frontend, a compute node, a node with ssh'
	@echo '  fuzz         each fuzzer for FUZZ_SECONDS (60); FUZZ=NAME for one, STRICT=1 as in analyze'
	@echo '  analyze      gcc -fanalyzer, clang-tidy, and unit tests and fuzzers with more sanitizers: minutes'
	@echo '  faults       make each system call of /init, netcfg and devd fail, one at a time: hours'
	@echo '  check-debian a Debian with systemd behind the box, in QEMU: two minutes, which check leaves out'
	@echo '  check-floor  the smallest kernel, compiled and booted, which check leaves out'
	@echo '  bench        measure the boot and netcfg beside others; bench-cost: the boot alone, and docs/cost.md'
	@echo '  bench-check  does a boot cost what it did, in instructions and bytes?'
	@echo '  install      init and its man pages below $$(DESTDIR)$$(PREFIX)'
	@echo '  dist         a tarball of the committed files'
	@echo '  clean        remove what was built; downloads and unpacked sources stay'
	@echo '  distclean    remove $(BUILD)/'
	@echo
	@echo '  KERNEL=FILE|debian   boot this kernel, or that of Debian for clouds, instead of our own'
	@echo '  MODULES=DIR          put modules of that kernel into the image, from /lib/modules/VERSION or the like;'
	@echo '                       with KERNEL=debian that is done'
	@echo '  MODULE_LIST=FILE     which modules, with what they need ($(MODULE_LIST))'
	@echo '  FIRMWARE=DIR         firmware files that drivers name, from /lib/firmware or the like'
	@echo '  KCONFIG="FRAGMENTS"  what the kernel is made of, from kconfig/ ($(KCONFIG))'
	@echo '  LSMOD=FILE           add the drivers that an output of lsmod names to the kernel'
	@echo '  APPEND="WORDS"       kernel command line of `make run` ($(APPEND))'
	@echo '  OVERLAY=DIR          files laid over the skeleton; DIR/.modes as rootfs-skel/modes'
	@echo '  SSH_KEY=FILE         the public key that may log in to the example ssh'
	@echo '  NODES=FILE           the nodes of `make pxe`, a table ($(NODES))'
	@echo '  PXE_ROOT=, PXE_CONF= where the servers will find what `make pxe` made, if not where it is'
	@echo '  LOADERS=DIR          pxelinux and iPXE from there instead of from Debian'"'"'s packages'
	@echo '  COMPRESS=HOW         gzip, zstd, xz or none ($(COMPRESS))'
	@echo '  TIMEZONE=ZONE        time zone of the box ($(TIMEZONE))'
	@echo '  BUSYBOX_CONFIG=FILES what busybox can do ($(BUSYBOX_CONFIG)); more: rootfs-skel/busybox-more.config'
	@echo '  MEM=, ACCEL=         memory of the box in QEMU ($(MEM)), tcg or kvm ($(ACCEL))'
	@echo '  CC=, WERROR=1, V=1   the compiler, gcc or clang ($(CC)); warnings are errors; show commands'
	@echo '  BUILD=DIR            build there ($(BUILD))'
	@echo '  DEPS=no              install nothing: say what is missing and stop'
	@echo '  BUSYBOX_SRC=DIR, LIBMNL_SRC=DIR, LINUX_SRC=DIR   source trees instead of Debian'"'"'s packages'
	@echo '  MIRROR=URL           a Debian mirror, where this machine has none of its own'
