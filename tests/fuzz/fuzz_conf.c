/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text as the main file: it loads, or it is refused with a reason; what
 * loads prints to a text that loads to the same hash.
 */
#include "fuzz/fuzz.h"

#include "conf/snapshot.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* libconfig 1.5 loses the strings it had gathered when the syntax is wrong. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libconfig\n";
}

static void
count(void *arg, bool is_error, const char *text)
{
	*(unsigned *)arg += is_error;
	if (text[0] == '\0')
		abort();
}

/* The file lives in memory; its path is its descriptor's. */
static struct snapshot *
load(const void *data, size_t size)
{
	char path[64];
	unsigned errors = 0;
	struct snapshot *s = NULL;
	int fd = memfd_create("kouan.conf", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	int rc = snapshot_load(path, 1, count, &errors, &s);
	if ((rc == 0) != (errors == 0) || (rc == 0) != (s != NULL))
		abort();
	close(fd);
	return s;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = NULL;
	size_t n = 0;
	struct snapshot *s = load(data, size);
	if (s == NULL)
		return 0;
	FILE *out = open_memstream(&text, &n);
	if (out == NULL || snapshot_print(s, out) != 0 || fclose(out) != 0)
		abort();
	struct snapshot *again = load(text, n);
	if (again == NULL || strcmp(again->hash, s->hash) != 0)
		abort();
	free(text);
	snapshot_unref(&again);
	snapshot_unref(&s);
	return 0;
}
