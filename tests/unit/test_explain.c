/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init/explain.h: what is said about a command line is what the parser made of it,
 * in the order of the boot, and a bad value is told with its reason.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "init/explain.h"
#include "tests/unit/unit.h"

enum { SAID_MAX = 4096 };

/* Explains a line; what is printed goes to `said`. Returns explain_print()'s answer. */
static int explain(const char *line, char said[SAID_MAX])
{
	char *text = heap_text(line);
	int fd = memfd_create("explain", MFD_CLOEXEC), answer;
	struct boot_config config;
	ssize_t len;

	assert_int_equal(cmdline_parse(text, &config), 0);
	answer = explain_print(fd, &config);
	len = pread(fd, said, SAID_MAX - 1, 0);
	assert_in_range(len, 1, SAID_MAX - 1);
	said[len] = '\0';
	close(fd);
	free(text);
	return answer;
}

/* The line is explained with these words, in this order. */
static void check(const char *line, int answer, const char *const *words)
{
	char said[SAID_MAX];
	const char *at = said;

	expect_int(line, explain(line, said), answer);
	for (; *words; words++) {
		at = strstr(at, *words);
		if (!at)
			fail_msg("'%s': no '%s', or not in its place, in:\n%s", line, *words, said);
	}
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void check_unsaid(const char *line, const char *word)
{
	char said[SAID_MAX];

	explain(line, said);
	if (strstr(said, word))
		fail_msg("'%s': '%s' is said in:\n%s", line, word, said);
}

TEST(each_mode_is_told)
{
	check("shell", 0, WORDS("shell", "console"));
	check("rambox", 0, WORDS("exec", "in RAM"));
	check("", 0, WORDS("neither", "exec", "in RAM"));
	check("root=UUID=ab-cd", 0,
	      WORDS("modules of the ramdisk, once\n", "find", "'UUID=ab-cd'", "mount", "switch",
		    "exec"));
	check("root=PARTUUID=ab-01", 0, WORDS("find", "'PARTUUID=ab-01'", "mount"));
	check("root=PARTUUID=ab-01/PARTNROFF=2", 0,
	      WORDS("the partition 2 behind that one", "mount"));
	check("root=PARTUUID=ab-04/PARTNROFF=-1", 0,
	      WORDS("the partition 1 before that one", "mount"));
	check("root=/dev/disk/by-id/x", 0, WORDS("'/dev/disk/by-id/x'", "by what its name says"));
}

TEST(ignored_root_is_told)
{
	check("shell root=/dev/vda", 0, WORDS("root= is ignored"));
	check("rambox root=/dev/vda", 0, WORDS("root= is ignored"));
	check_unsaid("root=/dev/vda", "ignored");
}

TEST(root_options_are_told)
{
	check("root=/dev/vda", 0, WORDS("read-only", "as found"));
	check("root=/dev/vda rw rootfstype=ext4 rootflags=noatime rootdelay=3 rootwait=7", 0,
	      WORDS("3 s", "'/dev/vda'", "7 s", "read-write", "noatime", "ext4"));
	check("root=/dev/vda rootwait", 0, WORDS("however long"));
}

TEST(program_and_its_arguments_are_told)
{
	check("init=/bin/x -- a b", 0, WORDS("'/bin/x'", "2 arguments"));
	check("init=/bin/x -- a", 0, WORDS("'/bin/x'", "1 argument "));
	check("rambox", 0, WORDS("/sbin/init", "/etc/init", "/bin/init"));
	check_unsaid("rambox", "/bin/sh");
}

TEST(policy_is_told)
{
	check("", 0, WORDS("failing", "a shell"));
	check("rambox.rescue=shell:300", 0, WORDS("failing", "a shell", "300 s"));
	check("rambox.rescue=reboot:30", 0, WORDS("failing", "a reboot", "30 s"));
	check("rambox.rescue=reboot panic=20", 0, WORDS("failing", "a reboot", "20 s"));
	check("rambox.rescue=reboot panic=-1", 0, WORDS("failing", "a reboot", "0 s"));
	check("rambox.rescue=poweroff", 0, WORDS("failing", "power-off"));
	check("rambox.rescue=halt", 0, WORDS("failing", "a halt"));
	check("rambox.rescue=reboot", 0, WORDS("failing", "a reboot", "5 to 15 s"));
}

TEST(watchdog_and_report_are_told)
{
	check("rambox.watchdog=30", 0, WORDS("guard", "30 s"));
	check_unsaid("rambox", "guard");
	check("rambox.report=udp://10.0.2.2", 0, WORDS("failing", "10.0.2.2", "514"));
	check_unsaid("rambox", "port");
}

TEST(network_that_is_not_asked_for_is_not_told)
{
	check_unsaid("rambox", "network");
	check_unsaid("rambox nameserver=10.0.0.53", "network");
	check_unsaid("rambox ip=off", "wait");
	check("rambox", 0, WORDS("name    the host as /etc/hostname says\ndevices"));
}

TEST(devd_stays_in_ram_unless_it_is_not_to)
{
	check("rambox", 0, WORDS("devices by /etc/mdev.conf", "; devd stays\nmount"));
	check("shell", 0, WORDS("; devd stays\nmount"));
	check_unsaid("rambox rambox.keep=net", "devd stays");
	check_unsaid("root=/dev/vda rambox.keep=net,dev", "devd stays");
}

TEST(static_network_is_told_in_full)
{
	check("ip=192.168.24.203:192.168.24.202:192.168.24.1:255.255.255.0:box.example.org:eth0:off"
	      ":10.0.0.53:10.0.1.53:10.0.0.123",
	      0,
	      WORDS("lo\n", "name    the host 'box' (ip=)\n",
		    "network 'eth0' with 192.168.24.203/24, gateway 192.168.24.1, "
		    "name server 10.0.0.53, name server 10.0.1.53, time server 10.0.0.123, "
		    "domain 'example.org'\n",
		    "fstab", "wait    for the network, at most 15 s\n", "exec"));
	check("ip=10.0.0.2:::16:", 0, WORDS("network any Ethernet NIC with 10.0.0.2/16\n"));
}

TEST(dhcp_is_told_with_what_is_asked_for)
{
	check("ip=dhcp", 0,
	      WORDS("name    the host as DHCP says, else as /etc/hostname says\n",
		    "network any Ethernet NIC by DHCP\ndevices"));
	check("ip=10.0.0.7:::24:box:eth1:dhcp", 0,
	      WORDS("'box' (ip=)",
		    "network 'eth1' by DHCP, asking for 10.0.0.7 first, as 'box'\n"));
	check("hostname=me ip=::::box::dhcp", 0, WORDS("name    the host 'me'\n", "as 'box'\n"));
	check("ip=dhcp ip=10.0.0.7:10.0.0.1:10.0.0.1:255.255.255.0 BOOTIF=01-08-00-07-26-c0-a5", 0,
	      WORDS("network NIC 08:00:07:26:c0:a5 (BOOTIF=) by DHCP",
		    ", asking for 10.0.0.7 first\n"));
	check("BOOTIF=08:00:07:26:c0:a5", 0,
	      WORDS("network NIC 08:00:07:26:c0:a5 (BOOTIF=) by DHCP\n", "15 s"));
}

TEST(several_networks_are_told_in_their_order)
{
	check("ip=eth0:dhcp ip=eth1:off ip=10.0.0.2:::24::eth2", 0,
	      WORDS("network 'eth0' by DHCP\n", "network 'eth1' is left alone\n",
		    "network 'eth2' with 10.0.0.2/24\n"));
	check("ip=eth0:dhcp ip=off", 0, WORDS("network any other NIC is left alone\n"));
	check("ip=off", 0, WORDS("network any NIC is left alone\n"));
}

TEST(name_servers_are_told)
{
	check("nameserver=10.0.0.53", 0,
	      WORDS("lo\n", "names   by 10.0.0.53, before other name servers\n", "fstab"));
	check("nameserver=10.0.0.53 nameserver=8.8.8.8", 0,
	      WORDS("names   by 10.0.0.53, 8.8.8.8, before"));
}

TEST(wait_for_the_network_is_told)
{
	check("ip=dhcp rambox.netwait=40", 0, WORDS("wait    for the network, at most 40 s\n"));
	check("shell ip=dhcp", 0, WORDS("by DHCP", "wait    not for the network\n", "shell"));
	check("ip=dhcp rambox.netwait=0", 0, WORDS("wait    not for the network\n"));
	check_unsaid("rambox.netwait=5", "wait");
}

TEST(options_of_dhcp_are_told_where_they_differ_from_the_defaults)
{
	check("ip=dhcp rambox.dhcp.clientid=01aB0c rambox.dhcp.class=PXE rambox.dhcp.broadcast=on "
	      "rambox.dhcp.jitter=500 rambox.dhcp.acd=before rambox.dhcp.expire=keep",
	      0,
	      WORDS("by DHCP\n", "        client identifier 01ab0c\n", "        class 'PXE'\n",
		    "        answers by broadcast\n", "        first packet after up to 500 ms\n",
		    "        address used once it is known to be free\n",
		    "        address kept when the lease ends\n", "fstab"));
	check("ip=dhcp,1,ab rambox.dhcp.broadcast=off rambox.dhcp.acd=off", 0,
	      WORDS("client identifier 016162\n", "answers not by broadcast\n",
		    "address not checked for a conflict\n"));
	check("ip=dhcp rambox.dhcp.clientid=none", 0, WORDS("client identifier none\n"));
	check_unsaid("ip=dhcp", "        ");
	check_unsaid("ip=10.0.0.2 rambox.dhcp.acd=off", "conflict");
}

TEST(bad_network_is_told_with_its_field)
{
	check("ip=10.0.0.2:::255.0.255.0: rambox", 1,
	      WORDS("bad     ip='10.0.0.2:::255.0.255.0:': netmask: not a contiguous mask"));
	check_unsaid("ip=10.0.0.2:::255.0.255.0: rambox", "network");
}

TEST(bad_value_is_told_with_its_word_and_answered_by_1)
{
	check("rootdelay=5s hostname=box", 1, WORDS("bad", "rootdelay='5s'", "number", "'box'"));
	check("root=sda1", 1, WORDS("bad", "root='sda1'", "stop"));
	check("init=x rambox", 1, WORDS("bad", "init='x'", "stop"));
	check_unsaid("rootdelay=5s rambox", "stop");
}

TEST(more_bad_values_than_fit_are_told_by_their_number)
{
	char line[CMDLINE_BAD_MAX * 10 + 64] = "panic=a panic=b panic=c";

	for (int i = 0; i < CMDLINE_BAD_MAX; i++)
		strcat(line, " panic=x");
	check(line, 1, WORDS("panic='a'", "3 more"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mode_is_told),
		cmocka_unit_test(ignored_root_is_told),
		cmocka_unit_test(root_options_are_told),
		cmocka_unit_test(program_and_its_arguments_are_told),
		cmocka_unit_test(policy_is_told),
		cmocka_unit_test(watchdog_and_report_are_told),
		cmocka_unit_test(network_that_is_not_asked_for_is_not_told),
		cmocka_unit_test(devd_stays_in_ram_unless_it_is_not_to),
		cmocka_unit_test(static_network_is_told_in_full),
		cmocka_unit_test(dhcp_is_told_with_what_is_asked_for),
		cmocka_unit_test(several_networks_are_told_in_their_order),
		cmocka_unit_test(name_servers_are_told),
		cmocka_unit_test(wait_for_the_network_is_told),
		cmocka_unit_test(options_of_dhcp_are_told_where_they_differ_from_the_defaults),
		cmocka_unit_test(bad_network_is_told_with_its_field),
		cmocka_unit_test(bad_value_is_told_with_its_word_and_answered_by_1),
		cmocka_unit_test(more_bad_values_than_fit_are_told_by_their_number),
	};

	return RUN_TESTS(tests);
}
