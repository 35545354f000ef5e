/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouan-pdf: opens PDF documents for the gateway, which alone starts it. A
 * programme of its own because poppler is under the GPL, which what links it
 * follows; the gateway does not.
 */
#include "extract/pdf.h"
#include "extract/template.h"

int
main(void)
{
	static const struct opener opener = {
		.name = "kouan-pdf",
		/* How East Asian fonts name their characters. */
		.readable = "/usr/share/poppler",
		.rehearse = pdf_rehearse,
		.open = pdf_open,
	};
	return template_main(&opener);
}
