/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The country database, and the only user of libmaxminddb. Guarantees: the
 * file is copied into sealed memory when it is opened, so whoever overwrites
 * or cuts it meanwhile changes nothing here (a file cut under a mapping ends
 * the process); what is not two capital letters is no country. Immutable
 * once open; any thread.
 */
#include "place/place.h"

#include <errno.h>
#include <fcntl.h>
#include <maxminddb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATABASE_MAX ((off_t)1 << 30)

struct geo {
	MMDB_s database;
};

static void
fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int
copy_all(int from, int to, off_t size, struct why *why)
{
	for (off_t left = size; left > 0;) {
		ssize_t n = sendfile(to, from, NULL, (size_t)left);
		if (n < 0)
			return why_set(why, -errno, "cannot be read: %s",
				       err_text(-errno));
		if (n == 0)
			return why_set(why, -EIO, "cut while it was read");
		left -= n;
	}
	return 0;
}

/* A sealed copy of the file in memory. */
static int
copy_to_memory(const char *path, int *ret_fd, struct why *why)
{
	CLEANUP(fd_close) int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (file < 0 || fstat(file, &st) < 0)
		return why_set(why, -errno, "cannot be opened: %s",
			       err_text(-errno));
	if (!S_ISREG(st.st_mode) || st.st_size > DATABASE_MAX)
		return why_set(why, -EINVAL, "not a file, or over 1 GiB");
	CLEANUP(fd_close)
	int copy = memfd_create("country", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (copy < 0)
		return why_set(why, -errno, "no memory file: %s",
			       err_text(-errno));
	int rc = copy_all(file, copy, st.st_size, why);
	if (rc < 0)
		return rc;
	if (fcntl(copy, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_WRITE) < 0)
		return why_set(why, -errno, "cannot be sealed: %s",
			       err_text(-errno));
	*ret_fd = copy;
	copy = -1;
	return 0;
}

int
geo_open(const char *path, struct geo **ret_geo, struct why *why)
{
	CLEANUP(fd_close) int copy = -1;
	char name[40];
	int rc = copy_to_memory(path, &copy, why);
	if (rc < 0)
		return rc;
	struct geo *g = calloc(1, sizeof(*g));
	if (g == NULL)
		return why_set(why, -ENOMEM, "no memory");
	snprintf(name, sizeof(name), "/proc/self/fd/%d", copy);
	rc = MMDB_open(name, MMDB_MODE_MMAP, &g->database);
	if (rc != MMDB_SUCCESS) {
		free(g);
		return why_set(why, -EINVAL, "no country database: %s",
			       MMDB_strerror(rc));
	}
	*ret_geo = g;
	return 0;
}

void
geo_close(struct geo **g)
{
	if (*g == NULL)
		return;
	MMDB_close(&(*g)->database);
	free(*g);
	*g = NULL;
}

static bool
country_at(MMDB_entry_s *entry, const char *const *path,
	   struct country *ret_country)
{
	MMDB_entry_data_s data;
	if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS ||
	    !data.has_data || data.type != MMDB_DATA_TYPE_UTF8_STRING ||
	    data.data_size != 2)
		return false;
	const char *code = data.utf8_string;
	if (code[0] < 'A' || code[0] > 'Z' || code[1] < 'A' || code[1] > 'Z')
		return false;
	*ret_country = (struct country){{code[0], code[1], 0}};
	return true;
}

bool
geo_country(const struct geo *g, const struct address *a,
	    struct country *ret_country)
{
	static const char *const nested[] = {"country", "iso_code", NULL};
	static const char *const flat[] = {"country_code", NULL};
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = a->ip};
	bool mapped = IN6_IS_ADDR_V4MAPPED(&a->ip);
	int error;
	memcpy(&v4.sin_addr, &a->ip.s6_addr[12], 4);
	MMDB_lookup_result_s found =
		MMDB_lookup_sockaddr(&g->database,
				     mapped ? (const struct sockaddr *)&v4
					    : (const struct sockaddr *)&v6,
				     &error);
	return error == MMDB_SUCCESS && found.found_entry &&
	       (country_at(&found.entry, nested, ret_country) ||
		country_at(&found.entry, flat, ret_country));
}

int64_t
geo_build_time(const struct geo *g)
{
	return (int64_t)g->database.metadata.build_epoch;
}
