# SPDX-License-Identifier: Apache-2.0
"""Archives and documents made by hand: each function takes lines or rows of
text and gives the bytes of a file. Rows are lists of cells; the first row
names the columns."""

import bz2
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from xml.sax.saxutils import escape

ROOT = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = (ROOT + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
         'content-types"><Default Extension="xml" '
         'ContentType="application/xml"/></Types>')


# ---- archives ----

def zip_of(members, method=zipfile.ZIP_DEFLATED, comment=b"", stream=False):
    """members: (name, content) pairs. stream: as one that cannot seek writes
    it, lengths behind the data."""
    out = io.BytesIO()
    if stream:
        out.seekable = lambda: False
        out.tell = lambda: (_ for _ in ()).throw(OSError())
    with zipfile.ZipFile(out, "w", method) as f:
        for name, content in members:
            f.writestr(zipfile.ZipInfo(name) if stream else name, content,
                       method)
        f.comment = comment
    return out.getvalue()


def zip_encrypted(members):
    """As zip_of, but all is said to be encrypted: nobody can read it."""
    data = bytearray(zip_of(members, zipfile.ZIP_STORED))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def zip_hidden(shown, hidden):
    """A zip whose directory does not name what stands before it."""
    first = zip_of([hidden], zipfile.ZIP_STORED)
    entry = first[:first.index(b"PK\1\2")]
    second = zip_of([shown], zipfile.ZIP_STORED)
    directory = second.index(b"PK\1\2")
    end = second.index(b"PK\5\6")
    central = bytearray(second[directory:end])
    central[42:46] = struct.pack("<I", len(entry))
    tail = bytearray(second[end:])
    tail[16:20] = struct.pack("<I", len(entry) + directory)
    return entry + second[:directory] + bytes(central) + bytes(tail)


def tar_of(members, link=None):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as f:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            f.addfile(info, io.BytesIO(content))
        if link:
            info = tarfile.TarInfo("link")
            info.type, info.linkname = tarfile.SYMTYPE, link
            f.addfile(info)
    return out.getvalue()


def cpio_of(members):
    out = b""
    for name, content in members + [("TRAILER!!!", b"")]:
        raw = name.encode() + b"\0"
        fields = (0, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0,
                  len(raw), 0)
        out += b"070701" + b"".join(b"%08x" % x for x in fields) + raw
        out += b"\0" * (-len(out) % 4) + content
        out += b"\0" * (-len(out) % 4)
    return out


def seven_zip_of(name, content):
    """A 7z of one stored file (7zFormat.txt)."""
    def number(n):
        assert n < 128
        return bytes([n])
    raw = (name + "\0").encode("utf-16-le")
    size = b"\x80" + struct.pack("<B", len(content) & 255) \
        if 128 <= len(content) < 256 else number(len(content))
    header = (b"\x01\x04\x06" + number(0) + number(1) + b"\x09" + size
              + b"\x00\x07\x0b" + number(1) + b"\x00" + number(1)
              + b"\x01\x00\x0c" + size + b"\x00\x08\x0a\x01"
              + struct.pack("<I", zlib.crc32(content)) + b"\x00\x00"
              + b"\x05" + number(1) + b"\x11" + number(len(raw) + 1)
              + b"\x00" + raw + b"\x00\x00")
    start = struct.pack("<QQI", len(content), len(header),
                        zlib.crc32(header))
    return (b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<I",
            zlib.crc32(start)) + start + content + header)


# ---- spreadsheets ----

def column(number):
    return chr(ord("A") + number)


def xlsx(rows, shared=True, numbers=(), more=(), comment=None):
    """numbers: columns whose values are stored as numbers with exponent."""
    strings, body = [], ""
    for r, row in enumerate(rows, 1):
        cells = ""
        for c, text in enumerate(row):
            place = "%s%d" % (column(c), r)
            if c in numbers and r > 1:
                cells += '<c r="%s"><v>%.10E</v></c>' % (place, int(text))
            elif shared:
                cells += '<c r="%s" t="s"><v>%d</v></c>' % (place,
                                                            len(strings))
                half = len(text) // 2
                strings.append("<si><r><t>%s</t></r><r><t>%s</t></r></si>" % (
                    escape(text[:half]), escape(text[half:])))
            else:
                cells += '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (
                    place, escape(text))
        body += '<row r="%d">%s</row>' % (r, cells)
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    members = [
        ("[Content_Types].xml", TYPES),
        ("xl/workbook.xml", ROOT + '<workbook xmlns="%s"><sheets><sheet '
         'name="S1" sheetId="1"/></sheets></workbook>' % name),
        ("xl/worksheets/sheet1.xml", ROOT + '<worksheet xmlns="%s">'
         "<sheetData>%s</sheetData></worksheet>" % (name, body)),
        ("xl/sharedStrings.xml", ROOT + '<sst xmlns="%s">%s</sst>' % (
            name, "".join(strings))),
    ]
    if comment:
        members.append(("xl/comments1.xml", ROOT + '<comments xmlns="%s">'
                        '<authors><author>A</author></authors><commentList>'
                        '<comment ref="A1" authorId="0"><text><t>%s</t>'
                        "</text></comment></commentList></comments>" % (
                            name, escape(comment))))
    return zip_of(members + list(more))


def ods(rows):
    body = "".join(
        "<table:table-row>%s</table:table-row>" % "".join(
            '<table:table-cell office:value-type="string"><text:p>%s</text:p>'
            "</table:table-cell>" % escape(text) for text in row)
        for row in rows)
    return odf("application/vnd.oasis.opendocument.spreadsheet",
               '<office:spreadsheet><table:table table:name="S1">%s'
               "</table:table></office:spreadsheet>" % body)


# ---- texts ----

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def runs(text, prefix="w"):
    """A paragraph cut into runs, as editors do."""
    half = len(text) // 2
    return "<%s:p>%s</%s:p>" % (prefix, "".join(
        "<%s:r><%s:t>%s</%s:t></%s:r>" % (prefix, prefix, escape(part),
                                          prefix, prefix)
        for part in (text[:half], text[half:])), prefix)


def word_table(rows, prefix="w"):
    return "<{0}:tbl>{1}</{0}:tbl>".format(prefix, "".join(
        "<{0}:tr>{1}</{0}:tr>".format(prefix, "".join(
            "<{0}:tc>{1}</{0}:tc>".format(prefix, runs(text, prefix))
            for text in row)) for row in rows))


def docx(lines=(), rows=None, header=None, comment=None, author="kouan",
         more=()):
    body = "".join(runs(x) for x in lines)
    if rows:
        body += word_table(rows)
    members = [
        ("[Content_Types].xml", TYPES),
        ("docProps/core.xml", ROOT + '<cp:coreProperties xmlns:cp="cp" '
         'xmlns:dc="dc"><dc:creator>%s</dc:creator></cp:coreProperties>'
         % escape(author)),
        ("word/document.xml", ROOT + "<w:document %s><w:body>%s</w:body>"
         "</w:document>" % (W, body)),
    ]
    if header:
        members.append(("word/header1.xml", ROOT + "<w:hdr %s>%s</w:hdr>" % (
            W, runs(header))))
    if comment:
        members.append(("word/comments.xml", ROOT + "<w:comments %s>"
                        "<w:comment>%s</w:comment></w:comments>" % (
                            W, runs(comment))))
    return zip_of(members + list(more))


def pptx(lines, notes=None):
    name = ('xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/'
            'main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/'
            'main"')
    members = [("[Content_Types].xml", TYPES),
               ("ppt/slides/slide1.xml", ROOT + "<p:sld %s><p:cSld><p:spTree>"
                "<p:sp><p:txBody>%s</p:txBody></p:sp></p:spTree></p:cSld>"
                "</p:sld>" % (name, "".join(runs(x, "a") for x in lines)))]
    if notes:
        members.append(("ppt/notesSlides/notesSlide1.xml", ROOT + "<p:notes "
                        "%s><p:txBody>%s</p:txBody></p:notes>" % (
                            name, runs(notes, "a"))))
    return zip_of(members)


def odf(kind, body, meta=""):
    names = " ".join('xmlns:%s="%s"' % (x, x) for x in
                     ("office", "text", "table", "dc"))
    return zip_of([
        ("mimetype", kind),
        ("content.xml", ROOT + "<office:document-content %s><office:body>%s"
         "</office:body></office:document-content>" % (names, body)),
        ("meta.xml", ROOT + "<office:document-meta %s><dc:creator>%s"
         "</dc:creator></office:document-meta>" % (names, escape(meta)))])


def odt(lines, meta=""):
    body = ""
    for text in lines:
        half = len(text) // 2
        body += "<text:p>%s<text:span>%s</text:span></text:p>" % (
            escape(text[:half]), escape(text[half:]))
    return odf("application/vnd.oasis.opendocument.text",
               "<office:text>%s</office:text>" % body, meta)


def epub(lines):
    return zip_of([
        ("mimetype", "application/epub+zip"),
        ("OEBPS/a.xhtml", ROOT + "<html><body>%s</body></html>" % "".join(
            "<p>%s</p>" % escape(x) for x in lines))])


# ---- PDF ----

def pdf(lines=(), author="", field=None, attachment=None, image=False,
        encrypted=False, compress=True, rows=None):
    """One page. Lines are ASCII; rows stand in columns."""
    y, show = 760, b""
    for text in lines:
        show += b"BT /F1 11 Tf 50 %d Td (%s) Tj ET\n" % (y, text.encode())
        y -= 16
    for row in rows or ():
        for c, text in enumerate(row):
            show += b"BT /F1 11 Tf %d %d Td (%s) Tj ET\n" % (
                50 + 170 * c, y, text.encode())
        y -= 16
    if image:
        show += b"q 100 0 0 100 50 50 cm /I1 Do Q\n"
    packed = zlib.compress(show) if compress else show
    code = b"/Filter /FlateDecode " if compress else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R%s%s >>" % (
            b" /AcroForm << /Fields [7 0 R] >>" if field else b"",
            b" /Names << /EmbeddedFiles << /Names [(a) 8 0 R] >> >>"
            if attachment else b""),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 "
        b"R %s/Resources << /Font << /F1 5 0 R >> %s>> >>" % (
            b"/Annots [7 0 R] " if field else b"",
            b"/XObject << /I1 10 0 R >> " if image else b""),
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (code, len(packed),
                                                      packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Author (%s) >>" % author.encode(),
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (id_no) /V (%s) "
        b"/Rect [10 10 90 30] /P 3 0 R >>" % (field or "").encode(),
        b"<< /Type /Filespec /F (%s) /EF << /F 9 0 R >> >>" % (
            attachment[0].encode() if attachment else b"x"),
        b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (
            (len(attachment[1]), attachment[1]) if attachment else (0, b"")),
        b"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPer"
        b"Component 8 /ColorSpace /DeviceGray /Length 4 >>\nstream\n\0\1\2\3"
        b"\nendstream",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (
            b"41" * 32, b"42" * 32),
    ]
    out, places = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n", []
    for n, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, text)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + (b"trailer << /Size %d /Root 1 0 R /Info 6 0 R %s>>\n"
                  b"startxref\n%d\n%%%%EOF\n" % (
                      len(objects) + 1,
                      b"/Encrypt 11 0 R /ID [<00> <00>] " if encrypted
                      else b"", table))


# ---- things that grow ----

def zip_bomb(size=600 << 20):
    return zip_of([("zeros.txt", b"0" * size)])


def nested_zips(depth, width, content=b"0" * (1 << 20)):
    data = zip_of([("0.txt", content)])
    for _ in range(depth):
        data = zip_of([("%d.zip" % i, data) for i in range(width)],
                      zipfile.ZIP_STORED)
    return data


def overlapping_zip(entries, size=1 << 20):
    """Many entries of the directory that all point at the same data."""
    whole = zip_of([("a", b"0" * size)])
    start, end = whole.index(b"PK\1\2"), whole.index(b"PK\5\6")
    directory = whole[start:end] * entries
    return whole[:start] + directory + struct.pack(
        "<4sHHHHIIH", b"PK\5\6", 0, 0, entries, entries, len(directory),
        start, 0)


def laughs(levels=9):
    """Entities of entities, in a document that would be 10^levels long."""
    dtd = '<!ENTITY e0 "ha">' + "".join(
        '<!ENTITY e%d "%s">' % (i, "&e%d;" % (i - 1) * 10)
        for i in range(1, levels + 1))
    return zip_of([
        ("[Content_Types].xml", TYPES),
        ("word/document.xml", "<?xml version='1.0'?><!DOCTYPE d [%s]>"
         "<w:document %s><w:p><w:r><w:t>&e%d;</w:t></w:r></w:p>"
         "</w:document>" % (dtd, W, levels))])


def compressed_tar(members, how):
    return {"bz2": bz2.compress, "xz": lzma.compress}[how](tar_of(members))
