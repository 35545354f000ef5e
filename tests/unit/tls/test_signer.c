/* SPDX-License-Identifier: Apache-2.0 */
/* The signer as a process: what it answers, what ends it, what holds it. */
#include "config.h"

#include "fixture.h"
#include "lib/suite.h"
#include "signer_fixture.h"
#include "tls/ca.h"
#include "tls/pem.h"
#include "tls/signer_jail.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct signer_process signer;
static unsigned char *key_der; /* for the life of the process */
static struct span key_span;

static void
set_up(void)
{
	signer_process_start(&signer);
	EVP_PKEY *key = own_key(EVP_EC_gen("P-256"));
	int n = i2d_PUBKEY(key, &key_der);
	key_span = span_of(key_der, (size_t)n);
}

static void
reply_to(struct signer_reply *reply)
{
	await_readable(signer.fd);
	ck_assert_int_eq(signer_read(signer.fd, reply), 0);
}

START_TEST(signer_signs_a_leaf_for_our_key)
{
	struct signer_reply reply;
	set_up();
	ck_assert_int_eq(
		signer_ask_leaf(signer.fd, 7, SPAN("a.example"), key_span), 0);
	reply_to(&reply);
	ck_assert_uint_eq(reply.id, 7);
	ck_assert_int_eq(reply.verb, SIGNER_LEAF);
	ck_assert_int_eq(reply.status, 0);
	const unsigned char *p = reply.bytes;
	X509 *leaf = own_certificate(d2i_X509(NULL, &p, reply.n));
	ck_assert_int_eq(X509_check_host(leaf, "a.example", 0, 0, NULL), 1);
	p = key_der;
	EVP_PKEY *key = own_key(d2i_PUBKEY(NULL, &p, (long)key_span.n));
	ck_assert_int_eq(EVP_PKEY_eq(key, X509_get0_pubkey(leaf)), 1);
	ck_assert_int_eq(signer_read(signer.fd, &reply), -EAGAIN);
	ck_assert_int_eq(signer_process_stop(&signer), 0);
}
END_TEST

START_TEST(signer_answers_a_bad_name_and_lives)
{
	struct signer_reply reply;
	set_up();
	ck_assert_int_eq(signer_ask_leaf(signer.fd, 1, SPAN("a\0b"), key_span),
			 0);
	reply_to(&reply);
	ck_assert_int_eq(reply.status, ERR_MALFORMED);
	ck_assert_uint_eq(reply.n, 0);
	ck_assert_int_eq(
		signer_ask_leaf(signer.fd, 2, SPAN("b.example"), key_span), 0);
	reply_to(&reply);
	ck_assert_int_eq(reply.status, 0);
	ck_assert_int_eq(signer_process_stop(&signer), 0);
}
END_TEST

static int
verify_checkpoint(void)
{
	return run("openssl pkeyutl -verify -pubin -inkey %s -rawin -in %s "
		   "-sigfile %s >/dev/null 2>&1",
		   scratch("audit.key.pub"), scratch("message"),
		   scratch("signature"));
}

START_TEST(signer_signs_checkpoints_with_a_key_of_its_own)
{
	struct signer_reply reply;
	struct stat st;
	struct span message = SPAN("seq 1000 hash 00ff");
	set_up();
	ck_assert_int_eq(signer_ask_checkpoint(signer.fd, 3, message), 0);
	reply_to(&reply);
	ck_assert_int_eq(reply.verb, SIGNER_CHECKPOINT);
	ck_assert_int_eq(reply.status, 0);
	ck_assert_uint_eq(reply.n, 64);
	ck_assert_int_eq(stat(scratch("audit.key"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(stat(scratch("audit.key.pub"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0644);

	FILE *f = fopen(scratch("message"), "w");
	fwrite(message.p, 1, message.n, f);
	fclose(f);
	f = fopen(scratch("signature"), "w");
	fwrite(reply.bytes, 1, reply.n, f);
	fclose(f);
	ck_assert_int_eq(verify_checkpoint(), 0);
	f = fopen(scratch("message"), "a");
	fputc('!', f);
	fclose(f);
	ck_assert_int_ne(verify_checkpoint(), 0);
	/* The next start finds the same key. */
	ck_assert_int_eq(signer_process_stop(&signer), 0);
	struct signer_reply again;
	signer_process_restart(&signer);
	ck_assert_int_eq(signer_ask_checkpoint(signer.fd, 4, message), 0);
	reply_to(&again);
	ck_assert_mem_eq(again.bytes, reply.bytes, 64);
}
END_TEST

/* Raw messages as nobody of ours would send them. */
static size_t
bad_message(int row, uint8_t *raw)
{
	memset(raw, 0, 20000);
	uint32_t magic = 0x6b6f5301u;
	memcpy(raw, &magic, 4);
	raw[16] = SIGNER_LEAF; /* the verb */
	switch (row) {
	case 0: /* shorter than a head */
		return 7;
	case 1: /* another magic */
		raw[0] ^= 1;
		raw[12] = 1;
		return 21;
	case 2: /* lengths that do not add up */
		raw[12] = 5;
		raw[14] = 5;
		return 20 + 9;
	case 3: /* longer than any message */
		return 20000;
	case 4: /* a leaf without a key */
		raw[12] = 4;
		return 20 + 4;
	case 5: /* an unknown verb */
		raw[16] = 9;
		raw[12] = 4;
		return 20 + 4;
	case 6: /* a key that is none */
		memcpy(raw + 20, "a.de", 4);
		raw[12] = 4;
		raw[14] = 4;
		return 20 + 8;
	case 7: /* a checkpoint of nothing */
		raw[16] = SIGNER_CHECKPOINT;
		return 20;
	default: /* padding in use */
		raw[16] = SIGNER_CHECKPOINT;
		raw[12] = 1;
		raw[19] = 1;
		return 21;
	}
}
#define BAD_MESSAGES 9

START_TEST(signer_ends_at_a_malformed_message)
{
	static uint8_t raw[20000];
	struct signer_reply reply;
	set_up();
	size_t n = bad_message(_i, raw);
	ck_assert_int_eq(send(signer.fd, raw, n, 0), (ssize_t)n);
	await_readable(signer.fd);
	ck_assert_int_eq(signer_read(signer.fd, &reply), ERR_CLOSED);
	ck_assert_int_eq(signer_process_stop(&signer), 1);
}
END_TEST

START_TEST(signer_takes_p256_keys_only)
{
	struct signer_reply reply;
	unsigned char *der = NULL;
	set_up();
	EVP_PKEY *key = own_key(EVP_EC_gen("P-384"));
	int n = i2d_PUBKEY(key, &der);
	ck_assert_int_eq(signer_ask_leaf(signer.fd, 1, SPAN("a.example"),
					 span_of(der, (size_t)n)),
			 0);
	OPENSSL_free(der);
	await_readable(signer.fd);
	ck_assert_int_eq(signer_read(signer.fd, &reply), ERR_CLOSED);
	ck_assert_int_eq(signer_process_stop(&signer), 1);
}
END_TEST

START_TEST(askers_refuse_what_is_too_long)
{
	static uint8_t long_text[SIGNER_CHECKPOINT_MAX + 1];
	set_up();
	ck_assert_int_eq(signer_ask_leaf(signer.fd, 1, span_of(long_text, 256),
					 key_span),
			 ERR_LIMIT);
	ck_assert_int_eq(
		signer_ask_checkpoint(signer.fd, 1,
				      span_of(long_text, sizeof(long_text))),
		ERR_LIMIT);
	ck_assert_int_eq(signer_ask_checkpoint(
				 signer.fd, 1,
				 span_of(long_text, sizeof(long_text) - 1)),
			 0);
}
END_TEST

START_TEST(signer_says_why_it_does_not_start)
{
	struct why why = {""};
	pid_t pid;
	int fd;
	set_up();
	struct signer_options options = signer.options;
	options.ca_key = "/nowhere/ca.key";
	ck_assert_int_eq(
		signer_start("/proc/self/exe", &options, &pid, &fd, &why),
		-ENOENT);
	ck_assert_ptr_nonnull(strstr(why.text, "/nowhere/ca.key"));
	ck_assert_int_eq(
		signer_start("/nowhere/kouand", &options, &pid, &fd, &why),
		ERR_UNAVAILABLE);
	options.ca_key = options.audit_key;
	ck_assert_int_eq(
		signer_start("/proc/self/exe", &options, &pid, &fd, &why),
		ERR_VERIFY);
}
END_TEST

START_TEST(signer_survives_the_signals_of_a_terminal)
{
	struct signer_reply reply;
	set_up();
	kill(signer.pid, SIGINT);
	kill(signer.pid, SIGTERM);
	kill(signer.pid, SIGHUP);
	ck_assert_int_eq(
		signer_ask_leaf(signer.fd, 1, SPAN("a.example"), key_span), 0);
	reply_to(&reply);
	ck_assert_int_eq(reply.status, 0);
	ck_assert_int_eq(signer_process_stop(&signer), 0);
}
END_TEST

static void
process_line(pid_t pid, const char *file, const char *field, char *buf,
	     size_t size)
{
	char path[64];
	size_t n = strlen(field);
	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	FILE *f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	buf[0] = '\0';
	while (fgets(buf, (int)size, f) != NULL)
		if (strncmp(buf, field, n) == 0)
			break;
	fclose(f);
	ck_assert_msg(strncmp(buf, field, n) == 0, "%s", field);
}

START_TEST(signer_is_locked_in_when_it_is_ready)
{
	char line[256];
	set_up();
	process_line(signer.pid, "status", "NoNewPrivs:", line, sizeof(line));
	ck_assert_str_eq(line, "NoNewPrivs:\t1\n");
	process_line(signer.pid, "limits", "Max open files", line,
		     sizeof(line));
	ck_assert_ptr_nonnull(strstr(line, " 0 "));
	process_line(signer.pid, "limits", "Max core file", line, sizeof(line));
	ck_assert_ptr_nonnull(strstr(line, " 0 "));
#ifndef WITH_SANITIZERS
	process_line(signer.pid, "status", "Seccomp:", line, sizeof(line));
	ck_assert_str_eq(line, "Seccomp:\t2\n");
#endif
}
END_TEST

#ifndef WITH_SANITIZERS
static int
behind_the_filter(int row, int fd)
{
	switch (row) {
	case 0:
		return (int)write(fd, "x", 1);
	case 1:
		free(malloc(1 << 22));
		return 1;
	case 2:
		return socket(AF_INET, SOCK_STREAM, 0);
	case 3:
		return open("/etc/passwd", O_RDONLY);
	case 4:
		return kill(getppid(), 0);
	case 5:
		return execl("/bin/true", "true", (char *)NULL);
	case 6:
		return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
	case 7:
		return (int)write(STDOUT_FILENO, "", 1);
	default:
		return fork();
	}
}
#define FILTER_ROWS 9

START_TEST(filter_kills_all_but_the_job)
{
	int ends[2], status;
	socket_pair(ends);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (signer_jail_filter(ends[1], NULL) != 0)
			_exit(3);
		behind_the_filter(_i, ends[1]);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (_i < 2)
		ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	else
		ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}
END_TEST
#endif

/* The signer goes with the thread that started it. */
START_TEST(signer_dies_with_its_daemon)
{
	int ends[2];
	pid_t signer_pid = 0;
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	pid_t daemon = fork();
	if (daemon == 0) {
		signer_process_start(&signer);
		if (write(ends[1], &signer.pid, sizeof(signer.pid)) < 0)
			_exit(1);
		pause();
	}
	ck_assert_int_eq(read(ends[0], &signer_pid, sizeof(signer_pid)),
			 sizeof(signer_pid));
	kill(daemon, SIGKILL);
	int status;
	ck_assert_int_eq(waitpid(daemon, &status, 0), daemon);
	ck_assert_int_eq(waitpid(signer_pid, &status, 0), signer_pid);
}
END_TEST

START_TEST(role_refuses_bad_arguments)
{
	const char *const lines[][5] = {
		{"kouand", "--role=signer", NULL},
		{"kouand", "--role=extractor", NULL},
		{"kouand", "--role=signer", "--fd=-1", NULL},
		{"kouand", "--role=signer", "--fd=0", "--ca-key=x", NULL},
		{"kouand", "--role=signer", "--unknown", NULL},
	};
	static char words[5][32];
	char *argv[6] = {NULL};
	int argc = 0;
	for (; lines[_i][argc] != NULL; argc++) {
		strcpy(words[argc], lines[_i][argc]);
		argv[argc] = words[argc];
	}
	ck_assert_int_eq(signer_role(argc, argv), 2);
}
END_TEST

int
main(int argc, char **argv)
{
	SIGNER_ROLE(argc, argv);
	SUITE("signer");
	CASE(signer_signs_a_leaf_for_our_key);
	CASE(signer_answers_a_bad_name_and_lives);
	CASE(signer_signs_checkpoints_with_a_key_of_its_own);
	CASE_ROWS(signer_ends_at_a_malformed_message, BAD_MESSAGES);
	CASE(signer_takes_p256_keys_only);
	CASE(askers_refuse_what_is_too_long);
	CASE(signer_says_why_it_does_not_start);
	CASE(signer_survives_the_signals_of_a_terminal);
	CASE(signer_is_locked_in_when_it_is_ready);
#ifndef WITH_SANITIZERS
	CASE_ROWS(filter_kills_all_but_the_job, FILTER_ROWS);
#endif
	CASE(signer_dies_with_its_daemon);
	CASE_ROWS(role_refuses_bad_arguments, 5);
	return SUITE_RUN();
}
