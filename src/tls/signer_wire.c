/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encoding and decoding of the signer's messages. Guarantees: every length is
 * checked against the message as received before it is used; a message that
 * has a byte too many or too few is refused whole. Any thread; the kernel
 * keeps messages apart.
 */
#include "tls/signer_wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define MAGIC 0x6b6f5301u

struct head {
	uint32_t magic;
	uint32_t id;
	int32_t status; /* 0 in requests */
	uint16_t n_first, n_second;
	uint8_t verb;
	uint8_t zero[3];
};

static int
message_send(int fd, const struct head *head, struct span a, struct span b)
{
	uint8_t raw[SIGNER_MESSAGE_MAX];
	size_t n = sizeof(*head) + a.n + b.n;
	if (n > sizeof(raw))
		return ERR_LIMIT;
	memcpy(raw, head, sizeof(*head));
	if (a.n > 0)
		memcpy(raw + sizeof(*head), a.p, a.n);
	if (b.n > 0)
		memcpy(raw + sizeof(*head) + a.n, b.p, b.n);
	for (;;) {
		ssize_t sent = send(fd, raw, n, MSG_NOSIGNAL);
		if (sent == (ssize_t)n)
			return 0;
		if (sent >= 0 || errno == EPIPE || errno == ECONNRESET)
			return ERR_CLOSED;
		if (errno != EINTR)
			return -errno;
	}
}

/* Takes one message; its length, -EAGAIN, ERR_CLOSED or ERR_MALFORMED. */
static ssize_t
message_take(int fd, uint8_t raw[SIGNER_MESSAGE_MAX], struct head *ret_head)
{
	ssize_t n;
	do
		n = recv(fd, raw, SIGNER_MESSAGE_MAX, MSG_TRUNC);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno != ECONNRESET)
		return -errno;
	if (n <= 0)
		return ERR_CLOSED;
	struct head head;
	if (n > SIGNER_MESSAGE_MAX || (size_t)n < sizeof(head))
		return ERR_MALFORMED;
	memcpy(&head, raw, sizeof(head));
	if (head.magic != MAGIC || head.zero[0] != 0 || head.zero[1] != 0 ||
	    head.zero[2] != 0 ||
	    (size_t)n != sizeof(head) + head.n_first + head.n_second)
		return ERR_MALFORMED;
	*ret_head = head;
	return n;
}

static int
ask(int fd, uint32_t id, uint8_t verb, struct span subject, struct span key)
{
	struct head head = {.magic = MAGIC,
			    .id = id,
			    .verb = verb,
			    .n_first = (uint16_t)subject.n,
			    .n_second = (uint16_t)key.n};
	return message_send(fd, &head, subject, key);
}

int
signer_ask_leaf(int fd, uint32_t id, struct span host,
		struct span public_key_der)
{
	if (host.n > SIGNER_HOST_MAX || public_key_der.n > SIGNER_KEY_MAX)
		return ERR_LIMIT;
	return ask(fd, id, SIGNER_LEAF, host, public_key_der);
}

int
signer_ask_checkpoint(int fd, uint32_t id, struct span message)
{
	if (message.n > SIGNER_CHECKPOINT_MAX)
		return ERR_LIMIT;
	return ask(fd, id, SIGNER_CHECKPOINT, message, SPAN_NONE);
}

int
signer_read(int fd, struct signer_reply *ret_reply)
{
	uint8_t raw[SIGNER_MESSAGE_MAX];
	struct head head;
	ssize_t n = message_take(fd, raw, &head);
	if (n < 0)
		return (int)n;
	if (head.n_second != 0 || head.n_first > sizeof(ret_reply->bytes) ||
	    head.verb > SIGNER_CHECKPOINT || head.status > 0)
		return ERR_MALFORMED;
	ret_reply->id = head.id;
	ret_reply->verb = head.verb;
	ret_reply->status = head.status;
	ret_reply->n = head.n_first;
	memcpy(ret_reply->bytes, raw + sizeof(head), head.n_first);
	return 0;
}

int
signer_take(int fd, struct signer_request *ret_request)
{
	struct head head;
	ssize_t n = message_take(fd, ret_request->raw, &head);
	if (n < 0)
		return (int)n;
	bool leaf = head.verb == SIGNER_LEAF &&
		    head.n_first <= SIGNER_HOST_MAX && head.n_second > 0 &&
		    head.n_second <= SIGNER_KEY_MAX;
	bool checkpoint = head.verb == SIGNER_CHECKPOINT && head.n_first > 0 &&
			  head.n_first <= SIGNER_CHECKPOINT_MAX &&
			  head.n_second == 0;
	if (head.status != 0 || (!leaf && !checkpoint))
		return ERR_MALFORMED;
	const uint8_t *p = ret_request->raw + sizeof(head);
	ret_request->id = head.id;
	ret_request->verb = head.verb;
	ret_request->subject = span_of(p, head.n_first);
	ret_request->key = span_of(p + head.n_first, head.n_second);
	return 0;
}

int
signer_answer(int fd, uint32_t id, uint8_t verb, int32_t status,
	      struct span bytes)
{
	must(bytes.n <= sizeof(((struct signer_reply *)NULL)->bytes));
	struct head head = {.magic = MAGIC,
			    .id = id,
			    .verb = verb,
			    .status = status,
			    .n_first = (uint16_t)bytes.n};
	return message_send(fd, &head, bytes, SPAN_NONE);
}
