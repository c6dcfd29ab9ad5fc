/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/module_load.h, with a kernel of the test's own: what is needed is loaded first, the
 * others side by side, each once; and what goes wrong is one line.
 */
#include "tests/unit/module_tree.h"

enum { SLOTS = 256, RULES_MAX = 16 };

struct world {
	uint32_t slots[SLOTS];
	struct modules_dep dep;
	struct modprobe_rule rules[RULES_MAX];
	struct modules_plan plan;
	struct module_load load;
	char *conf;
	int dir;
};

static struct world *make_world(const char *dep, const char *conf, unsigned int jobs)
{
	struct world *world = malloc(sizeof(*world));
	struct modprobe_cursor cursor;
	size_t count = 0;
	int error;

	assert_non_null(world);
	fill_untouched(world);
	world->conf = heap_text(conf);
	cursor = (struct modprobe_cursor){.next = world->conf};
	while (modprobe_conf_next(&cursor, &world->rules[count], &error) == 1)
		count++;
	assert_int_equal(modules_dep_index(slice_of(dep), world->slots, SLOTS, &world->dep), 0);
	modules_plan_init(&world->plan, &world->dep, world->rules, count);
	world->dir = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(module_load_open(world->dir, &world->plan, &world->load), 0);
	assert_in_range(world->load.job_count, 1, MODULE_LOAD_JOBS);
	world->load.job_count = jobs;
	world->load.insert = kernel_insert;
	return world;
}

static void plan(struct world *world, const char *names)
{
	struct slice rest = slice_of(names), name;

	while (slice_next_word(&rest, &name))
		assert_int_equal(modules_plan_add(&world->plan, name), 0);
}

/* Until nothing is being loaded. */
static void follow(struct world *world)
{
	while (module_load_busy(&world->load)) {
		struct pollfd event = {.fd = world->load.event, .events = POLLIN};

		assert_int_equal(poll(&event, 1, 60000), 1);
		module_load_step(&world->load);
	}
}

static void end(struct world *world)
{
	module_load_close(&world->load);
	close(world->dir);
	free(world->conf);
	free(world);
}

/* Loads `names`, one at a time, and compares what the kernel saw. */
static void check(const char *dep, const char *conf, const char *names, const char *expected)
{
	struct world *world = make_world(dep, conf, 1);

	kernel_reset(0);
	plan(world, names);
	module_load_start(&world->load);
	follow(world);
	expect_text(names, kernel_seen, expected);
	end(world);
}

static void put_modules(void)
{
	put("a.ko", "a");
	put("b.ko", "b");
	put("c.ko", "c");
	put("there.ko", "there 17");
	put("broken.ko", "broken 8");
	put("nothing.ko", "nothing 19");
	put("packed.ko.xz", "packed");
}

static const char tree[] = "a.ko: b.ko c.ko\nb.ko: c.ko\nc.ko:\nthere.ko:\nd.ko: there.ko\n"
			   "broken.ko:\nuser.ko: broken.ko\nuser2.ko: user.ko broken.ko\n"
			   "packed.ko.xz:\nmissing.ko:\nnothing.ko:\n";

TEST(what_is_needed_is_loaded_first)
{
	put_modules();
	check(tree, "", "a", "+c -c +b -b +a -a ");
	check(tree, "softdep c pre: there post: nothing\n", "c a",
	      "+there -there +c -c +nothing -nothing +b -b +a -a ");
	expect_log("nothing", "init: module 'nothing' has nothing to drive here\n");
}

TEST(a_module_that_is_there_already_is_as_good)
{
	put_modules();
	put("d.ko", "d");
	check(tree, "", "d", "+there -there +d -d ");
	expect_log("there", "");
}

TEST(options_and_packing_are_told_to_the_kernel)
{
	put_modules();
	check(tree, "options packed x=1 y=\"2 3\"\noptions other z\n", "packed c",
	      "+packed!:x=1 y=\"2 3\" -packed +c -c ");
}

TEST(what_needs_a_failed_module_is_not_tried)
{
	put_modules();
	put("user.ko", "user");
	put("user2.ko", "user2");
	check(tree, "", "user2 c", "+broken -broken +c -c ");
	expect_log("user2", "init: cannot load module 'broken' from 'broken.ko': it was built for "
			    "another kernel\n"
			    "init: module 'user' is not loaded: it needs 'broken'\n"
			    "init: module 'user2' is not loaded: it needs 'broken'\n");
}

TEST(soft_dependencies_may_fail)
{
	put_modules();
	check(tree, "softdep c pre: broken missing\n", "c", "+broken -broken +c -c ");
	free(take_log());
}

TEST(missing_file_is_named)
{
	check(tree, "", "missing", "");
	expect_log("missing",
		   "init: cannot load module 'missing': cannot open 'missing.ko': No such "
		   "file or directory\n");
}

TEST(each_error_says_what_to_do)
{
	static const struct {
		const char *file;
		int error;
		const char *expected;
	} rows[] = {
		{"m.ko", ENOENT,
		 "it needs a symbol or a file that is missing, which the kernel has named"},
		{"m.ko", EPERM,
		 "not allowed by module_blacklist=, lockdown or kernel.modules_disabled"},
		{"m.ko", ENOMEM, "Cannot allocate memory"},
		{"m.ko", EINVAL, "Invalid argument"},
		{"m.ko.zst", EOPNOTSUPP,
		 "this kernel does not unpack modules (CONFIG_MODULE_DECOMPRESS): "
		 "store it uncompressed"},
		{"m.ko.gz", EINVAL,
		 "a bad option, or this kernel does not unpack such files "
		 "(CONFIG_MODULE_DECOMPRESS): store it uncompressed"},
		{"m.ko.xz", EKEYREJECTED, "Key was rejected by service"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char content[32], dep[32], line[300];

		snprintf(content, sizeof(content), "m %d", rows[i].error);
		snprintf(dep, sizeof(dep), "%s:\n", rows[i].file);
		snprintf(line, sizeof(line), "init: cannot load module 'm' from '%s': %s\n",
			 rows[i].file, rows[i].expected);
		put(rows[i].file, content);
		check(dep, "", "m", strchr(rows[i].file + 2, '.') ? "+m! -m " : "+m -m ");
		expect_log(rows[i].expected, line);
	}
}

TEST(too_long_paths_and_options_are_refused)
{
	char *path = heap_repeat('x', MODULE_LOAD_PATH - 3), *dep = malloc(600);
	char *options = heap_repeat('y', MODULE_LOAD_OPTIONS), *conf = malloc(1200);

	put_modules();
	sprintf(dep, "%s.ko:\n", path);
	check(dep, "", path, "");
	free(take_log());
	sprintf(conf, "options c %s\n", options);
	check(tree, conf, "b", "");
	expect_log("c", "init: cannot load module 'c': more options than there is room for\n"
			"init: module 'b' is not loaded: it needs 'c'\n");
	free(path);
	free(dep);
	free(options);
	free(conf);
}

enum { MANY = 12 };

static struct world *make_many(unsigned int jobs)
{
	static char dep[MANY * 16];
	struct world *world;
	char name[16];

	dep[0] = '\0';
	for (int i = 0; i < MANY; i++) {
		sprintf(name, "m%d.ko", i);
		put(name, name);
		sprintf(dep + strlen(dep), "%s:\n", name);
	}
	world = make_world(dep, "", jobs);
	for (int i = 0; i < MANY; i++) {
		sprintf(name, "m%d", i);
		plan(world, name);
	}
	return world;
}

TEST(as_many_as_may_are_loaded_side_by_side)
{
	static const unsigned int jobs[] = {1, 2, 4, MODULE_LOAD_JOBS};

	for (size_t i = 0; i < COUNT(jobs); i++) {
		unsigned int most = jobs[i] < MANY ? jobs[i] : MANY;
		struct world *world = make_many(jobs[i]);

		/* Without that many at once this would take 20 s, and then fail. */
		kernel_reset(most);
		module_load_start(&world->load);
		assert_true(module_load_busy(&world->load));
		follow(world);
		assert_int_equal(kernel_most, most);
		for (int j = 0; j < MANY; j++)
			assert_int_equal(world->load.states[j], MODULE_LOADED);
		assert_int_equal(world->load.first, MANY);
		end(world);
	}
}

TEST(a_plan_may_grow_while_it_is_followed)
{
	struct world *world = make_world(tree, "", 2);

	put_modules();
	kernel_reset(0);
	plan(world, "c");
	module_load_start(&world->load);
	plan(world, "a");
	module_load_start(&world->load);
	follow(world);
	assert_string_equal(kernel_seen, "+c -c +b -b +a -a ");
	plan(world, "packed c");
	module_load_start(&world->load);
	follow(world);
	assert_string_equal(kernel_seen, "+c -c +b -b +a -a +packed! -packed ");
	end(world);
}

TEST(closing_waits_for_what_is_being_loaded)
{
	struct world *world = make_many(3);

	kernel_reset(3);
	module_load_start(&world->load);
	end(world);
	/* The three that were started, no others. */
	assert_int_equal(kernel_now, 0);
	assert_int_equal(strlen(kernel_seen), strlen("+m0.ko -m0.ko ") * 3);
}

#define tree_test(name) cmocka_unit_test_setup_teardown(name, enter_tree, leave_tree)

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(what_is_needed_is_loaded_first),
		tree_test(a_module_that_is_there_already_is_as_good),
		tree_test(options_and_packing_are_told_to_the_kernel),
		tree_test(what_needs_a_failed_module_is_not_tried),
		tree_test(soft_dependencies_may_fail),
		tree_test(missing_file_is_named),
		tree_test(each_error_says_what_to_do),
		tree_test(too_long_paths_and_options_are_refused),
		tree_test(as_many_as_may_are_loaded_side_by_side),
		tree_test(a_plan_may_grow_while_it_is_followed),
		tree_test(closing_waits_for_what_is_being_loaded),
	};

	return RUN_TESTS(tests);
}
