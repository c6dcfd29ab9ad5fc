# SPDX-License-Identifier: GPL-2.0-only
#
# The tests. Unit tests and fuzzers are compiled for the build machine, with ASan and UBSan, from the
# same pure modules that /init is made of. Everything speaks TAP and runs under prove (tests/run).
#
#   analyze       what gcc -fanalyzer and clang-tidy find on the paths through the code, and the unit
#                 tests and fuzzers with all of clang's checks of integers and bounds: minutes
#   bench         measures, and judges nothing: /init, netcfg and others side by side; docs/cost.md
#   bench-check   what a boot costs in instructions and bytes, beside what it did: a minute
#   check         builds everything and runs every test
#   check-debian  systemd and networkd as the root behind the box
#   check-floor   the smallest kernel: its size, and a shell in 19 MB
#   check-fast    unit tests, short fuzzing and lint: no kernel, no image, no QEMU
#   faults        makes each system call of /init, netcfg and devd fail, one at a time: hours
#   fuzz          fuzzes each parser for FUZZ_SECONDS (60) of a processor, up to three times that while
#                 it finds something new; FUZZ=name for one of them, STRICT=1 with the checks of
#                 integers and bounds that analyze has, FUZZ_KEEP=1 puts what is new into the corpus

FUZZ         ?=
STRICT       ?=
FUZZ_KEEP    ?=
FUZZ_SECONDS ?= 60
# One more than there are processors: many tests wait for a clock.
CHECK_JOBS   ?= $(shell echo $$(($$(nproc) + 1)))

# Modules without a system call, and those that need few and only of files; of netcfg and mdev-rules all
# but their rims. For netcfg/rtnl a pair of sockets stands in for the kernel.
rim  := $(addprefix netcfg/,command dhcp_sock keeper keeper_link keeper_log keeper_plan keeper_sandbox kept run_dir start) \
	$(addprefix mdev-rules/,dev_node devd_command devd_once devd_run devd_sandbox devd_start device \
	node_apply rules_file runner uevent_sock)
pure := $(addprefix lib/,clock file folder format limit log memory parse sandbox utf8 words) $(addprefix init/,backoff bars cmdline dev_spec \
	exec_format explain fstab hosts init_args mount_opts mountinfo program syslog_msg) \
	$(filter-out $(rim),$(basename $(sort $(wildcard netcfg/*.c mdev-rules/*.c))))

tests_out   := $(BUILD)/tests
test_cflags := -std=gnu11 -D_GNU_SOURCE -g -O1 -fno-omit-frame-pointer -Wall -Wextra \
	$(if $(filter 1,$(WERROR)),-Werror) -I.
sanitize    := -fno-sanitize-recover=all -fsanitize=address,undefined
# All that clang can look at, by `make analyze`: lib/wraps.h is for what wraps on purpose. But
# unsigned-shift-base: bits that a shift pushes out of an unsigned number are what masks are made with,
# and none of the faults.
strict      := $(sanitize),local-bounds,implicit-conversion,integer
strict_not  := -fno-sanitize=unsigned-shift-base

unit_tests := $(patsubst tests/unit/%.c,$(tests_out)/unit/%,$(sort $(wildcard tests/unit/test_*.c)))
fuzzers    := $(patsubst tests/fuzz/%.c,$(tests_out)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
pure_unit  := $(pure:%=$(tests_out)/unit/obj/%.o)
pure_fuzz  := $(pure:%=$(tests_out)/fuzz/obj/%.o)
pure_strict := $(pure:%=$(tests_out)/strict/obj/%.o)

lint_tests  := $(sort $(filter-out %.sh %.awk,$(wildcard tests/lint/*)))
image_tests := $(sort $(wildcard tests/image/*))
analyzers   := $(addprefix tests/analyze/,clang-tidy gcc self-test)
strict_unit := $(unit_tests:$(tests_out)/%=$(tests_out)/strict/%)
strict_fuzz := $(fuzzers:$(tests_out)/%=$(tests_out)/strict/%)
pxe_tests   := $(filter-out tests/pxe/table,$(sort $(wildcard tests/pxe/*)))
netns_tests := $(sort $(wildcard tests/netns/[0-9]*))
debian_test := tests/qemu/network-debian/test
floor_test  := tests/qemu/kernel-floor/test
faults_test := tests/faults/run
qemu_tests  := $(filter-out $(debian_test) $(floor_test),$(sort $(wildcard tests/qemu/*/test)))
fast_tests  := $(lint_tests) $(unit_tests) tests/unit/images tests/unit/lease-file tests/pxe/table tests/tools/bootchart \
	tests/fuzz/short tests/fuzz/long-self-test
# Programs of ours that scripts run.
helpers     := $(addprefix $(tests_out)/unit/,superblock_read part_table_read lease_file_write modules_order) \
	$(tests_out)/netns/rtnl_apply

# What the tests of the image and those in QEMU look at, whatever KCONFIG= says.
check_needs := image $(addprefix $(BUILD)/kernel/,default/bzImage default/bzImage.embedded all/bzImage) \
	netns-needs $(if $(shell command -v apt-get),$(BUILD)/src/cloud-kernel/.unpacked $(pxe_loaders) examples)

.PHONY: analyze check check-fast check-debian check-floor faults fuzz tests-fast bench bench-cost bench-check netns-needs
check: tests-fast $(check_needs)
	$(Q)tests/run $(BUILD) $(CHECK_JOBS) $(fast_tests) tests/analyze/gcc tests/mutants/run $(netns_tests) $(pxe_tests) \
		$(image_tests) $(qemu_tests) $(faults_test)

check-fast: tests-fast
	$(Q)tests/run $(BUILD) $(CHECK_JOBS) $(fast_tests)

analyze: $(libmnl_a) $(strict_unit) $(strict_fuzz)
	$(Q)tests/run $(BUILD) $(CHECK_JOBS) $(analyzers) tests/analyze/fuzz $(strict_unit)

check-debian: image $(BUILD)/kernel/default/bzImage $(BUILD)/debian.ext4
	$(Q)tests/run $(BUILD) 1 $(debian_test)

check-floor: image $(BUILD)/kernel/floor/bzImage
	$(Q)tests/run $(BUILD) 1 $(floor_test)

faults: $(BUILD)/init $(BUILD)/kernel/all/bzImage
	$(Q)RAMBOX_BUILD='$(abspath $(BUILD))' $(faults_test) all

# A disk for QEMU, which leaves it as it is.
$(BUILD)/debian.ext4: $(BUILD)/src/debian/.unpacked
	$(say) DISK $@
	$(Q)PATH="$$PATH:/usr/sbin:/sbin" mke2fs -q -F -t ext4 -E root_owner=0:0 -d $(<D) $@.new 256M >/dev/null
	$(Q)mv $@.new $@

tests-fast: $(unit_tests) $(fuzzers) $(helpers)

fuzz: $(if $(STRICT),$(strict_fuzz),$(fuzzers))
	$(Q)RAMBOX_FUZZERS=$(if $(STRICT),$(tests_out)/strict/fuzz) RAMBOX_FUZZ_KEEP=$(FUZZ_KEEP) \
		tests/fuzz/long $(BUILD) $(FUZZ_SECONDS) $(or $(FUZZ),$(patsubst fuzz_%,%,$(notdir $(fuzzers))))

# What the tests in network namespaces run. Where there is no apt-get, they are skipped.
netns_tools := $(addprefix $(tests_out)/netns/,inside relay netcfg)
netns_src   := $(sort $(wildcard lib/*.c netcfg/*.c))

netns-needs: $(BUILD)/init $(netns_tools) $(if $(shell command -v apt-get),$(BUILD)/src/peers/.unpacked)

bench: bench-cost $(if $(shell command -v apt-get),$(pxe_loaders))
	$(Q)RAMBOX_BUILD='$(abspath $(BUILD))' tests/bench/net
	$(Q)RAMBOX_BUILD='$(abspath $(BUILD))' tests/bench/pxe

bench-cost: netns-needs image $(addprefix $(BUILD)/kernel/,default/bzImage test/bzImage floor/bzImage) \
		$(if $(shell command -v apt-get),$(BUILD)/src/cloud-kernel/.depmod $(BUILD)/src/makers/.unpacked)
	$(Q)RAMBOX_BUILD='$(abspath $(BUILD))' tests/bench/cost
	$(Q)RAMBOX_BUILD='$(abspath $(BUILD))' tests/bench/growth
	$(Q)RAMBOX_BUILD='$(abspath $(BUILD))' tests/bench/boot
	$(Q)RAMBOX_BUILD='$(abspath $(BUILD))' tests/bench/page

bench-check: image $(addprefix $(BUILD)/kernel/,default/bzImage all/bzImage)
	$(Q)RAMBOX_BUILD='$(abspath $(BUILD))' tests/bench/check

$(tests_out)/netns/inside $(tests_out)/netns/relay: $(tests_out)/netns/%: tests/netns/%.c $(tests_out)/flags
	@mkdir -p $(@D)
	$(say) TEST $<
	$(Q)gcc $(test_cflags) -o $@ $<

$(tests_out)/netns/netcfg: tests/netns/netcfg.c $(netns_src) $(wildcard lib/*.h netcfg/*.h) \
		$(tests_out)/flags $(libmnl_a)
	@mkdir -p $(@D)
	$(say) TEST $<
	$(Q)gcc $(test_cflags) -isystem $(libmnl_inc) $(sanitize) -o $@ $(filter %.c %.a,$^)

# Whatever the commands are made of: when it changes, everything is compiled again.
$(tests_out)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$(test_cflags) $(strict) $(strict_not) $(pure)" | $(update) $@

$(pure_unit): $(tests_out)/unit/obj/%.o: %.c $(tests_out)/flags
	@mkdir -p $(@D)
	$(Q)gcc $(test_cflags) $(sanitize) -MMD -MP -c -o $@ $<

$(tests_out)/unit/libpure.a: $(pure_unit)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

$(unit_tests): $(tests_out)/unit/%: tests/unit/%.c $(tests_out)/unit/libpure.a
	$(say) TEST $<
	$(Q)gcc $(test_cflags) $(sanitize) -MMD -MP -o $@ $(filter %.c %.a,$^) -lcmocka -lmnl

# What judges the faults is judged, too.
$(tests_out)/unit/test_judge $(tests_out)/strict/unit/test_judge: tests/faults/judge.c tests/faults/calls.c

$(helpers): $(tests_out)/%: tests/%.c $(tests_out)/unit/libpure.a
	@mkdir -p $(@D)
	$(say) TEST $<
	$(Q)gcc $(test_cflags) $(sanitize) -MMD -MP -o $@ $(filter %.c %.a,$^) -lmnl

$(pure_fuzz): $(tests_out)/fuzz/obj/%.o: %.c $(tests_out)/flags
	@mkdir -p $(@D)
	$(Q)clang $(test_cflags) $(sanitize),fuzzer-no-link -MMD -MP -c -o $@ $<

$(tests_out)/fuzz/libpure.a: $(pure_fuzz)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

$(fuzzers): $(tests_out)/fuzz/%: tests/fuzz/%.c $(tests_out)/fuzz/libpure.a
	$(say) FUZZER $<
	$(Q)clang $(test_cflags) $(sanitize),fuzzer -MMD -MP -o $@ $(filter %.c %.a,$^) -lmnl

# The unit tests and fuzzers once more, for `make analyze`.
$(pure_strict): $(tests_out)/strict/obj/%.o: %.c $(tests_out)/flags
	@mkdir -p $(@D)
	$(Q)clang $(test_cflags) $(strict),fuzzer-no-link $(strict_not) -MMD -MP -c -o $@ $<

$(tests_out)/strict/libpure.a: $(pure_strict)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

$(strict_unit): $(tests_out)/strict/%: tests/%.c $(tests_out)/strict/libpure.a
	@mkdir -p $(@D)
	$(say) TEST $<
	$(Q)clang $(test_cflags) $(strict),fuzzer-no-link $(strict_not) -MMD -MP -o $@ $(filter %.c %.a,$^) -lcmocka -lmnl

$(strict_fuzz): $(tests_out)/strict/%: tests/%.c $(tests_out)/strict/libpure.a
	@mkdir -p $(@D)
	$(say) FUZZER $<
	$(Q)clang $(test_cflags) $(strict),fuzzer $(strict_not) -MMD -MP -o $@ $(filter %.c %.a,$^) -lmnl

-include $(pure_unit:.o=.d) $(pure_fuzz:.o=.d) $(unit_tests:=.d) $(fuzzers:=.d) \
	$(helpers:=.d) $(pure_strict:.o=.d) $(strict_unit:=.d) $(strict_fuzz:=.d)
