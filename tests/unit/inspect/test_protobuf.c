/* SPDX-License-Identifier: Apache-2.0 */
/* Protocol buffers without a schema, and the framing of gRPC around them. */
#include "lib/inspect_feed.h"
#include "lib/proto_build.h"
#include "lib/suite.h"

#include <zlib.h>

#define PROTO "application/x-protobuf"
#define GRPC "application/grpc"

static struct buf message;

static void
begin(void)
{
	buf_init(&message, 1 << 22);
}

static void
end(void)
{
	buf_fini(&message);
}

/* Checks the message every way it can be cut. */
static void
says(const char *type, const char *wanted, const char *unwanted)
{
	struct inspect_row row = {type, "", buf_span(&message), wanted,
				  unwanted};
	ck_assert_int_eq(inspect_check(&row), 0);
}

/* A buffer to build a message in; the test is its own process. */
static struct buf *
inner(void)
{
	struct buf *b = calloc(1, sizeof(*b));
	ck_assert_ptr_nonnull(b);
	buf_init(b, 1 << 22);
	return b;
}

static void
drop(struct buf *b)
{
	buf_fini(b);
	free(b);
}

static void
put_message(struct buf *into, unsigned field, struct buf *b)
{
	proto_put_bytes(into, field, buf_span(b));
	drop(b);
}

START_TEST(strings_are_values_of_one_record)
{
	proto_put_text(&message, 1, "15905285596");
	proto_put_text(&message, 2, "a.b@example.com");
	says(PROTO, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(numbers_are_values)
{
	proto_put_number(&message, 1, UINT64_C(15905285596));
	says(PROTO, "cn-mobile 1 @0+11 #0 15905285596", NULL);
	proto_put_fixed64(&message, 2, UINT64_C(16754259874));
	proto_put_double(&message, 3, 17217429247.0);
	says(PROTO, "persons 3 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(packed_numbers_are_values)
{
	struct buf *b = inner();
	proto_put_varint(b, UINT64_C(15905285596));
	proto_put_varint(b, UINT64_C(16754259874));
	proto_put_varint(b, UINT64_C(17217429247));
	put_message(&message, 4, b);
	says(PROTO, "persons 3 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(other_numbers_are_none)
{
	proto_put_number(&message, 1, 1700000000);
	proto_put_number(&message, 2, UINT64_C(1700000000123));
	proto_put_double(&message, 3, 3.25);
	proto_put_double(&message, 4, 15905285596.5);
	proto_put_number(&message, 5, UINT64_MAX);
	says(PROTO, "persons 0 low 0 unreadable 0 -\n", "cn-mobile");
}
END_TEST

START_TEST(a_message_in_it_is_a_member)
{
	struct buf *contact = inner();
	proto_put_text(&message, 1, "15905285596");
	proto_put_number(contact, 1, 3);
	proto_put_text(contact, 2, "a.b@example.com");
	put_message(&message, 3, contact);
	says(PROTO, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(messages_that_repeat_are_persons_each)
{
	for (unsigned i = 0; i < 3; i++) {
		struct buf *person = inner();
		char phone[16], mail[32];
		snprintf(phone, sizeof(phone), "1590528559%u", i);
		snprintf(mail, sizeof(mail), "p%u@example.com", i);
		proto_put_number(person, 1, i + 1);
		proto_put_text(person, 2, phone);
		proto_put_text(person, 3, mail);
		put_message(&message, 2, person);
	}
	says(PROTO, "persons 3 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(the_name_of_an_entry_is_a_label)
{
	struct buf *entry = inner();
	proto_put_text(entry, 1, "passport");
	proto_put_text(entry, 2, "E44357705");
	put_message(&message, 1, entry);
	entry = inner();
	proto_put_text(entry, 1, "email");
	proto_put_text(entry, 2, "a.b@example.com");
	put_message(&message, 1, entry);
	says(PROTO, "cn-passport", NULL);
	says(PROTO, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_struct_is_read_like_json)
{
	struct buf *value = inner(), *entry = inner();
	proto_put_double(value, 2, 15905285596.0);
	proto_put_text(entry, 1, "kontakt");
	put_message(entry, 2, value);
	put_message(&message, 1, entry);
	value = inner();
	entry = inner();
	proto_put_text(value, 3, "a.b@example.com");
	proto_put_text(entry, 1, "adresse");
	put_message(entry, 2, value);
	put_message(&message, 1, entry);
	says(PROTO, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_header_that_can_be_printed_is_no_text)
{
	struct buf *b = inner();
	/* "\n$" would stand before the address. */
	proto_put_text(b, 1, "alice.of.the.long.name1@example.com.");
	put_message(&message, 3, b);
	says(PROTO, " alice.of.the.long.name1@example.com\n", NULL);
}
END_TEST

START_TEST(json_in_a_string_is_json)
{
	proto_put_text(&message, 1,
		       "{\"phone\":\"\\u0031590528559\\u0036\",\"n\":1}");
	says(PROTO, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_long_string_is_read_as_it_comes)
{
	static char text[70000];
	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = i % 5 == 0 ? ' ' : 'x';
	memcpy(text + 40000, " 15905285596 ", 13);
	proto_put_number(&message, 1, 7);
	proto_put_text(&message, 2, text);
	proto_put_text(&message, 3, "a.b@example.com");
	says(PROTO, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_long_message_is_read_as_it_comes)
{
	struct buf *list = inner();
	for (unsigned i = 0; i < 900; i++) {
		struct buf *person = inner();
		char mail[40];
		snprintf(mail, sizeof(mail), "person%u@example.com", i);
		proto_put_number(person, 1, i + 1);
		proto_put_text(person, 2, mail);
		proto_put_text(person, 3, "a remark");
		put_message(list, 1, person);
	}
	ck_assert_uint_gt(list->n, 33000);
	put_message(&message, 5, list);
	says(PROTO, "persons 900 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(bytes_are_a_layer_of_their_own)
{
	uint8_t zipped[128];
	uLongf n = sizeof(zipped);
	const char *text = "{\"phone\":15905285596}";
	ck_assert_int_eq(
		compress(zipped, &n, (const uint8_t *)text, strlen(text)),
		Z_OK);
	proto_put_number(&message, 1, 7);
	proto_put_bytes(&message, 2, span_of(zipped, n));
	says(PROTO, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_known_format_in_bytes_is_named)
{
	proto_put_number(&message, 1, 7);
	proto_put_bytes(&message, 2, SPAN("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
	says(PROTO, "persons 0 low 0 unreadable 1 png\n", NULL);
}
END_TEST

START_TEST(a_digest_is_no_unread_content)
{
	proto_put_number(&message, 1, 7);
	proto_put_bytes(&message, 2,
			SPAN("\xff\xfe\x01\x9c\xde\x07\x91\xe1\x80\xff\xff\xff"
			     "\xff\xff\xff\xff\xff\xff\xff\x01"));
	says(PROTO, "persons 0 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_message_that_says_nothing_of_its_type_is_known)
{
	proto_put_number(&message, 1, 7);
	proto_put_text(&message, 2, "passenger");
	proto_put_number(&message, 3, UINT64_C(15905285596));
	says("application/octet-stream", "cn-mobile", NULL);
	says("", "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(other_bytes_are_no_message)
{
	uint32_t state = 20261123;
	for (unsigned i = 0; i < 600; i++) {
		state = state * 1664525 + 1013904223;
		uint8_t c = (uint8_t)(state >> 24);
		proto_put(&message, span_of(&c, 1));
	}
	says("application/octet-stream", "unreadable 2 binary\n", NULL);
}
END_TEST

START_TEST(what_says_it_is_a_message_and_is_none_is_read)
{
	proto_put(&message, SPAN("{\"phone\":\"15905285596\"}"));
	says(PROTO, "persons 1 low 0 unreadable 0 -\n", NULL);
	says(GRPC, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_message_cut_short_is_broken)
{
	proto_put_number(&message, 1, UINT64_C(15905285596));
	proto_put_text(&message, 2, "16754259874 and so on");
	message.n -= 3;
	says(PROTO, "persons 2 low 0 unreadable 20 protobuf\n", NULL);
}
END_TEST

START_TEST(each_frame_is_a_message)
{
	struct buf *b = inner();
	proto_put_number(b, 1, UINT64_C(15905285596));
	grpc_put(&message, 0, buf_span(b));
	grpc_put(&message, 0, SPAN_NONE);
	buf_clear(b);
	proto_put_number(b, 1, UINT64_C(16754259874));
	grpc_put(&message, 0, buf_span(b));
	says(GRPC, "persons 2 low 0 unreadable 0 -\n", NULL);
	says("application/grpc-web+proto", "persons 2 low", NULL);
	says("application/connect+proto", "persons 2 low", NULL);
	drop(b);
}
END_TEST

START_TEST(a_frame_may_be_compressed)
{
	struct buf *b = inner();
	uint8_t zipped[128];
	uLongf n = sizeof(zipped);
	proto_put_number(b, 1, UINT64_C(15905285596));
	ck_assert_int_eq(compress(zipped, &n, b->p, b->n), Z_OK);
	grpc_put(&message, 1, span_of(zipped, n));
	says(GRPC, "persons 1 low 0 unreadable 0 -\n", NULL);
	/* A coding that nobody knows. */
	grpc_put(&message, 1, SPAN("\x01\x02\x03\x04\x05"));
	says(GRPC, "persons 1 low 0 unreadable 2 grpc-encoding\n", NULL);
	drop(b);
}
END_TEST

START_TEST(frames_of_json_and_trailers_are_read)
{
	grpc_put(&message, 0, SPAN("{\"phone\":\"15905285596\"}"));
	grpc_put(&message, 0x80, SPAN("grpc-status: 0\r\nx: a@example.com"));
	says("application/grpc+json", "persons 2 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(frames_in_base64_are_read)
{
	/* Two messages with a telephone number each, padded each. */
	proto_put(&message, SPAN("AAAAAAYI3MudoDs=AAAAAAYIou+GtT4="));
	says("application/grpc-web-text+proto",
	     "persons 2 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_frame_cut_short_is_broken)
{
	struct buf *b = inner();
	proto_put_number(b, 1, UINT64_C(15905285596));
	grpc_put(&message, 0, buf_span(b));
	grpc_put(&message, 0, buf_span(b));
	message.n -= 4;
	says(GRPC, "unreadable 20 ", NULL);
	message.n = message.n - 7 + 3;
	says(GRPC, "persons 1 low 0 unreadable 20 grpc\n", NULL);
	drop(b);
}
END_TEST

START_TEST(messages_nest_without_end_in_bounded_memory)
{
	struct buf *b = inner();
	proto_put_number(b, 1, UINT64_C(15905285596));
	for (unsigned i = 0; i < 150; i++) {
		struct buf *around = inner();
		proto_put_number(around, 1, 1);
		put_message(around, 2, b);
		b = around;
	}
	put_message(&message, 1, b);
	says(PROTO, "unreadable 10 depth\n", NULL);
}
END_TEST

int
main(void)
{
	SUITE("protobuf");
	tcase_add_checked_fixture(case_, begin, end);
	CASE(strings_are_values_of_one_record);
	CASE(numbers_are_values);
	CASE(packed_numbers_are_values);
	CASE(other_numbers_are_none);
	CASE(a_message_in_it_is_a_member);
	CASE(messages_that_repeat_are_persons_each);
	CASE(the_name_of_an_entry_is_a_label);
	CASE(a_struct_is_read_like_json);
	CASE(a_header_that_can_be_printed_is_no_text);
	CASE(json_in_a_string_is_json);
	CASE(a_long_string_is_read_as_it_comes);
	CASE(a_long_message_is_read_as_it_comes);
	CASE(bytes_are_a_layer_of_their_own);
	CASE(a_known_format_in_bytes_is_named);
	CASE(a_digest_is_no_unread_content);
	CASE(a_message_that_says_nothing_of_its_type_is_known);
	CASE(other_bytes_are_no_message);
	CASE(what_says_it_is_a_message_and_is_none_is_read);
	CASE(a_message_cut_short_is_broken);
	CASE(each_frame_is_a_message);
	CASE(a_frame_may_be_compressed);
	CASE(frames_of_json_and_trailers_are_read);
	CASE(frames_in_base64_are_read);
	CASE(a_frame_cut_short_is_broken);
	CASE(messages_nest_without_end_in_bounded_memory);
	return SUITE_RUN();
}
