/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouanctl decide: what would happen to a request. The daemon reads and
 * judges it; nothing is sent, counted or recorded.
 */
#include "ctl/ctl.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <unistd.h>

#define CONTENT_MAX (16UL * 1024 * 1024)

struct arguments {
	const char *source, *url, *method, *type, *file, *address;
};

static int
parse(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"source", required_argument, NULL, 's'},
		{"url", required_argument, NULL, 'u'},
		{"method", required_argument, NULL, 'm'},
		{"type", required_argument, NULL, 't'},
		{"file", required_argument, NULL, 'f'},
		{"address", required_argument, NULL, 'a'},
		{NULL, 0, NULL, 0}};
	int c;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 's':
			a->source = optarg;
			break;
		case 'u':
			a->url = optarg;
			break;
		case 'm':
			a->method = optarg;
			break;
		case 't':
			a->type = optarg;
			break;
		case 'f':
			a->file = optarg;
			break;
		case 'a':
			a->address = optarg;
			break;
		default:
			return -1;
		}
	}
	return optind == argc && a->source != NULL && a->url != NULL ? 0 : -1;
}

static int
read_content(const char *path, struct buf *content)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int rc = fd < 0 ? -errno : 0;
	while (rc == 0) {
		rc = buf_room(content, 64 * 1024);
		if (rc < 0)
			break;
		ssize_t n = read(fd, content->p + content->n, 64 * 1024);
		if (n < 0 && errno != EINTR)
			rc = -errno;
		if (n == 0)
			break;
		content->n += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0 && !standard)
		close(fd);
	if (rc == 0 && content->n > CONTENT_MAX)
		rc = ERR_LIMIT;
	return rc;
}

static void
print_decision(yajl_val v)
{
	static const char *const keys[] = {"flow", "pathway", "recipient",
					   "country", NULL};
	yajl_val reason;
	printf("%s %s%s\n", answer_text(v, "verdict"), answer_text(v, "reason"),
	       answer_true(v, "would_block") ? " (monitor: would be blocked)"
					     : "");
	printf("  %s\n", answer_text(v, "title"));
	if (answer_text(v, "article")[0] != 0)
		printf("  %s\n", answer_text(v, "article"));
	if (answer_text(v, "remedy")[0] != 0)
		printf("  %s\n", answer_text(v, "remedy"));
	for (size_t i = 0; (reason = answer_item(v, "reasons", i)) != NULL;
	     i++) {
		const char *text = YAJL_GET_STRING(reason);
		if (text != NULL && strcmp(text, answer_text(v, "reason")) != 0)
			printf("  also %s\n", text);
	}
	for (size_t i = 0; keys[i] != NULL; i++)
		if (answer_text(v, keys[i])[0] != 0)
			printf("  %-11s %s\n", keys[i],
			       answer_text(v, keys[i]));
	printf("  %-11s %" PRId64 ", %" PRId64 " of them new\n", "persons",
	       answer_number(v, "persons"), answer_number(v, "new_persons"));
}

int
cmd_decide(const struct ctl *ctl, int argc, char **argv)
{
	struct arguments a = {.source = NULL};
	struct answer answer;
	struct buf content;
	if (parse(argc, argv, &a) < 0)
		return ctl_usage("decide");
	buf_init(&content, CONTENT_MAX + 128UL * 1024);
	int rc = a.file != NULL ? read_content(a.file, &content) : 0;
	if (rc < 0) {
		buf_fini(&content);
		return ctl_fail(CTL_USAGE, "%s: %s", a.file,
				rc == ERR_LIMIT ? "longer than 16 MiB"
						: err_text(rc));
	}
	struct emit *request = ctl_request("decide");
	emit_put(request, "source", a.source);
	emit_put(request, "url", a.url);
	emit_opt(request, "method", a.method);
	emit_opt(request, "type", a.type);
	emit_opt(request, "address", a.address);
	int status = ctl_ask(ctl, request, buf_span(&content), &answer);
	emit_free(&request);
	buf_fini(&content);
	if (status != CTL_GOOD)
		return status;
	if (ctl->json)
		puts(answer.text);
	else
		print_decision(answer.tree);
	if (strcmp(answer_text(answer.tree, "verdict"), "block") == 0)
		status = CTL_NO;
	answer_fini(&answer);
	return status;
}
