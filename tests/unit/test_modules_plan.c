/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/modules_plan.h: what is needed comes first, each module once, and no plan has a module
 * that waits for one behind it.
 */
#include <stdio.h>

#include "mdev-rules/modules_plan.h"
#include "tests/unit/unit.h"

enum { SLOTS = 4096, RULES_MAX = 64 };

/* A plan with all that it points to. */
struct world {
	uint32_t slots[SLOTS];
	struct modules_dep dep;
	struct modprobe_rule rules[RULES_MAX];
	struct modules_plan plan;
	char *text, *conf;
};

static struct world *make_world(const char *dep, const char *conf)
{
	struct world *world = malloc(sizeof(*world));
	struct modprobe_cursor cursor;
	size_t count = 0;
	int error;

	assert_non_null(world);
	fill_untouched(world);
	world->text = heap_bytes(dep, strlen(dep));
	world->conf = heap_text(conf);
	cursor = (struct modprobe_cursor){.next = world->conf};
	while (modprobe_conf_next(&cursor, &world->rules[count], &error) == 1)
		count++;
	assert_int_equal(modules_dep_index((struct slice){world->text, strlen(dep)}, world->slots,
					   SLOTS, &world->dep),
			 0);
	modules_plan_init(&world->plan, &world->dep, world->rules, count);
	return world;
}

static void free_world(struct world *world)
{
	free(world->text);
	free(world->conf);
	free(world);
}

/* The plan as "name(waits) ..."; a soft wait has a "~". Fails when one waits for a later one. */
static void check_plan(const char *row, const struct modules_plan *plan, const char *expected)
{
	bool before[MODULES_PLAN_MAX] = {false};
	char out[4000] = "";

	for (size_t i = 0; i < plan->order_count; i++) {
		const struct module_node *node = &plan->nodes[plan->order[i]];

		sprintf(out + strlen(out), "%s%.*s", i ? " " : "", (int)node->name.len,
			node->name.at);
		for (size_t j = node->wait; j < (size_t)node->wait + node->wait_count; j++) {
			const struct module_wait *wait = &plan->waits[j];
			struct slice name = plan->nodes[wait->node].name;

			expect_true(row, before[wait->node]);
			sprintf(out + strlen(out), "%s%s%.*s", j == node->wait ? "(" : ",",
				wait->soft ? "~" : "", (int)name.len, name.at);
		}
		strcat(out, node->wait_count ? ")" : "");
		expect_true(row, !before[plan->order[i]]);
		before[plan->order[i]] = true;
	}
	expect_text(row, out, expected);
}

static void check(const char *dep, const char *conf, const char *names, const char *expected)
{
	struct world *world = make_world(dep, conf);
	struct slice rest = slice_of(names), name;

	while (slice_next_word(&rest, &name))
		expect_int(names, modules_plan_add(&world->plan, name), 0);
	check_plan(names, &world->plan, expected);
	free_world(world);
}

static const char tree[] =
	"n/virtio_net.ko.xz: n/net_failover.ko.xz n/failover.ko.xz v/virtio.ko.xz\n"
	"n/net_failover.ko.xz: n/failover.ko.xz\n"
	"n/failover.ko.xz:\n"
	"v/virtio.ko.xz:\n"
	"v/virtio_blk.ko.xz: v/virtio.ko.xz\n"
	"fs/ext4.ko: fs/jbd2.ko\n"
	"fs/jbd2.ko:\n"
	"c/crc32c_generic.ko:\n"
	"c/crc32c-intel.ko:\n"
	"late.ko:\n";

TEST(what_is_needed_comes_first_and_once)
{
	check(tree, "", "virtio-net virtio_blk virtio_net failover",
	      "virtio failover net_failover(failover) virtio_net(virtio,failover,net_failover) "
	      "virtio_blk(virtio)");
	check(tree, "", "jbd2 ext4", "jbd2 ext4(jbd2)");
}

TEST(a_file_without_a_line_of_its_own_is_loaded_all_the_same)
{
	check("a.ko: b.ko c.ko\n", "", "a", "c b a(c,b)");
}

TEST(soft_dependencies_come_before_and_behind)
{
	check(tree, "softdep ext4 pre: failover post: late virtio_blk\n", "ext4",
	      "jbd2 failover ext4(jbd2,~failover) late(~ext4) virtio virtio_blk(virtio,~ext4)");
	check(tree, "softdep jbd2 pre: late\n", "ext4", "late jbd2(~late) ext4(jbd2)");
	check(tree, "softdep ext? pre: late\nsoftdep ext4 pre: failover\n", "ext4",
	      "jbd2 late failover ext4(jbd2,~late,~failover)");
}

TEST(unknown_soft_dependencies_are_passed_over)
{
	check(tree, "softdep ext4 pre: nothing late post: nobody\n", "ext4",
	      "jbd2 late ext4(jbd2,~late)");
	check(tree, "softdep ext4 pre: crc late\nalias crc gone\n", "ext4",
	      "jbd2 late ext4(jbd2,~late)");
}

TEST(circles_are_waited_for_in_one_direction)
{
	check("a.ko: b.ko\nb.ko: a.ko\n", "", "a", "b a(b)");
	check("a.ko: a.ko\n", "", "a", "a");
	check("a.ko:\nb.ko:\n", "softdep a pre: b\nsoftdep b pre: a\n", "a b", "b a(~b)");
	check("a.ko:\nb.ko:\n", "softdep a pre: b\nsoftdep b post: a\n", "a", "b a(~b)");
	check("a.ko:\n", "softdep a pre: a post: a\n", "a", "a");
}

TEST(softdep_names_may_be_aliases)
{
	struct world *world = make_world(tree, "softdep ext4 pre: crc32c late other\n"
					       "alias other failover\nsoftdep jbd2 pre: crc64\n");
	struct modules_plan_cursor cursor = {0};
	struct slice word;

	assert_true(modules_plan_unresolved(&world->plan, &cursor, &word));
	assert_true(slice_is(word, "crc32c"));
	assert_true(modules_plan_unresolved(&world->plan, &cursor, &word));
	assert_true(slice_is(word, "crc64"));
	assert_false(modules_plan_unresolved(&world->plan, &cursor, &word));
	assert_int_equal(
		modules_plan_resolve(&world->plan, slice_of("crc32c"), slice_of("crc32c_generic")),
		0);
	assert_int_equal(
		modules_plan_resolve(&world->plan, slice_of("crc32c"), slice_of("crc32c_intel")),
		0);
	cursor = (struct modules_plan_cursor){0};
	assert_true(modules_plan_unresolved(&world->plan, &cursor, &word));
	assert_true(slice_is(word, "crc64"));
	assert_int_equal(modules_plan_add(&world->plan, slice_of("ext4")), 0);
	check_plan("aliases", &world->plan,
		   "jbd2 crc32c_generic crc32c-intel late failover "
		   "ext4(jbd2,~crc32c_generic,~crc32c-intel,~late,~failover)");
	free_world(world);
}

TEST(aliases_have_a_maximum)
{
	struct world *world = make_world("", "");

	for (int i = 0; i < MODULES_PLAN_ALIASES; i++)
		assert_int_equal(modules_plan_resolve(&world->plan, slice_of("a"), slice_of("b")),
				 0);
	assert_int_equal(modules_plan_resolve(&world->plan, slice_of("a"), slice_of("b")),
			 MODULES_PLAN_FULL);
	free_world(world);
}

TEST(unknown_module_is_refused)
{
	struct world *world = make_world(tree, "");

	assert_int_equal(modules_plan_add(&world->plan, slice_of("none")), MODULES_PLAN_UNKNOWN);
	assert_null(modules_plan_find(&world->plan, slice_of("none")));
	check_plan("none", &world->plan, "");
	free_world(world);
}

/* `count` modules m0, m1 ...; each needs the one before it where `chain`. */
static char *many(int count, bool chain)
{
	char *text = calloc(1, (size_t)count * 24 + 1), *end = text;

	assert_non_null(text);
	for (int i = 0; i < count; i++)
		end += i > 0 && chain ? sprintf(end, "m%d.ko: m%d.ko\n", i, i - 1)
				      : sprintf(end, "m%d.ko:\n", i);
	return text;
}

TEST(modules_have_a_maximum)
{
	char *text = many(MODULES_PLAN_MAX + 1, false), name[16];
	struct world *world = make_world(text, "");

	for (int i = 0; i <= MODULES_PLAN_MAX; i++) {
		sprintf(name, "m%d", i);
		expect_int(name, modules_plan_add(&world->plan, slice_of(name)),
			   i < MODULES_PLAN_MAX ? 0 : MODULES_PLAN_FULL);
	}
	assert_int_equal(world->plan.order_count, MODULES_PLAN_MAX);
	assert_int_equal(modules_plan_add(&world->plan, slice_of("m7")), 0);
	free_world(world);
	free(text);
}

TEST(chains_have_a_maximum)
{
	char *text = many(MODULES_PLAN_DEPTH + 1, true), name[16];
	struct world *world = make_world(text, "");

	sprintf(name, "m%d", MODULES_PLAN_DEPTH);
	assert_int_equal(modules_plan_add(&world->plan, slice_of(name)), MODULES_PLAN_DEEP);
	assert_int_equal(world->plan.order_count, 0);
	free_world(world);
	world = make_world(text, "");
	sprintf(name, "m%d", MODULES_PLAN_DEPTH - 1);
	assert_int_equal(modules_plan_add(&world->plan, slice_of(name)), 0);
	assert_int_equal(world->plan.order_count, MODULES_PLAN_DEPTH);
	free_world(world);
	free(text);
}

TEST(waits_have_a_maximum)
{
	/* Each of 100 modules needs the same 63: 6,300 waits. */
	char *text = calloc(1, 100000), *end = text, name[16];
	struct world *world;
	int error = 0, count = 0;

	assert_non_null(text);
	for (int i = 0; i < 100; i++) {
		end += sprintf(end, "m%d.ko:", i);
		for (int j = 0; j < 63; j++)
			end += sprintf(end, " n%d.ko", j);
		end += sprintf(end, "\n");
	}
	world = make_world(text, "");
	while (!error && count < 100) {
		sprintf(name, "m%d", count++);
		error = modules_plan_add(&world->plan, slice_of(name));
	}
	assert_int_equal(error, MODULES_PLAN_FULL);
	assert_int_equal(count - 1, MODULES_PLAN_WAITS / 63);
	/* The one that was refused is not taken for planned. */
	assert_int_equal(modules_plan_add(&world->plan, slice_of(name)), MODULES_PLAN_FULL);
	free_world(world);
	free(text);
}

TEST(every_refusal_has_a_text_of_its_own)
{
	expect_distinct_texts(modules_plan_strerror, MODULES_PLAN_DEEP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_needed_comes_first_and_once),
		cmocka_unit_test(a_file_without_a_line_of_its_own_is_loaded_all_the_same),
		cmocka_unit_test(soft_dependencies_come_before_and_behind),
		cmocka_unit_test(unknown_soft_dependencies_are_passed_over),
		cmocka_unit_test(circles_are_waited_for_in_one_direction),
		cmocka_unit_test(softdep_names_may_be_aliases),
		cmocka_unit_test(aliases_have_a_maximum),
		cmocka_unit_test(unknown_module_is_refused),
		cmocka_unit_test(modules_have_a_maximum),
		cmocka_unit_test(chains_have_a_maximum),
		cmocka_unit_test(waits_have_a_maximum),
		cmocka_unit_test(every_refusal_has_a_text_of_its_own),
	};

	return RUN_TESTS(tests);
}
