# SPDX-License-Identifier: GPL-2.0-only
#
# How build/init is made: every C file of lib/, netcfg/, mdev-rules/ and init/, compiled for musl and
# linked, together with libmnl, as a real static PIE: position independent, relocated by musl's
# rcrt1.o at its start, no program interpreter, everything read-only before main().
# build/init.debug is the same with its symbols, and build/init.map says what of it is from where.

init_dirs := lib netcfg mdev-rules init
init_src  := $(sort $(wildcard $(init_dirs:=/*.c)))
init_obj  := $(init_src:%.c=$(BUILD)/obj/%.o)

# All of these are known to gcc 12 to 14 and to clang 14 to 19.
warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wswitch-enum -Wformat=2 -Wvla -Wcast-qual -Wpointer-arith -Wwrite-strings -Wundef \
	-Wimplicit-fallthrough

init_cflags := -std=gnu11 -D_GNU_SOURCE -D_LARGEFILE64_SOURCE -Oz -g $(warnings) $(if $(filter 1,$(WERROR)),-Werror) \
	-fPIE -fvisibility=hidden -fstack-protector-strong -fcf-protection=none \
	-ffunction-sections -fdata-sections -fno-ident -fno-common \
	-fno-asynchronous-unwind-tables -fno-unwind-tables \
	-ffile-prefix-map='$(CURDIR)'=. -I.

# Sorted by alignment, small variables share pages: a page less to be filled, copied and freed for each.
init_ldflags := -m elf_x86_64 -static -pie --no-dynamic-linker --gc-sections --build-id=none \
	--hash-style=gnu --sort-section=alignment -z text -z relro -z now -z noseparate-code -z noexecstack \
	-Map=$(BUILD)/init.map

libmnl_a   := $(BUILD)/libmnl/libmnl.a
libmnl_inc := $(BUILD)/libmnl/include

.PHONY: init
init: $(BUILD)/init

# Whatever the commands are made of: when it changes, everything is compiled again.
$(BUILD)/obj/flags: FORCE | $(BUILD)/toolchain.mk
	@mkdir -p $(@D)
	@printf '%s\n' "$(CC) $(TC_CFLAGS) $(init_cflags) $(init_ldflags)" | $(update) $@

$(init_obj): $(BUILD)/obj/%.o: %.c $(BUILD)/obj/flags | $(libmnl_a)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(TC_CFLAGS) -isystem $(libmnl_inc) $(init_cflags) -MMD -MP -c -o $@ $<

-include $(init_obj:.o=.d)

# What a process sleeps in, and what that needs of the C library, stand together: then no more of the
# program has to be in memory (lib/daemon.h, daemon_sleep()).
init_sleep := $(BUILD)/obj/lib/daemon.o

# The list of objects is a prerequisite too, so that a removed file is noticed.
$(BUILD)/obj/list: FORCE
	@mkdir -p $(@D)
	@echo "$(init_obj)" | $(update) $@

$(BUILD)/init.debug: $(init_obj) $(BUILD)/obj/list $(libmnl_a)
	$(say) LD $@
	$(Q)ld $(init_ldflags) -o $@ $(TC_LIB)/rcrt1.o $(TC_LIB)/crti.o $(init_sleep) $(TC_LIB)/libc.a \
		$(filter-out $(init_sleep),$(init_obj)) --start-group $(libmnl_a) $(TC_LIB)/libc.a $(TC_LIBGCC) --end-group $(TC_LIB)/crtn.o

$(BUILD)/init: $(BUILD)/init.debug
	$(say) STRIP $@
	$(Q)strip --strip-all -R .comment -o $@.new $<
	$(Q)chmod 755 $@.new
	$(Q)mv $@.new $@

# libmnl: a source tree compiled with musl where there is one, else the archive of Debian's libmnl-dev.
$(libmnl_a): tools/libmnl tools/versions $(BUILD)/toolchain.mk $(BUILD)/libmnl.from
	$(Q)CC="$(CC)" CFLAGS="$(TC_CFLAGS)" tools/libmnl $(BUILD) $(TC_LIB)/libc.a "$(LIBMNL_SRC)"

$(BUILD)/libmnl.from: FORCE
	@echo "LIBMNL_SRC=$(LIBMNL_SRC)" | $(update) $@
