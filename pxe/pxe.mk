# SPDX-License-Identifier: GPL-2.0-only
#
# The server's side. What is served and how is pxe/stage's work, from the table NODES.
#
#   pxe       build/pxe, a folder for TFTP and HTTP, and build/pxe-conf, the servers' configurations
#   pxe-run   the same for QEMU's user network, in build/pxe-run, and a box that boots from it
#   examples  overlays for `make run` and `make pxe`, in build/examples
#
# The kernel is the default one with the fragment hardware, unless KCONFIG, LSMOD or KERNEL say otherwise.

pxe_loaders := $(BUILD)/src/loaders/.unpacked
pxe_kernel_set := $(if $(LSMOD)$(filter-out file,$(origin KCONFIG)),$(kernel_user),pxe)
pxe_kernel := $(if $(KERNEL),$(filter-out debian,$(KERNEL)),$(BUILD)/kernel/$(pxe_kernel_set)/bzImage)
pxe_needs := $(image) $(BUILD)/init $(if $(KERNEL),$(if $(filter debian,$(KERNEL)),$(BUILD)/src/cloud-kernel/.depmod),$(pxe_kernel)) \
	$(if $(LOADERS),,$(pxe_loaders))
pxe_stage = pxe/stage -e $(BUILD)/init -l '$(or $(LOADERS),$(BUILD)/src/loaders)' -i $(image) \
	-k '$(or $(pxe_kernel),$(shell find $(BUILD)/src/cloud-kernel/boot -name 'vmlinuz-*' 2>/dev/null | sort | tail -n 1))'

.PHONY: pxe pxe-run examples
pxe: $(pxe_needs)
	@$(pxe_stage) -r '$(PXE_ROOT)' -c '$(PXE_CONF)' -t '$(NODES)' $(BUILD)/pxe $(BUILD)/pxe-conf
	$(say) PXE '$(BUILD)/pxe is to be served, $(BUILD)/pxe-conf has the servers; pxe/README.md'

pxe-run: $(pxe_needs)
	@$(pxe_stage) -t pxe/nodes.qemu $(BUILD)/pxe-run $(BUILD)/pxe-run-conf
	@MEM='$(MEM)' ACCEL='$(ACCEL)' tools/run-qemu $(BUILD) pxe $(BUILD)/pxe-run

SSH_KEY ?=
examples: $(BUILD)/examples/.made
$(BUILD)/examples/.made: $(BUILD)/src/services/.unpacked $(shell find pxe/examples -type f) $(BUILD)/examples/.key
	$(say) OVERLAYS $(BUILD)/examples
	$(Q)pxe/examples/make $(BUILD)/src/services $(BUILD)/examples '$(SSH_KEY)'
	$(Q)touch $@
# Changes with the key, be it as old as it may.
$(BUILD)/examples/.key: $(SSH_KEY) FORCE
	@mkdir -p $(@D)
	@{ echo '$(SSH_KEY)'; cat /dev/null $(SSH_KEY); } | $(update) $@
