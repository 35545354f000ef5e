/* SPDX-License-Identifier: Apache-2.0 */
/* The one door to libsystemd. Main thread. */
#include "config.h"

#include "daemon/notify.h"

#include <stdarg.h>
#include <stdio.h>

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

void
notify_state(const char *fmt, ...)
{
	char text[512];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
#ifdef HAVE_SYSTEMD
	(void)sd_notify(0, text);
#endif
}

uint64_t
notify_watchdog_us(void)
{
	uint64_t us = 0;
#ifdef HAVE_SYSTEMD
	if (sd_watchdog_enabled(0, &us) <= 0)
		us = 0;
#endif
	return us / 2;
}

int
notify_sockets(int *ret_first)
{
	int n = 0;
#ifdef HAVE_SYSTEMD
	n = sd_listen_fds(1);
	*ret_first = SD_LISTEN_FDS_START;
#else
	(void)ret_first;
#endif
	return n > 0 ? n : 0;
}
