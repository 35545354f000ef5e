/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the measured process trees use, from /proc: the processes named and
 * all their descendants, children that ended included.
 */
#include "bench/loadgen.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PROCESSES_MAX 4096

struct process {
	pid_t pid, parent;
	double cpu;
	bool measured;
};

static bool
process_read(pid_t pid, struct process *ret_process)
{
	char path[64], text[1024];
	long ticks[4];
	int parent;
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return false;
	size_t n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = 0;
	/* The name, in brackets, may hold anything. */
	const char *p = strrchr(text, ')');
	if (p == NULL ||
	    sscanf(p + 1,
		   " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
		   "%ld %ld %ld %ld",
		   &parent, &ticks[0], &ticks[1], &ticks[2], &ticks[3]) != 5)
		return false;
	*ret_process = (struct process){
		.pid = pid,
		.parent = parent,
		.cpu = (double)(ticks[0] + ticks[1] + ticks[2] + ticks[3]) /
		       (double)sysconf(_SC_CLK_TCK),
	};
	return true;
}

static int64_t
number_after(pid_t pid, const char *file, const char *key)
{
	char path[64], line[256];
	int64_t value = 0;
	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return 0;
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, key, strlen(key)) == 0)
			value = strtoll(line + strlen(key), NULL, 10);
	fclose(f);
	return value;
}

/* Lets the kernel forget the peak; it may refuse. */
static void
peak_reset(pid_t pid)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/clear_refs", (int)pid);
	FILE *f = fopen(path, "we");
	if (f == NULL)
		return;
	fputs("5", f);
	fclose(f);
}

static size_t
processes_read(struct process *all)
{
	size_t n = 0;
	DIR *dir = opendir("/proc");
	if (dir == NULL)
		die("/proc cannot be read");
	for (struct dirent *e; n < PROCESSES_MAX && (e = readdir(dir));) {
		long pid = strtol(e->d_name, NULL, 10);
		if (pid > 0 && process_read((pid_t)pid, &all[n]))
			n++;
	}
	closedir(dir);
	return n;
}

/* Whether p is one of the roots or a child of a process measured. */
static bool
belongs(const struct options *o, const struct process *all, size_t n,
	const struct process *p)
{
	for (unsigned i = 0; i < o->n_pids; i++)
		if (p->pid == o->pids[i])
			return true;
	for (size_t i = 0; i < n; i++)
		if (all[i].measured && all[i].pid == p->parent)
			return true;
	return false;
}

void
usage_read(const struct options *o, bool reset, struct usage *ret_usage)
{
	static struct process all[PROCESSES_MAX];
	struct usage u = {0};
	size_t n = processes_read(all);
	for (bool grown = true; grown;) {
		grown = false;
		for (size_t i = 0; i < n; i++)
			if (!all[i].measured && belongs(o, all, n, &all[i]))
				grown = all[i].measured = true;
	}
	for (size_t i = 0; i < n; i++) {
		if (!all[i].measured)
			continue;
		pid_t pid = all[i].pid;
		if (reset)
			peak_reset(pid);
		u.cpu += all[i].cpu;
		u.rss_kib += number_after(pid, "status", "VmRSS:");
		u.peak_kib += number_after(pid, "status", "VmHWM:");
		u.written += number_after(pid, "io", "write_bytes:");
	}
	*ret_usage = u;
}
