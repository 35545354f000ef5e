/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Backups while the ledger is in use: the ledger thread copies some pages
 * between commits, so nobody waits for more than that. What is booked
 * meanwhile is in the backup too. It holds the key's check value, never the
 * key.
 */
#include "ledger/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
ledger_backup(struct ledger *l, const char *to, struct why *why)
{
	char *path = strdup(to);
	if (to[0] != '/' || path == NULL) {
		free(path);
		return why_set(why, -EINVAL,
			       "a backup needs an absolute path to go to");
	}
	pthread_mutex_lock(&l->lock);
	bool busy = l->backup.to != NULL;
	if (!busy) {
		l->backup.to = path;
		l->backup.why = (struct why){""};
		pthread_cond_signal(&l->wake);
	}
	pthread_mutex_unlock(&l->lock);
	if (busy)
		free(path);
	return busy ? why_set(why, -EBUSY, "a backup is being made already")
		    : 0;
}

bool
ledger_backup_under_way(struct ledger *l, int *ret_status, struct why *ret_why)
{
	pthread_mutex_lock(&l->lock);
	bool under_way = l->backup.to != NULL;
	*ret_status = under_way ? 0 : l->backup.status;
	*ret_why = l->backup.why;
	pthread_mutex_unlock(&l->lock);
	return under_way;
}

void
backup_step(struct ledger *l)
{
	struct why why = {""};
	int rc = 0;
	if (l->backup.to == NULL)
		return;
	pthread_mutex_unlock(&l->lock);
	if (l->backup.copy == NULL)
		rc = store_copy_begin(l->store, l->backup.to, &l->backup.copy,
				      &why);
	if (rc == 0)
		rc = store_copy_step(l->backup.copy, &why);
	if (rc != 1)
		store_copy_drop(&l->backup.copy);
	pthread_mutex_lock(&l->lock);
	if (rc == 1)
		return;
	free(l->backup.to);
	l->backup.to = NULL;
	l->backup.status = rc;
	l->backup.why = why;
}

void
backup_fini(struct ledger *l)
{
	store_copy_drop(&l->backup.copy);
	free(l->backup.to);
}
