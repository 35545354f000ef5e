/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONNECT. Only what concerns the proxy itself is answered here (400, 407,
 * unknown source, port, overload); every other refusal waits until the client
 * can read it inside the tunnel. No name is resolved before it passed
 * front_name_allowed. Worker thread.
 */
#include "proxy/front.h"

#include "inspect/pipeline.h"
#include "wire/write.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* A label this long that looks drawn at random is a channel, not a name. Words
 * strung together reach 3.6 bits a character too, but seldom with an eighth
 * of digits, and 4.1 hardly ever; letters drawn at random do. */
#define LONG_LABEL 32
#define RANDOM_BITS 3.3
#define RANDOM_BITS_LETTERS 4.1

static double
label_entropy(struct span label)
{
	unsigned count[256] = {0};
	double bits = 0;
	for (size_t i = 0; i < label.n; i++)
		count[label.p[i]]++;
	for (size_t i = 0; i < 256; i++) {
		if (count[i] == 0)
			continue;
		double share = (double)count[i] / (double)label.n;
		bits -= share * log2(share);
	}
	return bits;
}

static bool
has_random_label(const char *host)
{
	struct span rest = span_str(host);
	while (rest.n > 0) {
		struct span label = span_split(&rest, '.');
		if (label.n < LONG_LABEL)
			continue;
		size_t digits = 0;
		for (size_t i = 0; i < label.n; i++)
			digits += label.p[i] >= '0' && label.p[i] <= '9';
		if (label_entropy(label) >=
		    (digits * 8 >= label.n ? RANDOM_BITS : RANDOM_BITS_LETTERS))
			return true;
	}
	return false;
}

/* < 0 on failure, 1 when the name itself carries personal data. */
static int
name_carries_data(struct session *s, const char *host)
{
	struct snapshot *conf = s->conf;
	struct scan_kit *kit = worker_scan_kit(s->worker, conf->rules);
	if (kit == NULL)
		return -1;
	struct inspect_env env = {
		.scanner = kit->scanner,
		.key = s->worker->gateway->key,
		.limits = &conf->inspect,
		.not_persons = conf->not_persons,
		.count_git_identities = conf->count_git_identities,
		.now_days = clock_wall_us() / 86400000000,
	};
	struct inspection *i;
	struct inspect_result result;
	int rc = inspection_new(&env, &i);
	if (rc == 0) {
		rc = inspection_name(i, span_str(host));
		inspection_take(i, &result);
		if (rc == 0)
			rc = result.n_persons > 0 ||
			     !category_empty(&result.categories);
		inspection_free(&i);
	}
	scan_kit_unref(&kit);
	return rc;
}

static enum name_state
name_state(struct session *s, const struct authority *target)
{
	if (target->is_address ||
	    register_recipient(&s->conf->reg, target->host, NULL) != NULL)
		return NAME_CLEAN;
	return name_carries_data(s, target->host) == 0 ? NAME_CLEAN
						       : NAME_WITHHELD;
}

const char *
front_name_text(struct session *s, const struct authority *target,
		enum name_state *state)
{
	if (*state == NAME_UNASKED)
		*state = name_state(s, target);
	return *state == NAME_CLEAN ? target->host : WITHHELD;
}

bool
front_name_allowed(struct session *s, const struct authority *target,
		   enum name_state *ret_name, struct why *why)
{
	struct snapshot *conf = s->conf;
	*ret_name = name_state(s, target);
	if (*ret_name == NAME_WITHHELD) {
		(void)why_set(why, 0, "the host name carries personal data");
		return false;
	}
	if (target->is_address ||
	    register_recipient(&conf->reg, target->host, NULL) != NULL)
		return true;
	if (has_random_label(target->host)) {
		(void)why_set(why, 0, "the host name has a long random label");
		return false;
	}
	if (!admission_name(s->worker->gateway->admission, s->source->id,
			    target->host, conf->limits.names_per_minute,
			    s->worker->now_us)) {
		(void)why_set(why, 0,
			      "too many new host names from this source");
		return false;
	}
	return true;
}

const struct step *
front_identify(struct session *s, struct exchange *x)
{
	if (s->source != NULL)
		return NULL;
	int rc = auth_source(s, &x->head);
	if (rc == -EACCES)
		return exchange_refuse_at_once(s, x, REASON_CREDENTIALS_MISSING,
					       "credentials are needed");
	if (rc < 0)
		return exchange_refuse_at_once(
			s, x, REASON_SOURCE_UNKNOWN,
			"this host is not a registered source");
	if (!admission_enter_source(s->worker->gateway->admission,
				    s->source->id,
				    s->conf->limits.source_connections))
		return exchange_refuse_at_once(
			s, x, REASON_OVERLOAD,
			"too many connections from this source");
	s->entered_source = true;
	return NULL;
}

const struct step *
front_connect(struct session *s, struct exchange *x)
{
	struct why why = {{0}};
	struct target target;
	if (target_parse(&x->head, &target, &why) < 0)
		return exchange_refuse_at_once(s, x, REASON_BAD_REQUEST,
					       why.text);
	x->target = target.authority;
	const struct step *refused = front_identify(s, x);
	if (refused != NULL)
		return refused;
	if (!place_port_allowed(&s->conf->place, x->target.port))
		return exchange_refuse_at_once(s, x, REASON_DEST_FORBIDDEN,
					       "this port is not allowed");
	if (atomic_load(&s->worker->gateway->draining))
		return exchange_refuse_at_once(s, x, REASON_OVERLOAD,
					       "the gateway is stopping");
	s->target = x->target;
	s->in_tunnel = true;
	exchange_free(&x);
	if (!front_name_allowed(s, &s->target, &s->name, &why))
		session_defer(s, REASON_DEST_FORBIDDEN, "%s", why.text);
	if (queue_copy(&s->client->out, s->worker->chunks,
		       SPAN("HTTP/1.1 200 Connection established\r\n\r\n")) < 0)
		return NULL;
	return &step_hello;
}
