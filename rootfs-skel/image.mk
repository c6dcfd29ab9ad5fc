# SPDX-License-Identifier: GPL-2.0-only
#
# How build/busybox and the image are made. The image is packed anew whenever a file that goes into it,
# or a variable about it, has changed; what is in OVERLAY is looked at every time.

busybox_src := $(or $(BUSYBOX_SRC),$(BUILD)/src/busybox)
image_ext_gzip := .gz
image_ext_zstd := .zst
image_ext_xz   := .xz
image          := $(BUILD)/initramfs.cpio$(image_ext_$(COMPRESS))

# Each with a file's name behind it, and always the same bytes. The kernel's own xz has no CRC64, and
# needs as much memory as the dictionary.
compress_gzip := tools/pack
compress_zstd := zstd -q -19 --single-thread -c
compress_xz   := xz -T1 --check=crc32 --lzma2=preset=9e,dict=512KiB -c

.PHONY: image busybox
image: $(image)
busybox: $(BUILD)/busybox

# ---- busybox ----

$(BUILD)/busybox.from: FORCE | $(BUILD)/toolchain.mk
	@printf '%s\n' "BUSYBOX_SRC=$(BUSYBOX_SRC) $(BUSYBOX_VERSION) $(TC_BUSYBOX_CC)" | $(update) $@

$(BUILD)/busybox.config: FORCE
	@words=$$(for file in $(BUSYBOX_CONFIG); do awk 1 <"$$file" || exit 1; done) && [ -n "$$words" ] || \
		{ echo "rambox: BUSYBOX_CONFIG='$(BUSYBOX_CONFIG)' has to list files that can be read" >&2; exit 1; }; \
	printf '%s\n' "$$words" | $(update) $@

$(BUILD)/busybox: $(BUILD)/busybox.config tools/busybox $(BUILD)/busybox.from \
		$(if $(BUSYBOX_SRC),,| $(BUILD)/src/busybox/.unpacked)
	$(Q)rm -rf $(BUILD)/busybox-obj/*
	$(Q)mkdir -p $(BUILD)/busybox-obj $(BUILD)/uapi
	$(Q)cp -RP $(BUILD)/uapi $(BUILD)/busybox-obj/
	$(Q)tools/progress 'busybox, configuration' $(BUILD)/log/busybox-config.log \
		tools/busybox configure '$(busybox_src)' $(BUILD)/busybox-obj $< '$(TC_BUSYBOX_CC)'
	$(Q)tools/progress -c $(BUILD)/busybox-obj busybox $(BUILD)/log/busybox.log \
		tools/busybox build '$(busybox_src)' $(BUILD)/busybox-obj $< '$(TC_BUSYBOX_CC)'
	$(Q)cp $(BUILD)/busybox-obj/busybox $@.new
	$(Q)mv $@.new $@

# ---- the image ----

$(BUILD)/mkcpio: tools/mkcpio.c $(BUILD)/obj/flags
	$(say) CC $<
	$(Q)$(CC) $(TC_CFLAGS) $(init_cflags) -c -o $(BUILD)/mkcpio.o $<
	$(Q)ld -static -o $@ $(TC_LIB)/crt1.o $(TC_LIB)/crti.o $(BUILD)/mkcpio.o \
		--start-group $(TC_LIB)/libc.a $(TC_LIBGCC) --end-group $(TC_LIB)/crtn.o

# ---- modules, if the kernel has some ----

modules_tree := $(or $(MODULES),$(if $(filter debian,$(KERNEL)),$(BUILD)/src/cloud-kernel))
modules_made := $(if $(modules_tree),$(BUILD)/modules.made)

$(BUILD)/modules.from: FORCE $(if $(MODULES),,$(if $(modules_tree),$(BUILD)/src/cloud-kernel/.depmod))
	@{ printf '%s\n' 'MODULES=$(modules_tree) FIRMWARE=$(FIRMWARE) KERNEL=$(KERNEL)'; cat '$(MODULE_LIST)'; \
	   find -L '$(modules_tree)' -name 'modules.*' -exec ls -lnd {} +; \
	   if [ -n '$(FIRMWARE)' ]; then find -L '$(FIRMWARE)' -type f -exec ls -lnd {} +; fi; } 2>&1 | $(update) $@

$(BUILD)/modules.made: $(BUILD)/modules.from tools/mkmodules
	$(say) MODULES '$(modules_tree)'
	$(Q)tools/mkmodules $(BUILD) '$(modules_tree)' '$(MODULE_LIST)' '$(FIRMWARE)' \
		'$(filter-out debian,$(KERNEL))'
	$(Q)touch $@

# The variables, and the names, times and modes of everything that is in the skeleton and the overlay.
$(BUILD)/image.from: FORCE
	@{ printf '%s\n' 'TIMEZONE=$(TIMEZONE) OVERLAY=$(OVERLAY) MODULES=$(modules_tree)'; \
	   find rootfs-skel/files; \
	   if [ -n '$(OVERLAY)' ]; then find '$(OVERLAY)' -exec ls -lnd {} +; fi; } 2>&1 | $(update) $@

$(BUILD)/initramfs.cpio: $(BUILD)/init $(BUILD)/busybox $(BUILD)/mkcpio $(BUILD)/image.from \
		tools/mkimage rootfs-skel/modes $(modules_made) $(shell find rootfs-skel/files -type f) \
		$(sort $(wildcard mdev-rules/conf/*.conf))
	$(say) IMAGE $@
	$(Q)tools/mkimage $(BUILD) rootfs-skel '$(TIMEZONE)' '$(OVERLAY)' '$(if $(modules_made),$(BUILD)/modules)'

ifneq ($(image),$(BUILD)/initramfs.cpio)
$(image): $(BUILD)/initramfs.cpio
	$(say) $(COMPRESS) $@
	$(Q)$(compress_$(COMPRESS)) $< >$@.new
	$(Q)mv $@.new $@
	$(Q)printf '  %-7s %s\n' SIZE "$$(wc -c <$@) bytes, $$(wc -c <$<) unpacked"
endif
