/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mdev-rules/disk_reader.h below disk_links.h, with disks that answer when the test wants it: one
 * that does not holds up no other, and its answer counts when it comes.
 */
#include <pthread.h>

#include "tests/unit/disk_tree.h"
#include "tests/unit/log_text.h"

enum { SLOW_MS = 40, SILENT_MS = 120 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static const char *hanging; /* names between blanks */
static unsigned int hung;   /* reads that wait */
static int unreadable;	    /* what becomes of a page of each disk: 0, or -errno */

static bool is_hanging(const char *name)
{
	char word[64];

	snprintf(word, sizeof(word), " %s ", name);
	return strstr(hanging, word) != NULL;
}

static int read_when_wanted(const struct disk_roots *roots, const char *name, unsigned int what,
			    struct disk_facts_read *out)
{
	int error = disk_facts_read(roots, name, what, out);

	if (error)
		return error;
	pthread_mutex_lock(&lock);
	hung += is_hanging(name);
	while (is_hanging(name))
		pthread_cond_wait(&turn, &lock);
	pthread_mutex_unlock(&lock);
	out->error = unreadable;
	return 0;
}

static unsigned int count_hung(void)
{
	unsigned int count;

	pthread_mutex_lock(&lock);
	count = hung;
	pthread_mutex_unlock(&lock);
	return count;
}

static void hang(const char *names)
{
	pthread_mutex_lock(&lock);
	hanging = names;
	pthread_cond_broadcast(&turn);
	pthread_mutex_unlock(&lock);
}

static int set_up_readers(void **state)
{
	int error = set_up(state);

	hanging = "";
	hung = 0;
	unreadable = 0;
	links.readers.slow_ms = SLOW_MS;
	links.readers.silent_ms = SILENT_MS;
	links.readers.read = read_when_wanted;
	return error || catch_log();
}

static int tear_down_readers(void **state)
{
	release_log();
	return tear_down(state);
}

/* All answer, and that is awaited: their threads use the tree. */
static void let_answer(void)
{
	hang("");
	while (!disk_readers_idle(&links.readers)) {
		struct pollfd event = {.fd = links.readers.event, .events = POLLIN};

		(void)poll(&event, 1, disk_readers_wait_ms(&links.readers));
		assert_int_equal(disk_links_step(&links), 0);
	}
}

/* A disk without partitions, with a label that is its name. */
static void put_labelled(const char *name)
{
	char folder[64];

	put_content(name, 0x22, name);
	snprintf(folder, sizeof(folder), "of-%s/block", name);
	put_disk(folder, name);
}

TEST(disk_that_hangs_holds_up_no_other)
{
	put_labelled("vda");
	put_labelled("vdb");
	put_labelled("vdc");
	hang(" vda ");
	scan();
	check_link("by-label/vda", "");
	check_link("by-label/vdb", "../../vdb");
	check_link("by-label/vdc", "../../vdc");
	assert_false(disk_links_busy(&links));
	put_labelled("vdd");
	update("vdd");
	check_link("by-label/vdd", "../../vdd");
	let_answer();
	check_link("by-label/vda", "../../vda");
}

TEST(events_of_a_disk_that_hangs_wait_for_it_in_one_thread)
{
	put_labelled("vda");
	hang(" vda ");
	for (int i = 0; i < 3 * DISK_READERS; i++)
		update("vda");
	assert_int_equal(count_hung(), 1);
	assert_false(links.readers.is_full_said);
	put_content("vda", 0x11, "changed");
	let_answer();
	check_link("by-label/changed", "../../vda");
}

TEST(partitions_of_a_disk_that_hangs_wait_with_it)
{
	put_virtio();
	put_labelled("vdb");
	hang(" vda vda1 ");
	update("vda1");
	update("vda");
	update("vdb");
	assert_int_equal(count_hung(), 1);
	check_link("by-label/vdb", "../../vdb");
	check_link("by-path/pci-0000:00:04.0", "");
	let_answer();
	check_link("by-path/pci-0000:00:04.0", "../../vda");
	check_link(by_uuid_11, "../../vda1");
}

TEST(disk_that_hangs_and_is_pulled_out_loses_its_links_at_once)
{
	put_labelled("vda");
	update("vda");
	check_link("by-label/vda", "../../vda");
	hang(" vda ");
	update("vda");
	check_link("by-label/vda", "../../vda");
	unplug("vda");
	update("vda");
	check_link("by-label/vda", "");
	let_answer();
	check_link("by-label/vda", "");
}

TEST(readers_are_few_and_go_on_when_one_answers)
{
	put_labelled("vda");
	put_labelled("vdb");
	put_labelled("vdc");
	put_labelled("vdd");
	put_labelled("vde");
	hang(" vda vdb vdc vdd ");
	scan();
	update("vde"); /* whatever the order of the folder was */
	assert_int_equal(count_hung(), DISK_READERS);
	assert_false(disk_links_busy(&links));
	put_labelled("vdf");
	update("vdf");
	check_link("by-label/vdf", "");
	assert_true(links.readers.is_full_said);
	hang(" vda vdb vdc ");
	while (count_hung() == DISK_READERS && !disk_links_busy(&links))
		assert_int_equal(disk_links_step(&links), 0);
	assert_int_equal(settle_links(), 0);
	check_link("by-label/vdd", "../../vdd");
	check_link("by-label/vdf", "../../vdf");
	let_answer();
	check_link("by-label/vda", "../../vda");
}

TEST(more_names_than_there_is_room_for_are_looked_for_again)
{
	char name[16];

	put_labelled("vda");
	put_labelled("vdb");
	assert_int_equal(disk_links_update(&links, "vda"), 0);
	for (int i = 0; i < DISK_READER_QUEUE / 8; i++) {
		snprintf(name, sizeof(name), "vd%06d", i);
		assert_int_equal(disk_links_update(&links, name), 0);
	}
	assert_int_equal(disk_links_update(&links, "vdb"), 0);
	assert_true(links.readers.is_lost);
	assert_int_equal(settle_links(), 0);
	check_link("by-label/vda", "../../vda");
	check_link("by-label/vdb", "../../vdb");
	assert_false(links.readers.is_lost);
}

enum { MANY = 700 };

static void put_serial(int disk, char letter)
{
	char path[64], text[16];

	snprintf(path, sizeof(path), "sys/devices/of-vd%d/block/vd%d/serial", disk, disk);
	snprintf(text, sizeof(text), "%c-%d", letter, disk);
	put_text(path, text);
}

static void check_serials(char letter)
{
	char path[64], target[32];

	for (int i = 0; i < MANY; i++) {
		snprintf(path, sizeof(path), "by-id/virtio-%c-%d", letter, i);
		snprintf(target, sizeof(target), "../../vd%d", i);
		check_link(path, target);
	}
}

/* More than what a reader has room for, at once. */
TEST(many_disks_have_their_links_all)
{
	char name[16], path[32];

	for (int i = 0; i < MANY; i++) {
		snprintf(path, sizeof(path), "dev/vd%d", i);
		put_text(path, "");
		snprintf(name, sizeof(name), "vd%d", i);
		snprintf(path, sizeof(path), "of-%s/block", name);
		put_disk(path, name);
		put_serial(i, 'a');
	}
	scan();
	check_serials('a');
	for (int i = 0; i < MANY; i++) {
		put_serial(i, 'b');
		snprintf(name, sizeof(name), "vd%d", i);
		assert_int_equal(disk_links_update(&links, name), 0);
	}
	assert_int_equal(settle_links(), 0);
	check_serials('b');
}

TEST(what_can_not_be_read_is_said_and_the_rest_counts)
{
	put_labelled("vda");
	unreadable = -EIO;
	scan();
	check_link("by-label/vda", "../../vda");
	expect_log("", "init: cannot read all of the disk 'vda', it may lack names in '/dev/disk': "
		       "Input/output error\n");
}

TEST(without_threads_it_is_read_all_the_same)
{
	close(links.readers.event);
	links.readers.event = -1;
	put_labelled("vda");
	put_labelled("vdb");
	scan();
	check_link("by-label/vda", "../../vda");
	check_link("by-label/vdb", "../../vdb");
}

#define READER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_readers, tear_down_readers)

int main(void)
{
	const struct CMUnitTest tests[] = {
		READER_TEST(disk_that_hangs_holds_up_no_other),
		READER_TEST(events_of_a_disk_that_hangs_wait_for_it_in_one_thread),
		READER_TEST(partitions_of_a_disk_that_hangs_wait_with_it),
		READER_TEST(disk_that_hangs_and_is_pulled_out_loses_its_links_at_once),
		READER_TEST(readers_are_few_and_go_on_when_one_answers),
		READER_TEST(more_names_than_there_is_room_for_are_looked_for_again),
		READER_TEST(many_disks_have_their_links_all),
		READER_TEST(what_can_not_be_read_is_said_and_the_rest_counts),
		READER_TEST(without_threads_it_is_read_all_the_same),
	};

	return RUN_TESTS(tests);
}
