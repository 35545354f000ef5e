/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of persons in Latin letters: told by what they are not, and where the
 * field's name leaves doubt, by a given name or a Chinese surname that is
 * known. Pure, any thread.
 */
#include "inspect/valid_kit.h"

/* The lists are filled, not aligned. */
/* clang-format off */

/* Words that are in no person's name, in order. */
static const char *const not_words[] = {
	"account", "accounts", "active", "admin", "administrator", "alert",
	"analysis", "analytics", "anonymous", "api", "app", "application",
	"archive", "area", "array", "article", "asset", "audit", "auth",
	"authentication", "auto", "backup", "balance", "balancer", "bank",
	"base", "basic", "batch", "beta", "blog", "board", "body", "book",
	"bot", "branch", "brand", "browser", "bucket", "budget", "build",
	"button", "cache", "calendar", "campaign", "card", "catalog",
	"category", "center", "centre", "channel", "chart", "check", "city",
	"class", "client", "cloud", "cluster", "co", "code", "collection",
	"college", "color", "column", "comment", "commerce", "company",
	"computer", "config", "configuration", "connection", "console",
	"consulting", "contact", "container", "content", "control", "corp",
	"corporation", "count", "country", "course", "crash", "credit",
	"custom", "customer", "daily", "dashboard", "data", "database",
	"date", "day", "default", "delete", "demo", "department", "deploy",
	"design", "desktop", "detail", "details", "dev", "developer",
	"development", "device", "digital", "direct", "directory", "disabled",
	"discount", "disk", "document", "domain", "download", "draft",
	"driver", "edition", "editor", "education", "email", "enabled",
	"energy", "engine", "engineering", "enterprise", "entry",
	"environment", "error", "event", "example", "export", "failed",
	"false", "feature", "feedback", "field", "file", "filter", "finance",
	"fix", "folder", "food", "form", "format", "foundation", "free",
	"full", "function", "gateway", "general", "generator", "global",
	"gmbh", "group", "guest", "guide", "handler", "health", "help",
	"history", "home", "hospital", "hotel", "html", "http", "id", "image",
	"import", "inactive", "inc", "index", "industries", "info",
	"information", "input", "insert", "insurance", "interface",
	"internal", "international", "internet", "invalid", "inventory",
	"issue", "item", "job", "json", "key", "lab", "label", "labs",
	"language", "layer", "layout", "level", "library", "license", "limit",
	"limited", "link", "list", "live", "llc", "load", "local", "location",
	"log", "logger", "login", "logistics", "ltd", "mail", "main",
	"maintenance", "management", "manager", "map", "market", "marketing",
	"master", "media", "memory", "menu", "message", "metrics",
	"migration", "mobile", "mode", "model", "module", "monitor", "month",
	"monthly", "name", "national", "network", "news", "node", "none",
	"normal", "not", "notification", "null", "number", "object", "office",
	"offline", "ok", "online", "open", "operation", "option", "order",
	"organization", "other", "output", "owner", "package", "page",
	"panel", "parser", "partner", "password", "path", "payment",
	"pending", "performance", "period", "phone", "pipeline", "plan",
	"platform", "plugin", "policy", "pool", "portal", "post", "power",
	"premium", "price", "primary", "print", "private", "pro", "process",
	"product", "production", "profile", "program", "project", "property",
	"provider", "proxy", "public", "query", "queue", "rate", "read",
	"record", "redirect", "refresh", "region", "register", "release",
	"remote", "report", "repository", "request", "reset", "resource",
	"response", "restaurant", "result", "review", "role", "root",
	"router", "rule", "sales", "sample", "scheduler", "school", "score",
	"screen", "script", "search", "secondary", "security", "select",
	"sensor", "server", "service", "services", "session", "setting",
	"settings", "setup", "shipping", "shop", "sign", "simple", "site",
	"size", "smart", "software", "solutions", "source", "special",
	"sports", "staging", "standard", "start", "state", "station",
	"status", "stock", "storage", "store", "stream", "string", "studio",
	"style", "submit", "success", "summary", "super", "supply", "support",
	"switch", "sync", "system", "systems", "table", "tag", "target",
	"task", "team", "tech", "technologies", "technology", "template",
	"temporary", "terms", "test", "testing", "text", "theme", "thread",
	"ticket", "time", "title", "token", "tool", "tools", "total",
	"tracking", "trade", "traffic", "training", "transfer", "travel",
	"true", "type", "undefined", "unit", "university", "unknown",
	"update", "upload", "url", "user", "users", "utility", "validation",
	"value", "version", "video", "view", "virtual", "warehouse",
	"warning", "web", "website", "week", "weekly", "widget", "window",
	"windows", "work", "worker", "workflow", "workspace", "world", "year",
	"yes", "zone",
};

/* Given names that are common, and Chinese surnames in Latin letters. */
static const char *const known_words[] = {
	"aaron", "adam", "adrian", "ahmed", "aisha", "alan", "albert",
	"alejandro", "alex", "alexander", "alexandra", "alexis", "ali",
	"alice", "alicia", "alison", "allison", "amanda", "amber", "amelia",
	"amy", "ana", "andrea", "andreas", "andrew", "angel", "angela", "ann",
	"anna", "anne", "annie", "anthony", "antonio", "aria", "arjun",
	"arthur", "ashley", "barbara", "beatriz", "ben", "benjamin",
	"bernard", "beth", "betty", "beverly", "bill", "billy", "bob",
	"bobby", "brad", "bradley", "brandon", "brenda", "brian", "brittany",
	"bruce", "bruno", "bryan", "cai", "camila", "cao", "carl", "carla",
	"carlos", "carmen", "carol", "caroline", "carolyn", "catherine",
	"charles", "charlie", "charlotte", "chen", "cheryl", "chloe", "chris",
	"christian", "christina", "christine", "christopher", "cindy",
	"claire", "clara", "claudia", "colin", "connor", "craig", "cristina",
	"crystal", "cui", "cynthia", "dai", "daniel", "daniela", "danielle",
	"david", "dawn", "deborah", "debra", "deng", "denise", "dennis",
	"diana", "diane", "diego", "ding", "dmitry", "donald", "dong",
	"donna", "doris", "dorothy", "douglas", "du", "duan", "dylan",
	"edward", "eileen", "eleanor", "elena", "elijah", "elizabeth", "ella",
	"ellen", "emily", "emma", "eric", "erik", "erin", "ethan", "eva",
	"evan", "evelyn", "fatima", "felix", "feng", "fernando", "fiona",
	"florian", "frances", "francesca", "francesco", "francis", "frank",
	"fred", "frederick", "fu", "gabriel", "gabriela", "gao", "gary",
	"george", "gerald", "giovanni", "giulia", "gloria", "gordon", "grace",
	"greg", "gregory", "guo", "han", "hannah", "hans", "hao", "harold",
	"harry", "hassan", "he", "heather", "heidi", "helen", "helena",
	"henry", "hou", "howard", "hu", "huang", "hugo", "ian", "ibrahim",
	"ingrid", "irene", "isaac", "isabel", "isabella", "ivan", "jack",
	"jackson", "jacob", "jacqueline", "jade", "jake", "james", "jamie",
	"jan", "jane", "janet", "janice", "jason", "javier", "jean", "jeff",
	"jeffrey", "jennifer", "jeremy", "jerry", "jesse", "jessica", "jia",
	"jiang", "jill", "jim", "jin", "joan", "joanna", "joe", "joel",
	"johanna", "john", "johnny", "jon", "jonathan", "jordan", "jorge",
	"jose", "joseph", "joshua", "joyce", "juan", "juana", "judith",
	"judy", "julia", "julian", "julie", "justin", "karen", "karl", "kate",
	"katherine", "kathleen", "kathryn", "katie", "kayla", "keith",
	"kelly", "ken", "kenneth", "kevin", "kim", "kimberly", "klaus",
	"kong", "kumar", "kyle", "lara", "larry", "laura", "lauren",
	"lawrence", "leah", "lee", "leo", "leon", "leonardo", "li", "liam",
	"liang", "liao", "lily", "lin", "linda", "lisa", "liu", "logan",
	"lori", "louis", "louise", "lu", "luca", "lucas", "lucia", "lucy",
	"luis", "luke", "luo", "lv", "lydia", "ma", "madison", "manuel",
	"marc", "marcel", "marco", "marcus", "margaret", "maria", "marie",
	"marilyn", "mario", "mark", "markus", "marta", "martha", "martin",
	"martina", "mary", "mason", "matteo", "matthew", "maya", "megan",
	"melanie", "melissa", "meng", "mia", "michael", "michelle", "miguel",
	"mike", "mila", "mohamed", "mohammed", "monica", "nancy", "naomi",
	"natalia", "natalie", "natasha", "nathan", "neil", "nicholas", "nick",
	"nicola", "nicole", "nina", "noah", "nora", "norma", "olga", "oliver",
	"olivia", "omar", "oscar", "pablo", "pamela", "pan", "patricia",
	"patrick", "paul", "paula", "pedro", "peng", "peter", "philip",
	"phillip", "phyllis", "pierre", "priya", "qian", "qin", "qiu",
	"rachel", "rafael", "rahul", "raj", "ralph", "ramon", "randy", "ravi",
	"raymond", "rebecca", "ren", "ricardo", "richard", "rita", "robert",
	"roberto", "robin", "roger", "roland", "ronald", "rosa", "rose",
	"roy", "ruby", "russell", "ruth", "ryan", "sabrina", "sally", "sam",
	"samantha", "samuel", "sandra", "sanjay", "sara", "sarah", "scott",
	"sean", "sebastian", "sergei", "sergio", "shao", "sharon", "shen",
	"shi", "shirley", "silvia", "simon", "simone", "sofia", "song",
	"sonia", "sophia", "sophie", "stefan", "stephanie", "stephen",
	"steve", "steven", "stuart", "su", "sun", "sunil", "susan", "suzanne",
	"sven", "svetlana", "tamara", "tan", "tang", "tanya", "tara",
	"taylor", "teresa", "terry", "theresa", "thomas", "tian", "tiffany",
	"tim", "timothy", "tina", "todd", "tom", "tommy", "tony", "tyler",
	"valentina", "vanessa", "vera", "veronica", "victor", "victoria",
	"viktor", "vincent", "virginia", "vladimir", "walter", "wan", "wang",
	"wayne", "wei", "wendy", "william", "wolfgang", "wu", "xiao", "xie",
	"xiong", "xu", "xue", "yan", "yang", "yao", "yasmin", "ye", "yin",
	"yu", "yuan", "yuki", "yusuf", "zachary", "zeng", "zhang", "zhao",
	"zheng", "zhong", "zhou", "zhu", "zoe",
};

/* clang-format on */

/* Whether a word in lower case is in a list. */
static bool
word_listed(const char *const *list, size_t n, const char *word)
{
	size_t from = 0, until = n;
	while (from < until) {
		size_t middle = from + (until - from) / 2;
		int order = strcmp(word, list[middle]);
		if (order == 0)
			return true;
		if (order < 0)
			until = middle;
		else
			from = middle + 1;
	}
	return false;
}

#define WORDS_MAX 6
#define WORD_MAX 32

/* The words of a name in lower case. 0 if they are too many or too long. */
static size_t
split_words(struct span name, char words[WORDS_MAX][WORD_MAX])
{
	size_t n = 0, at = 0;
	for (size_t i = 0; i <= name.n; i++) {
		bool gap = i == name.n || name.p[i] == ' ' || name.p[i] == ',';
		if (gap && at > 0) {
			words[n++][at] = '\0';
			at = 0;
		} else if (!gap) {
			if (n == WORDS_MAX || at + 1 == WORD_MAX)
				return 0;
			words[n][at++] = ascii_lower((char)name.p[i]);
		}
	}
	return n;
}

static bool
valid_latin(struct span match, bool listed, struct canonical *ret)
{
	char words[WORDS_MAX][WORD_MAX];
	bool known = false;
	size_t n = split_words(match, words), letters = 0;
	if (n == 0 || (listed && n < 2))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (word_listed(not_words,
				sizeof(not_words) / sizeof(not_words[0]),
				words[i]))
			return false;
		known |= (i == 0 || i + 1 == n) &&
			 word_listed(known_words,
				     sizeof(known_words) /
					     sizeof(known_words[0]),
				     words[i]);
		letters += strlen(words[i]);
	}
	if ((listed && !known) || letters < 2)
		return false;
	ret->n = 0;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			ret->text[ret->n++] = ' ';
		size_t size = strlen(words[i]);
		memcpy(ret->text + ret->n, words[i], size);
		ret->n += size;
	}
	return true;
}

/* Where the field's name leaves no doubt. */
static bool
valid_latin_name(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	return valid_latin(match, false, ret);
}

/* Where it may be anything's name: one of its words must be known. */
static bool
valid_latin_name_listed(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	return valid_latin(match, true, ret);
}

const struct validator_row valid_latin_rows[] = {
	{"latin-name", valid_latin_name},
	{"latin-name-listed", valid_latin_name_listed},
	{NULL, NULL},
};
