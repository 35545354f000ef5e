/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The manifest of a report: one line of JSON that names its files with their
 * SHA-256 and ends with a signature over all of the line before it,
 *
 *   {"kouan_manifest":1, ... ,"files":[...],"signature":"<128 hex>"}
 *
 * The signature is the signer's, with the key of the audit's checkpoints, over
 * "kouan-report:" and the SHA-256 of the bytes before `,"signature":"`. A
 * report made without the daemon ends with an empty signature.
 */
#include "ctl/report.h"

#include "base/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <time.h>

#define MANIFEST_LIMIT (4UL << 20)
#define TAIL ",\"signature\":\""
#define FILES_MAX 256
/* A signer that was just started needs a moment. */
#define TRIES 200

struct sealed {
	char digest[65], signature[129];
};

static int
file_digest(const char *path, int64_t *ret_size, char digest[65],
	    struct why *why)
{
	unsigned char bytes[32];
	char room[65536];
	size_t n;
	FILE *file = fopen(path, "re");
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = file != NULL && ctx != NULL &&
		    EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;
	int error = file == NULL ? -errno : 0;
	*ret_size = 0;
	while (good && (n = fread(room, 1, sizeof(room), file)) > 0) {
		good = EVP_DigestUpdate(ctx, room, n) == 1;
		*ret_size += (int64_t)n;
	}
	good = good && ferror(file) == 0 &&
	       EVP_DigestFinal_ex(ctx, bytes, NULL) == 1;
	EVP_MD_CTX_free(ctx);
	if (file != NULL)
		fclose(file);
	if (!good)
		return why_set(why, error < 0 ? error : -EIO, "%s: %s", path,
			       err_text(error < 0 ? error : -EIO));
	hex_text(span_of(bytes, sizeof(bytes)), digest);
	return 0;
}

static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

static int
put_file(struct emit *j, const char *path, struct why *why)
{
	char digest[65];
	int64_t size;
	int rc = file_digest(path, &size, digest, why);
	if (rc < 0)
		return rc;
	emit_open(j);
	emit_put(j, "name", name_of(path));
	emit_put_int(j, "bytes", size);
	emit_put(j, "sha256", digest);
	emit_close(j);
	return 0;
}

/* The tables of this report, by their names; others in the folder are not
 * its own. */
static int
put_folder(struct emit *j, const struct report_output *o, struct why *why)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < o->doc->n; i++) {
		const struct section *s = &o->doc->sections[i];
		for (size_t k = 0; rc == 0 && k < s->n; k++) {
			char *path = NULL;
			if (s->parts[k].kind != PART_TABLE)
				continue;
			must(asprintf(&path, "%s/%s-%s.csv", o->path, s->key,
				      s->parts[k].table->key) >= 0);
			rc = put_file(j, path, why);
			free(path);
		}
	}
	return rc;
}

static void
put_versions(struct emit *j, const struct report_input *in)
{
	yajl_val about = in->about.tree;
	yajl_val regime = answer_object(about, "regime");
	emit_put_int(j, "kouan_manifest", 1);
	emit_put(j, "generated_at", in->generated);
	emit_put(j, "window", in->window);
	emit_put(j, "regime", in->facts.regime);
	emit_put(j, "regime_version", answer_text(regime, "version"));
	emit_put(j, "law_as_of", answer_text(regime, "as_of"));
	emit_put(j, "exporter",
		 answer_text(answer_object(about, "exporter"), "id"));
	emit_put(j, "policy", answer_text(about, "policy"));
	emit_put(j, "configuration", answer_text(about, "configuration"));
	emit_put(j, "kouan", answer_text(about, "version"));
	if (!in->audit)
		return;
	emit_key(j, "audit");
	emit_open(j);
	emit_put_bool(j, "whole", in->facts.rc == 0);
	emit_put_int(j, "records", (int64_t)in->facts.verified.records);
	emit_put_int(j, "last_seq", (int64_t)in->facts.verified.last_seq);
	emit_put(j, "last_hash", in->facts.verified.last_hash);
	emit_close(j);
}

/* Asks for the signature and fetches it; false when there is none. */
static bool
sign(const struct ctl *ctl, struct sealed *s)
{
	const struct ctl quiet = {.control = ctl->control};
	const struct timespec moment = {0, 20000000};
	struct answer answer;
	struct emit *request = ctl_request("report-sign");
	emit_put(request, "sha256", s->digest);
	if (ctl_run(&quiet, &request, &answer) != 0)
		return false;
	int64_t id = answer_number(answer.tree, "id");
	answer_fini(&answer);
	for (int i = 0; i < TRIES; i++) {
		request = ctl_request("report-signature");
		emit_put_int(request, "id", id);
		if (ctl_run(&quiet, &request, &answer) != 0)
			return false;
		bool ready = answer_true(answer.tree, "ready");
		span_copy(span_str(answer_text(answer.tree, "signature")),
			  s->signature, sizeof(s->signature));
		answer_fini(&answer);
		if (ready)
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

static int
write_sealed(const struct ctl *ctl, const struct report_output *o,
	     const char *path, struct span text, bool *ret_signed,
	     struct why *why)
{
	struct sealed s = {.signature = ""};
	struct buf line;
	uint8_t digest[32];
	buf_init(&line, MANIFEST_LIMIT);
	/* Without the brace that ends the object. */
	text = span_cut(text, 0, text.n - 1);
	sha256(text, digest);
	hex_text(span_of(digest, sizeof(digest)), s.digest);
	*ret_signed = o->in->online && sign(ctl, &s);
	int rc = buf_add(&line, text);
	if (rc == 0)
		rc = buf_printf(&line, TAIL "%s\"}\n", s.signature);
	if (rc == 0)
		rc = report_write_file(path, buf_span(&line), why);
	else
		why_set(why, rc, "%s: %s", path, err_text(rc));
	buf_fini(&line);
	return rc;
}

int
report_manifest_write(const struct ctl *ctl, const struct report_output *o,
		      bool folder, bool *ret_signed, struct why *why)
{
	struct emit *j = emit_new(false);
	struct span text;
	char *path = NULL;
	must(j != NULL);
	must(asprintf(&path, folder ? "%s/manifest.json" : "%s.manifest.json",
		      o->path) >= 0);
	emit_open(j);
	put_versions(j, o->in);
	emit_key(j, "files");
	emit_list(j);
	int rc = folder ? put_folder(j, o, why) : put_file(j, o->path, why);
	emit_end(j);
	emit_close(j);
	if (rc == 0)
		rc = emit_finish(j, &text);
	if (rc == 0)
		rc = write_sealed(ctl, o, path, text, ret_signed, why);
	emit_free(&j);
	free(path);
	return rc;
}

/* ---- verifying ---- */

/* The whole file, the caller's (free), or NULL. */
static char *
read_all(const char *path, size_t *ret_n)
{
	FILE *file = fopen(path, "re");
	char *text = malloc(MANIFEST_LIMIT + 1);
	size_t n = file != NULL && text != NULL
			   ? fread(text, 1, MANIFEST_LIMIT, file)
			   : 0;
	if (file != NULL)
		fclose(file);
	if (n == 0) {
		free(text);
		return NULL;
	}
	text[n] = 0;
	*ret_n = n;
	return text;
}

bool
report_manifest_is(const char *path)
{
	static const struct span begin = SPAN("{\"kouan_manifest\":");
	char head[32];
	FILE *file = fopen(path, "re");
	size_t n = file != NULL ? fread(head, 1, sizeof(head), file) : 0;
	if (file != NULL)
		fclose(file);
	return span_starts(span_of(head, n), begin);
}

static bool
holds(const char *pem, struct span text, const char *signature)
{
	char message[96], hex[65];
	uint8_t digest[32];
	long length = 0;
	sha256(text, digest);
	int n = snprintf(message, sizeof(message), "kouan-report:%s",
			 hex_text(span_of(digest, sizeof(digest)), hex));
	unsigned char *bytes = OPENSSL_hexstr2buf(signature, &length);
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key =
		bio != NULL ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good =
		bytes != NULL && length == 64 && key != NULL && ctx != NULL &&
		EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
		EVP_DigestVerify(ctx, bytes, 64, (const unsigned char *)message,
				 (size_t)n) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	BIO_free(bio);
	OPENSSL_free(bytes);
	return good;
}

static int
check_file(const char *folder, yajl_val file, struct why *why)
{
	const char *name = answer_text(file, "name");
	char digest[65];
	char *path = NULL;
	int64_t size;
	if (name[0] == 0 || strchr(name, '/') != NULL)
		return why_set(why, ERR_VERIFY,
			       "the manifest names no file by \"%s\"", name);
	must(asprintf(&path, "%s%s", folder, name) >= 0);
	int rc = file_digest(path, &size, digest, why);
	free(path);
	if (rc < 0)
		return why->text[0] != 0 ? ERR_VERIFY : rc;
	if (strcmp(digest, answer_text(file, "sha256")) != 0 ||
	    size != answer_number(file, "bytes"))
		return why_set(why, ERR_VERIFY, "%s is not as it was written",
			       name);
	return 0;
}

static int
check_files(const char *path, yajl_val tree, size_t *ret_files, struct why *why)
{
	int n = (int)(name_of(path) - path);
	char *folder = NULL;
	yajl_val file;
	int rc = 0;
	must(asprintf(&folder, "%.*s", n, path) >= 0);
	*ret_files = 0;
	while (rc == 0 && *ret_files < FILES_MAX &&
	       (file = answer_item(tree, "files", *ret_files)) != NULL) {
		rc = check_file(folder, file, why);
		if (rc == 0)
			++*ret_files;
	}
	free(folder);
	if (rc == 0 && *ret_files == 0)
		rc = why_set(why, ERR_VERIFY, "the manifest names no files");
	return rc;
}

/* The bytes that are signed; the signature is copied. */
static int
take_apart(const char *text, size_t n, struct span *ret_signed,
	   char signature[129], struct why *why)
{
	struct span all = span_trim(span_of(text, n), "\n");
	ssize_t at = span_find(all, SPAN(TAIL));
	struct span rest =
		at >= 0 ? span_from(all, (size_t)at + strlen(TAIL)) : SPAN_NONE;
	if (at < 0 || !span_ends(rest, SPAN("\"}")) ||
	    (rest.n != 130 && rest.n != 2))
		return why_set(why, ERR_VERIFY,
			       "the manifest does not end with a signature");
	span_copy(span_cut(rest, 0, rest.n - 2), signature, 129);
	*ret_signed = span_cut(all, 0, (size_t)at);
	return 0;
}

int
report_manifest_verify(const char *path, const char *public_key_pem,
		       bool *ret_signed, size_t *ret_files, struct why *why)
{
	char signature[129], error[64];
	struct span signed_part;
	size_t n = 0;
	char *text = read_all(path, &n);
	*ret_signed = false;
	*ret_files = 0;
	if (text == NULL)
		return why_set(why, -EIO, "%s: cannot be read", path);
	yajl_val tree = yajl_tree_parse(text, error, sizeof(error));
	int rc = tree == NULL
			 ? why_set(why, ERR_VERIFY, "the manifest is not JSON")
			 : take_apart(text, n, &signed_part, signature, why);
	if (rc == 0 && public_key_pem != NULL) {
		*ret_signed = holds(public_key_pem, signed_part, signature);
		if (!*ret_signed)
			rc = why_set(why, ERR_VERIFY, "%s",
				     signature[0] != 0
					     ? "the manifest's signature does "
					       "not hold"
					     : "the manifest is not signed");
	}
	if (rc == 0)
		rc = check_files(path, tree, ret_files, why);
	yajl_tree_free(tree);
	free(text);
	return rc;
}
