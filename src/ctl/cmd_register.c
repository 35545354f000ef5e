/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl register: what traffic showed and the register does not have, as
 * configuration to be edited; and the versions of the register that decisions
 * name.
 */
#include "ctl/ctl.h"

#include <inttypes.h>

#define ID_MAX 80

/* A name of ours out of a host: letters, digits, dots and hyphens, not used
 * yet. */
static const char *
make_id(yajl_val v, const char *prefix, const char *host, char buf[ID_MAX])
{
	yajl_val taken;
	snprintf(buf, ID_MAX, "%s%.56s", prefix, host);
	for (char *p = buf; *p != '\0'; p++)
		if ((*p < 'a' || *p > 'z') && (*p < 'A' || *p > 'Z') &&
		    (*p < '0' || *p > '9') && *p != '.' && *p != '-')
			*p = '-';
	for (size_t i = 0; (taken = answer_item(v, "taken", i)) != NULL; i++) {
		const char *id = YAJL_GET_STRING(taken);
		if (id != NULL && strcmp(id, buf) == 0) {
			snprintf(buf, ID_MAX, "new-%s%.50s", prefix, host);
			break;
		}
	}
	return buf;
}

/* A host is a name or an address: nothing that needs an escape. */
static bool
is_plain(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || *p == '"' || *p == '\\')
			return false;
	return text[0] != '\0';
}

static void
print_recipient(yajl_val v, yajl_val h, size_t *n)
{
	char id[ID_MAX];
	const char *host = answer_text(h, "host");
	const char *country = answer_text(h, "country");
	bool known = country[0] != '\0';
	bool address = answer_true(h, "address");
	if (answer_text(h, "recipient")[0] != '\0')
		return;
	if (!known)
		printf("\t# The country of %s is not known: put it in and "
		       "take the # away.\n",
		       host);
	printf("\t%s%s{ id = \"%s\"; name = \"%s\"; country = \"%s\";\n",
	       known ? "" : "# ", known && *n > 0 ? ", " : "",
	       make_id(v, "", host, id), host, known ? country : "??");
	printf("\t%s  %s = [ \"%s%s\" ]; }\n", known ? "" : "# ",
	       address ? "networks" : "hosts", host,
	       !address			   ? ""
	       : strchr(host, ':') != NULL ? "/128"
					   : "/32");
	*n += known;
}

static void
print_sender(yajl_val s)
{
	yajl_val kinds = answer_object(s, "categories");
	printf("\t# %s: %" PRId64 " requests, %" PRId64 " refused, %" PRId64
	       " bytes, last %s",
	       answer_text(s, "source"), answer_number(s, "requests"),
	       answer_number(s, "refused"), answer_number(s, "bytes"),
	       answer_text(s, "last"));
	for (size_t i = 0; kinds != NULL && i < kinds->u.object.len; i++)
		printf("%s %s=%" PRId64, i == 0 ? ";" : "",
		       kinds->u.object.keys[i],
		       answer_number(kinds, kinds->u.object.keys[i]));
	putchar('\n');
}

static void
print_flow(yajl_val v, yajl_val h, size_t *n)
{
	char id[ID_MAX], to[ID_MAX];
	const char *host = answer_text(h, "host");
	const char *recipient = answer_text(h, "recipient");
	yajl_val s;
	bool known = recipient[0] != '\0' || answer_text(h, "country")[0] != 0;
	for (size_t i = 0; (s = answer_item(h, "senders", i)) != NULL; i++)
		print_sender(s);
	printf("\t%s%s{ id = \"%s\"; recipient = \"%s\"; sources = [ ",
	       known ? "" : "# ", known && *n > 0 ? ", " : "",
	       make_id(v, "to-", host, id),
	       recipient[0] != '\0' ? recipient : make_id(v, "", host, to));
	for (size_t i = 0; (s = answer_item(h, "senders", i)) != NULL; i++)
		printf("%s\"%s\"", i > 0 ? ", " : "", answer_text(s, "source"));
	puts(" ]; }");
	*n += known;
}

static void
print_proposal(yajl_val v)
{
	yajl_val h;
	size_t n = 0;
	printf("# Seen since %s and not registered; as traffic had it, to be "
	       "edited: the\n# legal name and country of who receives, the "
	       "purpose, the pathway or claim.\n",
	       answer_text(v, "since"));
	if (answer_number(v, "forgotten") > 0)
		printf("# There were %" PRId64 " more than are remembered.\n",
		       answer_number(v, "forgotten"));
	puts("recipients = (");
	for (size_t i = 0; (h = answer_item(v, "hosts", i)) != NULL; i++)
		if (is_plain(answer_text(h, "host")))
			print_recipient(v, h, &n);
	puts(");\nflows = (");
	n = 0;
	for (size_t i = 0; (h = answer_item(v, "hosts", i)) != NULL; i++)
		if (is_plain(answer_text(h, "host")))
			print_flow(v, h, &n);
	puts(");");
}

static int
show(const struct ctl *ctl, const char *version)
{
	struct emit *request = ctl_request("register-show");
	struct answer a;
	char hash[17];
	emit_opt(request, "version",
		 version != NULL
			 ? span_copy(span_str(version), hash, sizeof(hash))
			 : NULL);
	int done = ctl_run(ctl, &request, &a);
	if (done > 0)
		return done - 1;
	fputs(answer_text(a.tree, "text"), stdout);
	answer_fini(&a);
	return CTL_GOOD;
}

int
cmd_register(const struct ctl *ctl, int argc, char **argv)
{
	struct answer a;
	if (argc >= 2 && argc <= 3 && strcmp(argv[1], "show") == 0)
		return show(ctl, argv[2]);
	if (argc != 2 || strcmp(argv[1], "propose") != 0)
		return ctl_usage(argv[0]);
	struct emit *request = ctl_request("register-propose");
	int done = ctl_run(ctl, &request, &a);
	if (done > 0)
		return done - 1;
	print_proposal(a.tree);
	answer_fini(&a);
	return CTL_GOOD;
}
