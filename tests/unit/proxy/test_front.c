/* SPDX-License-Identifier: Apache-2.0 */
/* The front door: who is let in, which names, and how a refusal reads. */
#include "house.h"

#include <crypt.h>
#include <openssl/evp.h>
#include <sys/socket.h>

static struct house house;
static struct house *h = &house;

static void
open_with(const char *sources)
{
	char text[2048];
	snprintf(text, sizeof(text),
		 "sources = ( %s );\n"
		 "defaults = { plain_http = \"log\"; strict_register = true; "
		 "};\n"
		 "limits = { source = { names_per_minute = 3; "
		 "connections = 2; }; };\n",
		 sources);
	house_open(h, text);
}

static void
open_with_user(void)
{
	char text[512];
	const char *hash = crypt("Secret:1", "$5$rounds=1000$saltsalt$");
	ck_assert_ptr_nonnull(hash);
	snprintf(text, sizeof(text),
		 "{ id = \"etl\"; user = \"etl\"; password_hash = \"%s\"; }",
		 hash);
	open_with(text);
}

/* The head of the answer to one request, and the end. */
static char *
ask(const char *fields)
{
	int c = client_open(h);
	send_text(c,
		  "CONNECT free.test:80 HTTP/1.1\r\nHost: free.test:80\r\n"
		  "%s\r\n",
		  fields);
	char *head = read_until(c, "\r\n\r\n");
	close(c);
	house_await_idle(h);
	return head;
}

static const struct {
	const char *credentials; /* NULL: none; "=": sent as they are */
	const char *status;
} logins[] = {
	{"etl:Secret:1", "200"},
	{NULL, "407"},
	{"etl:secret:1", "407"},
	{"etl:", "407"},
	{"etl", "407"},
	{"", "407"},
	{"other:Secret:1", "407"},
	{"=====", "407"},
	{"=ZXRsOlNlY3JldDox====", "407"},
	{"=ZXRs*lNlY3JldDox", "407"},
	{"================================================================"
	 "================================================================",
	 "407"},
};

START_TEST(credentials_are_asked_for_and_checked)
{
	char fields[512] = "", code[300];
	const char *plain = logins[_i].credentials;
	open_with_user();
	if (plain != NULL && plain[0] == '=')
		strcpy(code, plain + 1);
	else if (plain != NULL)
		EVP_EncodeBlock((uint8_t *)code, (const uint8_t *)plain,
				(int)strlen(plain));
	if (plain != NULL)
		snprintf(fields, sizeof(fields),
			 "Proxy-Authorization: Basic %s\r\n", code);
	for (int again = 0; again < 2; again++) {
		char *head = ask(fields);
		ck_assert_msg(strncmp(head + 9, logins[_i].status, 3) == 0,
			      "%s", head);
		ck_assert_int_eq(strstr(head, "Proxy-Authenticate: Basic") !=
					 NULL,
				 logins[_i].status[0] == '4');
		free(head);
	}
	house_close(h);
}
END_TEST

START_TEST(a_network_is_a_source_and_another_is_not)
{
	static const char *const networks[] = {"127.0.0.0/8", "10.0.0.0/8"};
	char text[128];
	snprintf(text, sizeof(text), "{ id = \"lab\"; networks = [ \"%s\" ]; }",
		 networks[_i]);
	open_with(text);
	char *head = ask("");
	ck_assert_int_eq(strncmp(head + 9, _i == 0 ? "200" : "403", 3), 0);
	ck_assert_int_eq(strstr(head, "SOURCE_UNKNOWN") != NULL, _i == 1);
	free(head);
	house_close(h);
}
END_TEST

#define LAB "{ id = \"lab\"; networks = [ \"127.0.0.0/8\" ]; }"

START_TEST(a_source_has_so_many_connections_and_gets_them_back)
{
	static const char connect[] = "CONNECT free.test:80 HTTP/1.1\r\n"
				      "Host: free.test:80\r\n\r\n";
	int c[3];
	char *head;
	open_with(LAB);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 3; i++) {
			c[i] = client_open(h);
			send_text(c[i], connect);
			head = read_until(c[i], "\r\n\r\n");
			ck_assert_msg(strncmp(head + 9, i < 2 ? "200" : "503",
					      3) == 0,
				      "%s", head);
			free(head);
		}
		for (int i = 0; i < 3; i++)
			close(c[i]);
		house_await_idle(h);
	}
	house_close(h);
}
END_TEST

/* What comes inside the tunnel to a host that was connected to. */
static char *
ask_inside(const char *host)
{
	int c = client_open(h);
	send_text(c, "CONNECT %s:80 HTTP/1.1\r\nHost: %s:80\r\n\r\n", host,
		  host);
	free(read_until(c, "\r\n\r\n"));
	send_text(c, "GET /the-page HTTP/1.1\r\nHost: %s\r\n\r\n", host);
	char *head = read_until(c, "\r\n\r\n");
	close(c);
	house_await_idle(h);
	return head;
}

static const struct {
	const char *host, *status;
} names[] = {
	{"ordinary.test", "451"}, /* strict_register: not looked up */
	{"13812345678.test", "403"},
	{"k7qzx2m9v4w1b8n3c6l5p0t2r7y4u1i9.test", "403"},
	{"d41d8cd98f00b204e9800998ecf8427e.test", "403"},
	{"this-is-a-long-but-ordinary-label-of-words.test", "451"},
	{"production-static-assets-bucket-2026.test", "451"},
};

START_TEST(names_are_read_before_they_are_looked_up)
{
	open_with(LAB);
	char *head = ask_inside(names[_i].host);
	ck_assert_msg(strncmp(head + 9, names[_i].status, 3) == 0, "%s", head);
	free(head);
	house_close(h);
}
END_TEST

START_TEST(new_names_run_out)
{
	open_with(LAB);
	for (int i = 0; i < 5; i++) {
		char name[16];
		snprintf(name, sizeof(name), "n%d.test", i % 4);
		char *head = ask_inside(name);
		bool refused = i % 4 == 3;
		ck_assert_msg(strncmp(head + 9, refused ? "403" : "451", 3) ==
				      0,
			      "%d: %s", i, head);
		free(head);
	}
	house_close(h);
}
END_TEST

START_TEST(another_host_than_connected_to_is_421)
{
	open_with(LAB);
	int c = client_open(h);
	send_text(c, "CONNECT one.test:80 HTTP/1.1\r\nHost: one.test:80\r\n\r\n"
		     "GET / HTTP/1.1\r\nHost: two.test\r\nA: bcdefgh\r\n\r\n");
	free(read_until(c, "\r\n\r\n"));
	char *head = read_until(c, "\r\n\r\n");
	ck_assert_int_eq(strncmp(head + 9, "421", 3), 0);
	free(head);
	close(c);
	house_await_idle(h);
	house_close(h);
}
END_TEST

static const struct {
	const char *method, *fields, *type, *first;
} tastes[] = {
	{"GET", "", "application/problem+json", "{\"type\""},
	{"GET", "Accept: text/html\r\n", "text/html",
	 "<!doctype html><html lang=\"en\">"},
	{"GET", "Accept: text/html,*/*\r\nAccept-Language: zh-CN\r\n",
	 "text/html", "<!doctype html><html lang=\"zh\">"},
	{"HEAD", "", "application/problem+json", ""},
};

START_TEST(a_refusal_speaks_as_the_client_likes_and_repeats_nothing)
{
	open_with(LAB);
	int c = client_open(h);
	send_text(c,
		  "%s http://n.test/a?who=11010519491231002X HTTP/1.1\r\n"
		  "Host: n.test\r\nConnection: close\r\n%s\r\n",
		  tastes[_i].method, tastes[_i].fields);
	shutdown(c, SHUT_WR);
	char *answer = read_to_end(c, NULL);
	ck_assert_msg(strncmp(answer, "HTTP/1.1 451 ", 13) == 0, "%s", answer);
	ck_assert_ptr_nonnull(strstr(answer, tastes[_i].type));
	ck_assert_ptr_nonnull(strstr(answer, "Proxy-Status: kouan; "
					     "error=http_request_denied; "
					     "details=\"RECIPIENT_UNLISTED; "
					     "event="));
	ck_assert_ptr_nonnull(strstr(answer, "rel=\"blocked-by\""));
	ck_assert_ptr_null(strstr(answer, "11010519491231002X"));
	const char *body = strstr(answer, "\r\n\r\n");
	ck_assert_ptr_nonnull(body);
	ck_assert_int_eq(
		strncmp(body + 4, tastes[_i].first, strlen(tastes[_i].first)),
		0);
	ck_assert_int_eq(body[4] == 0, tastes[_i].first[0] == 0);
	free(answer);
	close(c);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(our_own_pages_are_served_to_anybody)
{
	static const char *const pages[] = {"/setup", "/proxy.pac", "/nothing"};
	open_with("{ id = \"far\"; networks = [ \"10.0.0.0/8\" ]; }");
	int c = client_open(h);
	send_text(c, "GET %s HTTP/1.1\r\nHost: gate.test:3128\r\n\r\n",
		  pages[_i]);
	shutdown(c, SHUT_WR);
	char *answer = read_to_end(c, NULL);
	ck_assert_int_eq(strncmp(answer + 9, _i < 2 ? "200" : "404", 3), 0);
	ck_assert_int_eq(strstr(answer, "gate.test:3128") != NULL, _i < 2);
	free(answer);
	close(c);
	house_await_idle(h);
	house_close(h);
}
END_TEST

int
main(void)
{
	SUITE("front");
	CASE_ROWS(credentials_are_asked_for_and_checked, N_ROWS(logins));
	CASE_ROWS(a_network_is_a_source_and_another_is_not, 2);
	CASE(a_source_has_so_many_connections_and_gets_them_back);
	CASE_ROWS(names_are_read_before_they_are_looked_up, N_ROWS(names));
	CASE(new_names_run_out);
	CASE(another_host_than_connected_to_is_421);
	CASE_ROWS(a_refusal_speaks_as_the_client_likes_and_repeats_nothing,
		  N_ROWS(tastes));
	CASE_ROWS(our_own_pages_are_served_to_anybody, 3);
	return SUITE_RUN();
}
