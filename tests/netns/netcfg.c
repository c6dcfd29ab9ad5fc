/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netcfg as a program of this machine, with the sanitizers, for the tests that feed it with hostile
 * packets: all of lib/ and netcfg/, and nothing of init/.
 */
#include "netcfg/netcfg.h"

int main(int argc, char **argv)
{
	return netcfg_main(argc, argv);
}
