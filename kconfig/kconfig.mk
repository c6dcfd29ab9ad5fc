# SPDX-License-Identifier: GPL-2.0-only
#
# How kernels are made: Debian's linux-source (or LINUX_SRC), configured by the fragments that
# KCONFIG names, out of tree in build/kernel/SET/. The work is kconfig/build-kernel's; here is only
# what depends on what. A kernel is compiled again when its fragments, the source or the compiler
# have changed, which build/kernel/SET/inputs tells.
#
#   kernel          build/bzImage, by KCONFIG, and LSMOD if given; with EMBED=1 build/bzImage.embedded,
#                   which has the image inside
#   kernel-test     build/kernel/test/bzImage: the default and the fragment test, for the tests in QEMU
#   kernel-floor    build/kernel/floor/bzImage
#   kernel-all      build/kernel/all/bzImage: all fragments but floor and those of the user
#   kernel-pxe      build/kernel/pxe/bzImage: the default and hardware, for `make pxe`
#   kernel-config   only merges and checks KCONFIG
#   kernel-configs  the same for the combinations below
#   menuconfig      the kernel's menu over KCONFIG; what is changed there is saved as kconfig/$(KSAVE)

kernel_default := base net x86_64 efi qemu
KCONFIG ?= $(kernel_default)
LSMOD   ?=
EMBED   ?=
KSAVE   ?= local

kernel_src   := $(or $(LINUX_SRC),$(BUILD)/src/linux)
# A tree of the user's own may have been edited, so with it `make kernel` asks the kernel's own make.
kernel_stamp := $(if $(LINUX_SRC),$(if $(filter kernel,$(MAKECMDGOALS)),FORCE),$(BUILD)/src/linux/.unpacked)
kernel_image := $(BUILD)/initramfs.cpio

empty :=
space := $(empty) $(empty)
# A name for a list of fragments that can be a folder's.
kernel_mangle = $(subst /,_,$(subst $(space),-,$(strip $(1))))

kernel_sets := default test floor all pxe
kernel_of_default := $(kernel_default)
kernel_of_test    := $(kernel_default) test
kernel_of_floor   := floor
kernel_of_pxe     := $(kernel_default) hardware
kernel_of_all     := $(kernel_default) hardware seed pnp test

# Combinations that are checked and not compiled; + stands for a blank.
kernel_plus := $(subst $(space),+,$(kernel_default))
kernel_combinations := $(kernel_plus) \
	$(addprefix $(kernel_plus)+,hardware seed pnp test seed+pnp hardware+pnp) \
	$(subst $(space),+,$(kernel_of_all)) floor floor+pnp floor+test

# $(1) the folder's name, $(2) the fragments, $(3) more options for build-kernel.
define kernel_rules
$(BUILD)/kernel/$(1)/inputs: $(kernel_stamp) FORCE
	@text=$$$$(kconfig/build-kernel inputs -s '$(kernel_src)' $(3) $(2)) && mkdir -p $$(@D) && \
		echo "$$$$text" | $$(update) $$@

$(BUILD)/kernel/$(1)/bzImage: $(BUILD)/kernel/$(1)/inputs $(filter FORCE,$(kernel_stamp))
	$$(say) CONF '$(2)'
	+@kconfig/build-kernel config -s '$(kernel_src)' -o $$(@D) $(3) $(2)
	$$(say) KERNEL $$@
	+@tools/progress -c $$(@D)/obj 'kernel $(1)' $(BUILD)/log/kernel-$(1).log \
		kconfig/build-kernel compile -s '$(kernel_src)' -o $$(@D)

# The objects are shared, so the two are never made at the same time.
$(BUILD)/kernel/$(1)/bzImage.embedded: $(BUILD)/kernel/$(1)/bzImage $(kernel_image)
	$$(say) CONF '$(2), with $(kernel_image) inside'
	+@kconfig/build-kernel config -s '$(kernel_src)' -o $$(@D) $(3) -i $(kernel_image) $(2)
	$$(say) KERNEL $$@
	+@tools/progress -c $$(@D)/obj 'kernel $(1), embedded' $(BUILD)/log/kernel-$(1)-embedded.log \
		kconfig/build-kernel compile -s '$(kernel_src)' -o $$(@D) -i $(kernel_image)
endef

$(foreach set,$(kernel_sets),$(eval $(call kernel_rules,$(set),$(kernel_of_$(set)),)))

# The user's own choice; its folder is that of a set above where it is the same list.
kernel_user := $(firstword $(foreach set,$(kernel_sets),$(if \
	$(filter $(call kernel_mangle,$(KCONFIG)),$(call kernel_mangle,$(kernel_of_$(set)))),$(set))) \
	$(call kernel_mangle,$(KCONFIG)))
ifneq ($(LSMOD),)
kernel_user := $(kernel_user)-lsmod
endif
ifeq ($(filter $(kernel_user),$(kernel_sets)),)
$(eval $(call kernel_rules,$(kernel_user),$(KCONFIG),$(if $(LSMOD),-l '$(LSMOD)')))
endif

# FORCE, since another choice may have been built long ago; an equal file is left alone.
$(BUILD)/bzImage $(BUILD)/bzImage.embedded: $(BUILD)/%: $(BUILD)/kernel/$(kernel_user)/% FORCE
	@cmp -s $< $@ || { cp $< $@.new && mv $@.new $@; }

.PHONY: kernel kernel-test kernel-floor kernel-all kernel-pxe kernel-config kernel-configs menuconfig
kernel: $(if $(filter-out 0 no,$(EMBED)),$(BUILD)/bzImage.embedded,$(BUILD)/bzImage)
kernel-test: $(BUILD)/kernel/test/bzImage
kernel-floor: $(BUILD)/kernel/floor/bzImage
kernel-all: $(BUILD)/kernel/all/bzImage
kernel-pxe: $(BUILD)/kernel/pxe/bzImage

kernel-config: $(kernel_stamp)
	+@kconfig/build-kernel config -s '$(kernel_src)' -o $(BUILD)/kernel/config \
		$(if $(LSMOD),-l '$(LSMOD)') $(KCONFIG)
	@echo 'KCONFIG="$(KCONFIG)": every option got the value asked for'

kernel-configs: $(kernel_stamp)
	+@for list in $(kernel_combinations); do \
		list=$$(echo "$$list" | tr + ' '); \
		kconfig/build-kernel config -s '$(kernel_src)' -o $(BUILD)/kernel/config $$list || exit 1; \
		echo "KCONFIG=\"$$list\": every option got the value asked for"; \
	done

menuconfig: $(kernel_stamp)
	+@kconfig/build-kernel menu -s '$(kernel_src)' -o $(BUILD)/kernel/config -w '$(KSAVE)' $(KCONFIG)
