/* SPDX-License-Identifier: GPL-2.0-only */
/* The version that --version prints, and the only place where it stands. */
#ifndef LIB_VERSION_H
#define LIB_VERSION_H

#define RAMBOX_VERSION "0.1"

#endif
