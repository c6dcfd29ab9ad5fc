/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/dev_spec.h. Besides the promises of the header: a number that is printed as
 * MAJOR:MINOR reads as the same number.
 */
#include "init/dev_spec.h"
#include "tests/fuzz/fuzz.h"

static void check_number(const struct dev_spec *spec)
{
	char text[32];
	struct dev_spec again;

	promise(!spec->text && spec->major <= 4095 && spec->minor <= 1048575);
	snprintf(text, sizeof(text), "%u:%u", spec->major, spec->minor);
	promise(dev_spec_parse(text, &again) == 0 && again.kind == DEV_SPEC_NUMBER);
	promise(again.major == spec->major && again.minor == spec->minor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = exact_text(data, size);
	struct dev_spec spec;
	int error;

	fill_untouched(&spec);
	error = dev_spec_parse(text, &spec);
	promise(error >= 0 && error <= DEV_SPEC_BAD_NUMBER);
	if (error) {
		promise_untouched(&spec);
	} else if (spec.kind == DEV_SPEC_NUMBER) {
		check_number(&spec);
	} else {
		promise(spec.kind < DEV_SPEC_NUMBER);
		promise(spec.text_len > 0 && spec.text_len <= strlen(spec.text));
		promise(spec.offset >= -255 && spec.offset <= 255);
		promise(spec.offset == 0 || spec.kind == DEV_SPEC_PARTUUID);
		promise(spec.kind == DEV_SPEC_PARTUUID || spec.text[spec.text_len] == '\0');
		promise(inside(spec.text, text, strlen(text) + 1) && spec.text[0]);
		promise(spec.kind != DEV_SPEC_PATH || strncmp(spec.text, "/dev/", 5) == 0);
	}
	free(text);
	return 0;
}
