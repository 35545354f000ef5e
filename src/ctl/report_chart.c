/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Charts: counts over the days of a window against their thresholds, and
 * stacked bars. Drawn in units of the view box, so that they print as sharp as
 * text; told apart by pattern of line as well as by colour.
 */
#include "ctl/report_html.h"

#include "base/clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define WIDTH 760.0
#define LEFT 70.0
#define RIGHT 16.0
#define TOP 14.0
#define HEIGHT 200.0 /* of the field of a line chart */
#define BAR 22.0
#define BAR_LEFT 150.0

static const char *const colours[SERIES_MAX] = {"#1d4e79", "#b5541c", "#8a94a0",
						"#4f7a4a"};

static const char *
text_of(char buf[32], double number)
{
	snprintf(buf, 32, "%.1f", number);
	return buf;
}

static void
label(struct html *h, double x, double y, const char *anchor, const char *class,
      const char *text)
{
	char at_x[32], at_y[32];
	html_open(h, "text", "x", text_of(at_x, x), "y", text_of(at_y, y),
		  "text-anchor", anchor, "class", class, HTML_END);
	html_text(h, text);
	html_close(h);
}

static void
line(struct html *h, double x1, double y1, double x2, double y2,
     const char *class)
{
	char a[32], b[32], c[32], d[32];
	html_single(h, "line", "x1", text_of(a, x1), "y1", text_of(b, y1), "x2",
		    text_of(c, x2), "y2", text_of(d, y2), "class", class,
		    HTML_END);
}

/* 1, 2 or 5 times a power of ten, so that about five of it make `most`. */
static double
step_of(double most)
{
	double step = pow(10, floor(log10(most / 5)));
	if (most / step > 25)
		step *= 5;
	else if (most / step > 10)
		step *= 2;
	return step < 1 ? 1 : step;
}

/* What the field must hold: the counts, and the first threshold above. */
static double
highest_of(const struct chart *c)
{
	double most = 0, next = 0;
	for (size_t i = 0; i < c->n_series; i++)
		for (size_t k = 0; k < c->series[i].n; k++)
			most = fmax(most, c->series[i].points[k].y);
	for (size_t i = 0; i < c->n_limits; i++)
		if (c->limits[i].y > most &&
		    (next == 0 || c->limits[i].y < next))
			next = c->limits[i].y;
	return fmax(fmax(most, next) * 1.08, 10);
}

static double
x_of(const struct chart *c, int64_t day)
{
	double share = (double)(day - c->from) / (double)(c->to - c->from + 1);
	return LEFT + fmin(fmax(share, 0), 1) * (WIDTH - LEFT - RIGHT);
}

static double
y_of(double y, double most)
{
	return TOP + HEIGHT * (1 - y / most);
}

static void
grid(struct html *h, const struct chart *c, double most)
{
	char text[REPORT_NUMBER];
	double step = step_of(most);
	for (double y = 0; y <= most; y += step) {
		line(h, LEFT, y_of(y, most), WIDTH - RIGHT, y_of(y, most),
		     y > 0 ? "grid" : "axis");
		label(h, LEFT - 6, y_of(y, most) + 4, "end", "tick",
		      report_number(y, text));
	}
	struct civil first = civil_from_days(c->from);
	for (int i = 0; i < 14; i++) {
		struct civil month = {first.year + (first.month - 1 + i) / 12,
				      (first.month - 1 + i) % 12 + 1, 1};
		int64_t day = civil_to_days(month);
		if (day < c->from || day > c->to)
			continue;
		snprintf(text, sizeof(text), "%d-%02d", month.year,
			 month.month);
		line(h, x_of(c, day), TOP + HEIGHT, x_of(c, day),
		     TOP + HEIGHT + 5, "axis");
		if (i % 2 == 0)
			label(h, x_of(c, day), TOP + HEIGHT + 18, "start",
			      "tick", text);
	}
}

/* A count stands until the next one is known. */
static void
steps(struct html *h, const struct chart *c, const struct series *s,
      double most, const char *colour)
{
	struct buf path;
	buf_init(&path, 1 << 20);
	for (size_t i = 0; i < s->n; i++) {
		double x = x_of(c, s->points[i].x),
		       y = y_of(s->points[i].y, most);
		int rc = i == 0 ? buf_printf(&path, "M%.1f %.1f", x, y)
				: buf_printf(&path, "H%.1fV%.1f", x, y);
		if (rc < 0)
			break;
	}
	if (s->n > 0 && buf_byte(&path, 0) == 0)
		html_single(h, "path", "d", (const char *)path.p, "class",
			    "line", "stroke", colour, HTML_END);
	buf_fini(&path);
	if (s->n > 0) {
		char x[32], y[32], text[REPORT_NUMBER];
		const struct point *last = &s->points[s->n - 1];
		double at = x_of(c, last->x);
		html_single(h, "circle", "cx", text_of(x, at), "cy",
			    text_of(y, y_of(last->y, most)), "r", "3.2", "fill",
			    colour, HTML_END);
		label(h, at > WIDTH - 120 ? at - 7 : at + 7,
		      y_of(last->y, most) - 7,
		      at > WIDTH - 120 ? "end" : "start", "value",
		      report_number(last->y, text));
	}
}

static void
thresholds(struct html *h, const struct chart *c, double most,
	   enum report_language language)
{
	char number[REPORT_NUMBER], article[160], text[256];
	for (size_t i = 0; i < c->n_limits; i++) {
		double y = y_of(c->limits[i].y, most);
		if (c->limits[i].y > most)
			continue;
		line(h, LEFT, y, WIDTH - RIGHT, y, "limit");
		snprintf(text, sizeof(text), "%s · %s",
			 report_number(c->limits[i].y, number),
			 report_article(c->limits[i].label, language, article,
					sizeof(article)));
		label(h, LEFT + 6, y - 4, "start", "limit-text", text);
	}
}

static void
begin(struct html *h, const struct chart *c, double height,
      enum report_language language)
{
	char box[64];
	snprintf(box, sizeof(box), "0 0 %.0f %.0f", WIDTH, height);
	html_open(h, "figure", HTML_END);
	html_put(h, "figcaption", NULL, c->title.in[language]);
	html_open(h, "svg", "viewBox", box, "role", "img", "aria-label",
		  c->title.in[language], HTML_END);
}

static void
draw_lines(struct html *h, const struct chart *c, enum report_language language)
{
	double most = highest_of(c);
	begin(h, c, TOP + HEIGHT + 26, language);
	grid(h, c, most);
	thresholds(h, c, most, language);
	for (size_t i = 0; i < c->n_series; i++)
		steps(h, c, &c->series[i], most, colours[i]);
	html_close(h);
	html_close(h);
}

static double
total_of(const struct chart *c, size_t i)
{
	double total = 0;
	for (size_t k = 0; k < c->n_series; k++)
		total += c->series[k].points[i].y;
	return total;
}

static void
draw_bar(struct html *h, const struct chart *c, size_t i, double most)
{
	char x[32], y[32], w[32], thick[32], text[REPORT_NUMBER];
	double at = BAR_LEFT, top = TOP + (double)i * BAR + 3;
	double room = WIDTH - BAR_LEFT - 90;
	char name[64];
	span_copy(span_str(c->series[0].points[i].label), name, 23);
	label(h, BAR_LEFT - 8, top + 12, "end", "tick", name);
	for (size_t k = 0; k < c->n_series; k++) {
		double wide = c->series[k].points[i].y / most * room;
		if (wide <= 0)
			continue;
		html_single(h, "rect", "x", text_of(x, at), "y",
			    text_of(y, top), "width", text_of(w, wide),
			    "height", text_of(thick, BAR - 7), "fill",
			    colours[k], HTML_END);
		at += wide;
	}
	label(h, at + 6, top + 12, "start", "value",
	      report_number(total_of(c, i), text));
}

static void
legend(struct html *h, const struct chart *c, double y,
       enum report_language language)
{
	char at_x[32], at_y[32];
	double x = LEFT;
	for (size_t k = 0; k < c->n_series; k++, x += 230) {
		html_single(h, "rect", "x", text_of(at_x, x), "y",
			    text_of(at_y, y - 9), "width", "10", "height", "10",
			    "fill", colours[k], HTML_END);
		label(h, x + 15, y, "start", "tick",
		      c->series[k].title.in[language]);
	}
}

static void
draw_bars(struct html *h, const struct chart *c, enum report_language language)
{
	size_t n = c->n_series > 0 ? c->series[0].n : 0;
	double most = 1, bottom = TOP + (double)n * BAR;
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		most = fmax(most, total_of(c, i));
	begin(h, c, bottom + 24, language);
	for (size_t i = 0; i < n; i++)
		draw_bar(h, c, i, most);
	line(h, BAR_LEFT, TOP, BAR_LEFT, bottom, "axis");
	legend(h, c, bottom + 18, language);
	html_close(h);
	html_close(h);
}

void
report_chart(struct html *h, const struct chart *c,
	     enum report_language language)
{
	(c->bars ? draw_bars : draw_lines)(h, c, language);
}
