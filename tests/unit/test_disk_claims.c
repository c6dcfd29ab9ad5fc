/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/disk_claims.h: who has a name, by rows of what devices claim one after the other, and
 * against a plain list over a long walk of comings and goings.
 */
#include <stdio.h>

#include "lib/wraps.h"
#include "mdev-rules/disk_claims.h"
#include "tests/unit/unit.h"

/* "a b c": names parted by blanks. */
static struct disk_names names_of(const char *text)
{
	struct disk_names names = {.count = 0};

	while (*text) {
		size_t len = strcspn(text, " ");

		memcpy(names.list[names.count], text, len);
		names.list[names.count++][len] = '\0';
		text += len + (text[len] == ' ');
	}
	return names;
}

/* The changes as "name=device name=-", sorted as they come. */
static void check_set(struct disk_claims *claims, const char *device, const char *claimed,
		      const char *expected)
{
	struct disk_names names = names_of(claimed);
	struct disk_changes changes;
	char text[512] = "";

	expect_int(device, disk_claims_set(claims, device, &names, &changes), 0);
	for (unsigned int i = 0; i < changes.count; i++) {
		const struct disk_change *change = &changes.list[i];

		sprintf(text + strlen(text), "%s%s=%s", i ? " " : "", change->name,
			change->device ? change->device : "-");
	}
	if (strcmp(text, expected) != 0)
		fail_msg("'%s' claims '%s': '%s', expected '%s'", device, claimed, text, expected);
}

enum { MEMORY = 1 << 20 };

static struct disk_claims *start(void **memory, size_t size)
{
	struct disk_claims *claims = calloc(1, sizeof(*claims));

	*memory = malloc(size);
	assert_non_null(claims);
	memset(*memory, UNTOUCHED, size);
	disk_claims_init(*memory, size, claims);
	return claims;
}

static void end(struct disk_claims *claims, void *memory)
{
	free(claims);
	free(memory);
}

TEST(first_that_came_has_the_name)
{
	void *memory;
	struct disk_claims *claims = start(&memory, MEMORY);

	check_set(claims, "sda", "x y", "x=sda y=sda");
	check_set(claims, "sdb", "x z", "z=sdb");
	check_set(claims, "sdc", "x", "");
	assert_string_equal(disk_claims_owner(claims, "x"), "sda");
	assert_null(disk_claims_owner(claims, "w"));
	check_set(claims, "sda", "", "y=- x=sdb");
	check_set(claims, "sdc", "", "");
	check_set(claims, "sdb", "", "z=- x=-");
	assert_null(disk_claims_owner(claims, "x"));
	end(claims, memory);
}

TEST(change_keeps_the_place_of_what_stays)
{
	void *memory;
	struct disk_claims *claims = start(&memory, MEMORY);

	check_set(claims, "sda", "x y", "x=sda y=sda");
	check_set(claims, "sdb", "x y", "");
	check_set(claims, "sda", "x y", "");
	check_set(claims, "sda", "x z", "z=sda y=sdb");
	check_set(claims, "sda", "y x", "z=-");
	assert_string_equal(disk_claims_owner(claims, "x"), "sda");
	assert_string_equal(disk_claims_owner(claims, "y"), "sdb");
	check_set(claims, "sdb", "x", "y=sda");
	end(claims, memory);
}

TEST(device_without_names_leaves_nothing)
{
	void *memory;
	struct disk_claims *claims = start(&memory, MEMORY);
	uint64_t cursor = 0;
	uint32_t used;

	check_set(claims, "sda", "", "");
	assert_null(disk_claims_next(claims, &cursor));
	check_set(claims, "sda", "x", "x=sda");
	used = claims->used;
	for (int i = 0; i < 1000; i++) {
		check_set(claims, "sda", "", "x=-");
		check_set(claims, "sda", "x", "x=sda");
	}
	assert_int_equal(claims->used, used);
	end(claims, memory);
}

TEST(full_memory_is_said_and_the_rest_is_done)
{
	void *memory;
	struct disk_claims *claims = start(&memory, 4 * DISK_CLAIMS_UNIT);
	struct disk_names names = names_of("x y z");
	struct disk_changes changes;

	assert_int_equal(disk_claims_set(claims, "sda", &names, &changes), DISK_CLAIMS_FULL);
	assert_int_equal(changes.count, 2);
	assert_string_equal(disk_claims_owner(claims, "y"), "sda");
	assert_null(disk_claims_owner(claims, "z"));
	names = names_of("x");
	assert_int_equal(disk_claims_set(claims, "sdb", &names, &changes), DISK_CLAIMS_FULL);
	assert_int_equal(changes.count, 0);
	check_set(claims, "sda", "y", "x=-");
	check_set(claims, "sda", "y z", "z=sda");
	end(claims, memory);
	claims = start(&memory, 4 * DISK_CLAIMS_UNIT);
	names = names_of("x name-of-two-units");
	assert_int_equal(disk_claims_set(claims, "sda", &names, &changes), DISK_CLAIMS_FULL);
	assert_int_equal(changes.count, 1);
	end(claims, memory);
	claims = start(&memory, 0);
	assert_int_equal(disk_claims_set(claims, "sda", &names, &changes), DISK_CLAIMS_FULL);
	end(claims, memory);
}

TEST(longest_names_have_room)
{
	void *memory;
	struct disk_claims *claims = start(&memory, MEMORY);
	struct disk_names names = {.count = 1};
	struct disk_changes changes;
	char device[256];

	memset(names.list[0], 'n', DISK_NAME_SIZE - 1);
	memset(device, 'd', sizeof(device));
	device[sizeof(device) - 1] = '\0';
	assert_int_equal(disk_claims_set(claims, device, &names, &changes), 0);
	assert_string_equal(disk_claims_owner(claims, names.list[0]), device);
	end(claims, memory);
}

/* What is claimed, in the order of coming: [device][name] is the turn, 0 for not. */
enum { DEVICES = 40, NAMES = 12, TURNS = 20000 };
static unsigned int came[DEVICES][NAMES];

static int model_owner(unsigned int name)
{
	int owner = -1;

	for (int i = 0; i < DEVICES; i++) {
		if (came[i][name] && (owner < 0 || came[i][name] < came[owner][name]))
			owner = i;
	}
	return owner;
}

WRAPS TEST(long_walk_is_as_a_plain_list_says)
{
	void *memory;
	struct disk_claims *claims = start(&memory, MEMORY);
	char links[NAMES][16] = {""};
	uint32_t seed = 1;

	for (unsigned int turn = 1; turn <= TURNS; turn++) {
		struct disk_names names = {.count = 0};
		struct disk_changes changes;
		char device[16];
		unsigned int who, what;

		seed = seed * 1664525 + 1013904223;
		who = (seed >> 8) % DEVICES;
		what = seed >> 16 & (seed >> 30 ? 0xfff : 0);
		sprintf(device, "sd%u", who);
		for (unsigned int i = 0; i < NAMES; i++) {
			bool claim = what >> i & 1;

			if (claim)
				sprintf(names.list[names.count++], "name%u", i);
			came[who][i] = !claim ? 0 : came[who][i] ? came[who][i] : turn;
		}
		assert_int_equal(disk_claims_set(claims, device, &names, &changes), 0);
		for (unsigned int i = 0; i < changes.count; i++) {
			const char *to = changes.list[i].device;

			strcpy(links[atoi(changes.list[i].name + 4)], to ? to : "");
		}
		for (unsigned int i = 0; i < NAMES; i++) {
			int owner = model_owner(i);

			sprintf(device, "sd%d", owner);
			expect_text(device, links[i], owner < 0 ? "" : device);
		}
	}
	assert_in_range(claims->used, 1, 2 * (DEVICES * (NAMES + 1)));
	end(claims, memory);
}

TEST(every_device_is_told_of_once_and_may_go_meanwhile)
{
	void *memory;
	struct disk_claims *claims = start(&memory, 8 * MEMORY);
	static uint8_t seen[10000];
	const struct disk_names none = {.count = 0};
	struct disk_changes changes;
	const char *device;
	uint64_t cursor = 0;
	unsigned int count = 0;

	for (unsigned int i = 0; i < COUNT(seen); i++) {
		struct disk_names names = {.count = 2};
		char name[16];

		sprintf(name, "sd%u", i);
		sprintf(names.list[0], "by-uuid/%u", i);
		sprintf(names.list[1], "by-label/%u", i % 1000);
		assert_int_equal(disk_claims_set(claims, name, &names, &changes), 0);
	}
	while ((device = disk_claims_next(claims, &cursor))) {
		char name[16];

		strcpy(name, device);
		assert_int_equal(seen[atoi(name + 2)]++, 0);
		count++;
		if (atoi(name + 2) % 2)
			disk_claims_set(claims, name, &none, &changes);
	}
	assert_int_equal(count, COUNT(seen));
	assert_string_equal(disk_claims_owner(claims, "by-label/2"), "sd2");
	assert_null(disk_claims_owner(claims, "by-label/1"));
	end(claims, memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_that_came_has_the_name),
		cmocka_unit_test(change_keeps_the_place_of_what_stays),
		cmocka_unit_test(device_without_names_leaves_nothing),
		cmocka_unit_test(full_memory_is_said_and_the_rest_is_done),
		cmocka_unit_test(longest_names_have_room),
		cmocka_unit_test(long_walk_is_as_a_plain_list_says),
		cmocka_unit_test(every_device_is_told_of_once_and_may_go_meanwhile),
	};

	return RUN_TESTS(tests);
}
