/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl doctor: for each runtime on this host, whether it goes through the
 * proxy and trusts its CA. Each asks, as it would by itself, for a name that
 * cannot exist (RFC 6761, .invalid): a refusal by the gateway inside TLS
 * proves both, and nothing leaves the gateway.
 */
#include "ctl/ctl.h"

#include <getopt.h>
#include <stdlib.h>
#include <sys/wait.h>

#define USUAL_URL "https://kouan.invalid/"

/* What a probe ends with. */
enum {
	PROBE_GOOD = 0,
	PROBE_UNTRUSTED = 10,
	PROBE_BESIDE = 11, /* does not go through the proxy */
	PROBE_UNKNOWN = 12,
};

struct probe {
	const char *runtime, *programme;
	const char *script; /* of /bin/sh; $URL and $PROXY are set */
	const char *advice;
};

static const struct probe probes[] = {
	{"curl", "curl",
	 "out=$(curl -sS -m 15 -o /dev/null -D - \"$URL\" 2>&1); rc=$?\n"
	 "case $out in *[Pp]roxy-[Ss]tatus:\\ kouan*) exit 0;; esac\n"
	 "case $rc in 60|77|35) exit 10;; 6) exit 11;; *) exit 12;; esac",
	 "update-ca-certificates, or CURL_CA_BUNDLE"},
	{"python3 urllib", "python3",
	 "exec timeout 20 python3 -c 'import os,ssl,sys,urllib.request as u,"
	 "urllib.error as e\n"
	 "try: r=u.urlopen(os.environ[\"URL\"],timeout=15)\n"
	 "except e.HTTPError as x: r=x\n"
	 "except e.URLError as x: sys.exit(10 if isinstance(x.reason,"
	 "ssl.SSLError) else 11 if \"resolution\" in str(x) or \"known\" in "
	 "str(x) else 12)\n"
	 "sys.exit(0 if \"kouan\" in (r.headers.get(\"Proxy-Status\") or "
	 "\"\") else 11)' 2>/dev/null",
	 "SSL_CERT_FILE; for requests REQUESTS_CA_BUNDLE"},
	{"git", "git",
	 "out=$(GIT_TERMINAL_PROMPT=0 timeout 20 git ls-remote \"$URL\" 2>&1)\n"
	 "case $out in *'returned error'*) exit 0;; *ertificate*|*SSL*) exit "
	 "10;; *'resolve host'*) exit 11;; *) exit 12;; esac",
	 "update-ca-certificates, or GIT_SSL_CAINFO"},
	{"node", "node",
	 "exec timeout 20 node -e '"
	 "const u=new URL(process.env.URL),p=new URL(process.env.PROXY);"
	 "const r=require(\"http\").request({host:p.hostname,port:p.port,"
	 "method:\"CONNECT\",path:u.hostname+\":443\"});"
	 "r.on(\"connect\",(a,s)=>{const t=require(\"tls\").connect({socket:s,"
	 "servername:u.hostname},()=>process.exit(0));"
	 "t.on(\"error\",()=>process.exit(10))});"
	 "r.on(\"error\",()=>process.exit(12));r.end()' 2>/dev/null",
	 "NODE_EXTRA_CA_CERTS; and NODE_USE_ENV_PROXY=1 (node 24) or an "
	 "agent: node reads no HTTPS_PROXY by itself"},
	{"openssl", "openssl",
	 "h=${URL#https://}; h=${h%%/*}; p=${PROXY#*://}; p=${p%%/}\n"
	 "out=$(timeout 20 openssl s_client -proxy \"$p\" -connect \"$h:443\" "
	 "-servername \"$h\" </dev/null 2>&1)\n"
	 "case $out in *'Verify return code: 0 '*|*'Verification: OK'*) exit "
	 "0;; *'Verif'*) exit 10;; *) exit 12;; esac",
	 "update-ca-certificates, or SSL_CERT_FILE"},
	{"java", "keytool",
	 "keytool -list -cacerts -storepass changeit -alias kouan "
	 ">/dev/null 2>&1 && exit 0; exit 10",
	 "keytool -importcert -cacerts -alias kouan -file ca.pem, and "
	 "-Dhttps.proxyHost= -Dhttps.proxyPort="},
};

static bool
is_installed(const char *programme)
{
	char script[128];
	snprintf(script, sizeof(script), "command -v %s >/dev/null 2>&1",
		 programme);
	return system(script) == 0;
}

static const char *
outcome(int status)
{
	switch (WIFEXITED(status) ? WEXITSTATUS(status) : -1) {
	case PROBE_GOOD:
		return "good";
	case PROBE_UNTRUSTED:
		return "does not trust the CA";
	case PROBE_BESIDE:
		return "goes past the proxy";
	default:
		return "no answer from the proxy";
	}
}

static void
emit_probe(struct emit *out, const struct probe *p, const char *word)
{
	emit_open(out);
	emit_put(out, "runtime", p->runtime);
	emit_put(out, "result", word);
	emit_put(out, "advice", p->advice);
	emit_close(out);
}

/* Runs all; the number of those that are not good. */
static unsigned
run_probes(struct emit *out, struct table *t)
{
	unsigned bad = 0;
	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++) {
		const struct probe *p = &probes[i];
		const char *word = "not installed";
		bool good = true;
		if (is_installed(p->programme)) {
			int status = system(p->script);
			good = status == 0;
			word = outcome(status);
		}
		bad += !good;
		emit_probe(out, p, word);
		table_add(t, "%s", p->runtime);
		table_add(t, "%s", word);
		table_add(t, "%s", good ? "" : p->advice);
	}
	return bad;
}

static const char *
proxy_of_environment(void)
{
	const char *proxy = getenv("HTTPS_PROXY");
	if (proxy == NULL || proxy[0] == 0)
		proxy = getenv("https_proxy");
	return proxy != NULL && proxy[0] != 0 ? proxy : NULL;
}

int
cmd_doctor(const struct ctl *ctl, int argc, char **argv)
{
	static const char *const heads[] = {"runtime", "result", "advice"};
	static const struct option options[] = {
		{"proxy", required_argument, NULL, 'p'},
		{"url", required_argument, NULL, 'u'},
		{NULL, 0, NULL, 0}};
	const char *proxy = proxy_of_environment(), *url = USUAL_URL;
	struct span text;
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'p' && c != 'u')
			return ctl_usage("doctor");
		*(c == 'p' ? &proxy : &url) = optarg;
	}
	if (optind != argc)
		return ctl_usage("doctor");
	if (proxy == NULL)
		return ctl_fail(CTL_NO, "HTTPS_PROXY is not set: no programme "
					"of this shell uses the gateway");
	must(setenv("PROXY", proxy, 1) == 0 && setenv("URL", url, 1) == 0);
	must(setenv("HTTPS_PROXY", proxy, 1) == 0);
	must(setenv("https_proxy", proxy, 1) == 0);
	struct emit *out = emit_new(false);
	struct table *t = table_new(3, heads);
	must(out != NULL);
	emit_list(out);
	unsigned bad = run_probes(out, t);
	emit_end(out);
	must(emit_finish(out, &text) == 0);
	if (ctl->json)
		printf("%.*s\n", SPAN_FMT(text));
	table_print(&t, ctl->json ? stderr : stdout);
	emit_free(&out);
	return bad == 0 ? CTL_GOOD : CTL_NO;
}
