/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl ca: makes, shows and exports the certification authority. Only
 * init touches the key; exports never hold it.
 */
#include "ctl/ctl.h"
#include "ctl/trust_store.h"

#include "conf/snapshot.h"
#include "tls/ca.h"

#include <fcntl.h>
#include <getopt.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define DAYS_USUAL 3650

struct arguments {
	const char *conf, *certificate, *key, *name, *format, *output;
	int days;
	struct snapshot *snapshot; /* where the paths may come from */
};

static int
parse(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"certificate", required_argument, NULL, 'C'},
		{"key", required_argument, NULL, 'K'},
		{"name", required_argument, NULL, 'n'},
		{"days", required_argument, NULL, 'd'},
		{"format", required_argument, NULL, 'f'},
		{NULL, 0, NULL, 0}};
	uint64_t days;
	int c;
	while ((c = getopt_long(argc, argv, "c:o:", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			a->conf = optarg;
			break;
		case 'o':
			a->output = optarg;
			break;
		case 'C':
			a->certificate = optarg;
			break;
		case 'K':
			a->key = optarg;
			break;
		case 'n':
			a->name = optarg;
			break;
		case 'd':
			if (span_u64(span_str(optarg), &days) < 0 || days < 1 ||
			    days > 36500)
				return -1;
			a->days = (int)days;
			break;
		case 'f':
			a->format = optarg;
			break;
		default:
			return -1;
		}
	}
	return optind == argc ? 0 : -1;
}

/* The paths: as given, else the configuration's. */
static int
find_paths(struct arguments *a)
{
	if (a->certificate != NULL)
		return 0;
	if (a->conf == NULL)
		a->conf = SYSCONFDIR "/kouan.conf";
	if (snapshot_load(a->conf, 1, ctl_complain, NULL, &a->snapshot) < 0)
		return ctl_fail(CTL_USAGE,
				"%s is not usable: name the files with "
				"--certificate and --key, or another -c",
				a->conf);
	a->certificate = a->snapshot->ca_certificate;
	if (a->key == NULL)
		a->key = a->snapshot->ca_key;
	return 0;
}

static int
init(const struct arguments *a)
{
	struct why why;
	if (a->key == NULL)
		return ctl_usage("ca");
	if (ca_init(a->certificate, a->key, a->name, a->days, &why) < 0)
		return ctl_fail(CTL_NO, "%s", why.text);
	printf("made %s (give it to your hosts) and %s (give it to nobody)\n",
	       a->certificate, a->key);
	return CTL_GOOD;
}

/* ---- show ---- */

static void
time_text(const ASN1_TIME *t, char out[32])
{
	struct tm tm;
	if (ASN1_TIME_to_tm(t, &tm) != 1)
		memset(&tm, 0, sizeof(tm));
	strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static int
show(const struct ctl *ctl, const struct arguments *a, X509 *certificate)
{
	char from[32], until[32], name[256], hex[2 * EVP_MAX_MD_SIZE + 1];
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	time_text(X509_get0_notBefore(certificate), from);
	time_text(X509_get0_notAfter(certificate), until);
	X509_NAME_oneline(X509_get_subject_name(certificate), name,
			  sizeof(name));
	if (X509_digest(certificate, EVP_sha256(), digest, &n) != 1)
		return ctl_fail(CTL_NO, "the certificate has no digest");
	hex_text(span_of(digest, n), hex);
	const char *const lines[][2] = {{"file", a->certificate},
					{"subject", name},
					{"not_before", from},
					{"not_after", until},
					{"sha256", hex}};
	struct emit *out = emit_new(false);
	struct span text;
	must(out != NULL);
	emit_open(out);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		emit_put(out, lines[i][0], lines[i][1]);
		if (!ctl->json)
			printf("%-11s %s\n", lines[i][0], lines[i][1]);
	}
	emit_close(out);
	must(emit_finish(out, &text) == 0);
	if (ctl->json)
		printf("%.*s\n", SPAN_FMT(text));
	emit_free(&out);
	return CTL_GOOD;
}

/* ---- export ---- */

/* keytool writes the store: its format is Java's own. */
static int
export_jks(const struct arguments *a)
{
	int status;
	if (a->output == NULL)
		return ctl_fail(CTL_USAGE, "jks is written to a file: -o FILE");
	pid_t pid = fork();
	if (pid == 0) {
		execlp("keytool", "keytool", "-importcert", "-noprompt",
		       "-alias", "kouan", "-storetype", "JKS", "-storepass",
		       TRUST_STORE_PASSWORD, "-file", a->certificate,
		       "-keystore", a->output, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return ctl_fail(CTL_NO, "keytool could not be started");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return ctl_fail(CTL_NO, "a jks store is made by Java's "
					"keytool, which is not installed; "
					"Java reads p12 as well");
	return WIFEXITED(status) && WEXITSTATUS(status) == 0
		       ? CTL_GOOD
		       : ctl_fail(CTL_NO, "keytool failed");
}

static int export(const struct arguments *a, X509 *certificate)
{
	bool p12 = a->format != NULL && strcmp(a->format, "p12") == 0;
	if (a->format != NULL && strcmp(a->format, "jks") == 0)
		return export_jks(a);
	if (a->format == NULL || (!p12 && strcmp(a->format, "pem") != 0))
		return ctl_usage("ca");
	FILE *out = a->output != NULL ? fopen(a->output, "we") : stdout;
	if (out == NULL)
		return ctl_fail(CTL_NO, "cannot write %s", a->output);
	int rc = p12 ? trust_store_write(certificate, out)
		     : PEM_write_X509(out, certificate) - 1;
	if (out != stdout && fclose(out) != 0)
		rc = -1;
	return rc == 0 ? CTL_GOOD
		       : ctl_fail(CTL_NO, "the export could not be written");
}

int
cmd_ca(const struct ctl *ctl, int argc, char **argv)
{
	struct arguments a = {.name = "kouan gateway CA", .days = DAYS_USUAL};
	const char *verb = argc > 1 ? argv[1] : "";
	X509 *certificate = NULL;
	struct why why;
	bool is_init = strcmp(verb, "init") == 0;
	bool is_show = strcmp(verb, "show") == 0;
	if ((!is_init && !is_show && strcmp(verb, "export") != 0) ||
	    parse(argc - 1, argv + 1, &a) < 0)
		return ctl_usage("ca");
	int status = find_paths(&a);
	if (status != 0)
		return status;
	if (is_init)
		status = init(&a);
	else if (ca_load(a.certificate, NULL, &certificate, NULL, &why) < 0)
		status = ctl_fail(CTL_NO, "%s", why.text);
	else
		status = is_show ? show(ctl, &a, certificate)
				 : export(&a, certificate);
	X509_free(certificate);
	if (a.snapshot != NULL)
		snapshot_unref(&a.snapshot);
	return status;
}
