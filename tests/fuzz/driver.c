/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replays files and folders of files through a fuzz target and prints how
 * many it ran. Exit 1 if there was none: an empty corpus tests nothing.
 */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned long n_run;

static void
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	if (f == NULL || fstat(fileno(f), &st) != 0) {
		perror(path);
		exit(2);
	}
	size_t size = (size_t)st.st_size;
	/* Exactly as long as the input, so that reading past it is seen. */
	uint8_t *data = malloc(size + (size == 0));
	if (data == NULL || fread(data, 1, size, f) != size) {
		perror(path);
		exit(2);
	}
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	n_run++;
}

static void
replay(const char *path)
{
	struct stat st;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		DIR *d = opendir(path);
		struct dirent *e;
		char sub[4096];
		while (d != NULL && (e = readdir(d)) != NULL) {
			if (e->d_name[0] == '.')
				continue;
			snprintf(sub, sizeof(sub), "%s/%s", path, e->d_name);
			replay_file(sub);
		}
		if (d != NULL)
			closedir(d);
		return;
	}
	replay_file(path);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("tests: %lu passed, 0 failed\n", n_run);
	return n_run > 0 ? 0 : 1;
}
