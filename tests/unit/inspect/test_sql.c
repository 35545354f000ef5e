/* SPDX-License-Identifier: Apache-2.0 */
/* SQL: dumps and statements. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

/* Each body is sent as plain text: what it is, it says itself. */
#define ROW(body, says, says_not)                                              \
	{                                                                      \
		"text/plain", "", INSPECT_BODY(body), says, says_not           \
	}

static const struct inspect_row rows[] = {
	/* Each tuple is a record. */
	ROW("INSERT INTO `u` (`id`,`phone`,`mail`) VALUES "
	    "(1,'15905285596','a.b@example.com'),(2,'16754259874',NULL);\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("insert into u values (1, 15905285596), (2, 16754259874)",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	/* Columns are named by the statement, by the table, or not at all. */
	ROW("INSERT INTO u (no, passport) VALUES (1, 'E44357705');\n",
	    "cn-passport", NULL),
	ROW("INSERT INTO u (no, part) VALUES (1, 'E44357705');\n",
	    "persons 0 low 0 unreadable 0 -\n", NULL),
	ROW("CREATE TABLE IF NOT EXISTS `db`.`u` (\n  `no` int(11) NOT NULL "
	    "DEFAULT '0',\n  `passport` varchar(20),\n  PRIMARY KEY (`no`),\n"
	    "  KEY `k` (`passport`)\n) ENGINE=InnoDB COMMENT='x';\n"
	    "INSERT INTO `u` VALUES (1,'E44357705'),(2,'');\n",
	    "cn-passport", NULL),
	ROW("CREATE TABLE v (no int, passport text);\n"
	    "INSERT INTO u VALUES (1,'E44357705');\n",
	    "persons 0 low 0 unreadable 0 -\n", NULL),
	ROW("CREATE TABLE u (`c1` int COMMENT 'number', `c2` varchar(9) "
	    "COMMENT 'passport', `c3` int);\n"
	    "INSERT INTO u VALUES (1,'E44357705',3);\n",
	    "cn-passport", NULL),
	/* COPY: tabs, nulls, escapes, and the end. */
	ROW("COPY public.users (id, phone, note) FROM stdin;\n"
	    "1\t15905285596\ta\\tb\n2\t16754259874\t\\N\n\\.\n\n"
	    "INSERT INTO x (phone) VALUES ('16754259874');\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("COPY u (id, passport) FROM STDIN WITH (FORMAT text);\n"
	    "1\tE44357705\n\\.\n",
	    "cn-passport", NULL),
	ROW("CREATE TABLE public.u (\n    id integer NOT NULL,\n    passport "
	    "text\n);\nCOPY public.u FROM stdin;\n1\tE44357705\n",
	    "cn-passport", NULL),
	/* Quotes of every dialect. */
	ROW("INSERT INTO `u` VALUES ('it\\'s, (15905285596','x'),"
	    "('\\\\','16754259874');\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("INSERT INTO u VALUES ('it''s, (15905285596'),('C:\\'),"
	    "('16754259874');\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("INSERT INTO u VALUES ('it\\'s',15905285596),(1,16754259874);\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("SET IDENTITY_INSERT [dbo].[u] ON\nGO\n"
	    "INSERT [dbo].[u] ([no], [passport]) VALUES (1, N'E44357705', "
	    "CAST(N'2020-01-01' AS Date))\n"
	    "INSERT [dbo].[u] ([no], [phone]) VALUES (2, N'15905285596')\nGO\n",
	    "cn-passport", NULL),
	ROW("SET IDENTITY_INSERT [u] ON\n"
	    "INSERT [u] ([no], [phone]) VALUES (1, N'16754259874')\n"
	    "INSERT [u] ([no], [phone]) VALUES (2, N'15905285596')\nGO\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	/* Bytes as digits. */
	ROW("INSERT INTO u VALUES (1,0x3135393035323835353936),"
	    "(2,X'3136373534323539383734');\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("INSERT INTO u VALUES (1,0xff35393035323835353936),(2,0x31);\n",
	    "persons 0 low 0 unreadable 0 -\n", NULL),
	ROW("COPY u (a) FROM stdin;\n\\\\x3135393035323835353936\n\\.\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	/* Other statements, comments, what is broken. */
	ROW("UPDATE u SET name='x', passport = 'E44357705' WHERE id=7;\n"
	    "UPDATE u SET phone='15905285596' WHERE id=8;",
	    "cn-passport", NULL),
	ROW("SELECT * FROM u\nWHERE phone IN ('15905285596') AND id > 2",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("-- MySQL dump 10.13\n-- of 15905285596\n/* and\n16754259874 */\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("INSERT INTO u (passport, x) SELECT 'E44357705', 1 UNION ALL\n"
	    "SELECT '', 15905285596;",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("INSERT INTO u VALUES ('15905285596','never ends, 16754259874\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("INSERT INTO u SET phone='15905285596', `no`=-2.5e3;",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	/* Prose that begins like it. */
	ROW("Insert into the slot: 15905285596\nother 16754259874\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
};

START_TEST(sql_says_the_same_however_it_is_cut)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

/* A tuple with a value longer than any that is kept. */
START_TEST(a_long_literal_hides_nothing)
{
	struct buf body;
	buf_init(&body, 1 << 20);
	inspect_put(&body, "INSERT INTO u VALUES (1,'");
	for (int i = 0; i < 900; i++)
		inspect_put(&body, i % 2 == 0 ? "lorem ''ip''" : " \\n ipsum ");
	inspect_put(&body, " 15905285596 ','16754259874'),(2,0x");
	for (int i = 0; i < 9000; i++)
		inspect_put(&body, "3");
	inspect_put(&body, ");\n");
	struct inspect_row row = {"application/sql", "", buf_span(&body),
				  "persons 2 low 0 unreadable 0 -\n", NULL};
	ck_assert_int_eq(inspect_check(&row), 0);
	buf_fini(&body);
}
END_TEST

/* A table defined long ago is forgotten: its columns have no names then. */
START_TEST(definitions_are_bounded)
{
	struct buf body;
	struct inspect_case c = {"application/sql", "", "", NULL};
	struct buf out;
	buf_init(&body, 1 << 20);
	for (int i = 0; i < 70; i++)
		if (buf_printf(&body, "CREATE TABLE t%d (passport text);\n",
			       i) != 0)
			abort();
	inspect_put(&body, "INSERT INTO t69 VALUES ('E44357705');\n"
			   "INSERT INTO t0 VALUES ('E44357713');\n");
	const char *said = inspect_whole(&c, buf_span(&body), &out);
	ck_assert_ptr_nonnull(strstr(said, "persons 1 low 0"));
	buf_fini(&out);
	buf_fini(&body);
}
END_TEST

int
main(void)
{
	SUITE("sql");
	CASE_ROWS(sql_says_the_same_however_it_is_cut, N_ROWS(rows));
	CASE(a_long_literal_hides_nothing);
	CASE(definitions_are_bounded);
	return SUITE_RUN();
}
