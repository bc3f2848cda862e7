#!/usr/bin/env python3
"""awkward.py FOLDER: writes small files as loggers, spreadsheets and people write them, and expected.json.

Each case says in a line what is awkward, and what is to be read: titles of the number columns, number of rows that
can be used, and the cells of the first and the last of them. tests/data/awkward_test.cpp reads them all.
"""
import gzip
import io
import json
import pathlib
import sys
import zipfile

cases = []


def case(name, why, content, columns, first, last, rows, options=None, labels=None, said=""):
    """`said`: a part of the notice that tells of the guess."""
    if isinstance(content, str):
        content = content.encode()
    cases.append({"file": name, "why": why, "content": content, "columns": columns, "first": first, "last": last,
                  "rows": rows, "options": options or {}, "labels": labels or [], "said": said})


def refused(name, why, content, message, remedy, options=None):
    if isinstance(content, str):
        content = content.encode()
    cases.append({"file": name, "why": why, "content": content, "message": message, "remedy": remedy,
                  "options": options or {}})


AB = ["a", "b"]
plain = "a,b\n1,2\n3,4.5\n5,6\n"

# Separators
case("semicolon.csv", "a European spreadsheet", plain.replace(",", ";"), AB, [1, 2], [5, 6], 3, said="semicolon")
case("tab.tsv", "copied out of a spreadsheet", plain.replace(",", "\t"), AB, [1, 2], [5, 6], 3, said="tab")
case("bar.txt", "bars, as databases print", plain.replace(",", "|"), AB, [1, 2], [5, 6], 3, said="bar")
case("caret.txt", "carets", plain.replace(",", "^"), AB, [1, 2], [5, 6], 3, said="caret")
case("spaces.txt", "columns lined up by runs of spaces", "  a    b\n  1    2\n 30  4.5\n  5    6\n", AB, [1, 2], [5, 6],
     3, said="space")
case("spaces_and_tabs.txt", "spaces and tabs mixed", "a \t b\n1\t 2\n3  4.5\n5 6\n", AB, [1, 2], [5, 6], 3)
case("spaces_and_commas.csv", "commas from one program, spaces from another", "# Columns: time,a,b,label\n"
     "0,0 32.50 0.50 19.00 ,,,,bending\n1,250 32.50 0.43 18.50 ,,,,bending\n2,500 31.75 0.47 18.00 ,,,,bending\n"
     "3,750 30.00 0.50 17.25 ,,,,bending\n", ["c1", "c2", "c3", "c4", "c5"], [0, 0, 32.5, 0.5, 19],
     [3, 750, 30, 0.5, 17.25], 4, said="commas and spaces")
case("titles_by_commas.csv", "the same below titles that commas alone part", ",# Columns: time,a,b,c,label\n"
     "0,0 32.50 0.50 19.00 ,,,,bending2\n1,250 32.50 0.43 18.50 ,,,,bending2\n2,500 31.75 0.47 18.00 ,,,,bending2\n"
     "3,750 31.50 0.50 17.50 ,,,,bending2\n4,1000 31.25 0.43 17.50 ,,,,bending2\n"
     "5,1250 30.00 0.50 17.25 ,,,,bending2\n", ["c1", "time", "a", "b", "c"], [0, 0, 32.5, 0.5, 19],
     [5, 1250, 30, 0.5, 17.25], 6, said="commas and spaces")
case("comma_space.csv", "a space behind every comma", plain.replace(",", ", "), AB, [1, 2], [5, 6], 3)
case("bar_around.txt", "spaces around the bars", plain.replace(",", " | "), AB, [1, 2], [5, 6], 3)
case("told_separator.txt", "a guess overruled", "a;b\n1;2\n3;4\n", AB, [1, 2], [3, 4], 2, {"separator": ";"})

# Quotes
case("quoted.csv", "every cell in quotes", '"a","b"\n"1","2"\n"3","4.5"\n"5","6"\n', AB, [1, 2], [5, 6], 3)
case("quoted_titles.csv", "a comma and a quote in a title", '"a, ""raw""",b\n1,2\n3,4\n', ['a, "raw"', "b"], [1, 2],
     [3, 4], 2)
case("quoted_lines.csv", "each line in quotes as a whole", '"a,b"\n"1,2"\n"3,4.5"\n"5,6"\n', AB, [1, 2], [5, 6], 3,
     said="wrapped")
case("quoted_break.csv", "a line end inside a title", '"a\nx",b\n1,2\n3,4\n', ["a x", "b"], [1, 2], [3, 4], 2)
case("python_bytes.csv", "lines that Python printed as bytes", "b'1,2\\n'\nb'3,4.5\\n'\nb'5,6\\n'\n", ["c1", "c2"],
     [1, 2], [5, 6], 3, said="wrapped")
case("single_quotes.csv", "an apostrophe in a title", "a's,b\n1,2\n3,4\n", ["a's", "b"], [1, 2], [3, 4], 2)

# Line ends
case("crlf.csv", "line ends of Windows", plain.replace("\n", "\r\n"), AB, [1, 2], [5, 6], 3)
case("cr.csv", "line ends of an old Mac", plain.replace("\n", "\r"), AB, [1, 2], [5, 6], 3, said="carriage returns")
case("mixed_ends.csv", "three kinds of line ends in one file", "a,b\r\n1,2\n3,4.5\r5,6\r\n", AB, [1, 2], [5, 6], 3)
case("cr_cr_lf.csv", "a line end too many", plain.replace("\n", "\r\r\n"), AB, [1, 2], [5, 6], 3)
case("no_last_end.csv", "no line end at the end", plain[:-1], AB, [1, 2], [5, 6], 3)
case("blank_lines.csv", "every second line blank", plain.replace("\n", "\n\n"), AB, [1, 2], [5, 6], 3, said="blank")
case("blank_first.csv", "blank lines before the titles", "\n\n" + plain, AB, [1, 2], [5, 6], 3)
case("torn.csv", "the battery died while the last line was written", plain + "7", AB, [1, 2], [5, 6], 3, said="torn")

# Encodings
case("bom.csv", "a byte order mark", b"\xef\xbb\xbf" + plain.encode(), AB, [1, 2], [5, 6], 3)
case("utf16le.csv", "UTF-16 as Excel saves it", b"\xff\xfe" + plain.encode("utf-16-le"), AB, [1, 2], [5, 6], 3,
     said="UTF-16LE")
case("utf16be.csv", "UTF-16 the other way round", b"\xfe\xff" + plain.encode("utf-16-be"), AB, [1, 2], [5, 6], 3)
case("utf16_bare.csv", "UTF-16 without a mark", plain.encode("utf-16-le"), AB, [1, 2], [5, 6], 3)
case("latin1.csv", "umlauts in Latin-1", "Höhe,Wärme\n1,2\n3,4\n".encode("latin-1"), ["Höhe", "Wärme"], [1, 2], [3, 4],
     2, said="WINDOWS-1252")
case("shift_jis.csv", "Japanese titles in Shift-JIS", "温度,湿度\n1,2\n3,4\n".encode("shift_jis"), ["温度", "湿度"], [1, 2],
     [3, 4], 2, said="SHIFT_JIS")
case("utf8_titles.csv", "degree signs and kana in UTF-8", "温度 (°C),b\n1,2\n3,4\n", ["温度 (°C)", "b"], [1, 2], [3, 4], 2)
case("told_encoding.csv", "an encoding that has to be told", "Żar,b\n1,2\n3,4\n".encode("iso8859-2"), ["Żar", "b"], [1, 2],
     [3, 4], 2, {"encoding": "ISO-8859-2"})

# Numbers
case("decimal_comma.csv", "decimal commas", "a;b\n1,5;2\n3,25;4\n", AB, [1.5, 2], [3.25, 4], 2, said="decimal comma")
case("decimal_comma_quoted.csv", "decimal commas in quotes, between commas", 'a,b\n"1,5",2\n"3,25",4\n', AB, [1.5, 2],
     [3.25, 4], 2, said="decimal comma")
case("thousands_point.csv", "1.234,5 as in Germany", "a;b\n1.234,5;2\n1.000.003,25;4\n", AB, [1234.5, 2],
     [1000003.25, 4], 2, said="between thousands")
case("thousands_comma.csv", "1,234.5 as in the United States, in quotes", 'a,b\n"1,234.5",2\n"1,000,003.25",4\n', AB,
     [1234.5, 2], [1000003.25, 4], 2, said="between thousands")
case("thousands_apostrophe.csv", "1'234.5 as in Switzerland", "a;b\n1'234.5;2\n1'003.25;4\n", AB, [1234.5, 2],
     [1003.25, 4], 2)
case("thousands_space.csv", "1 234,5 as in France", "a;b\n1 234,5;2\n1 003,25;4\n", AB, [1234.5, 2], [1003.25, 4], 2)
case("told_thousands.csv", "1,234 that is no decimal comma", "a;b\n1,234;2\n3,456;4\n", AB, [1234, 2], [3456, 4], 2,
     {"thousands": ",", "decimal": "."})
case("exponents.csv", "exponents and signs", "a,b\n1e3,+2\n-2.5E-1,-.5\n", AB, [1000, 2], [-0.25, -0.5], 2)
case("units.csv", "units glued to the numbers", "temp,hum\n30.81degrees,40%\n29.5degrees,41%\n", ["temp", "hum"],
     [30.81, 40], [29.5, 41], 2, said="'degrees' of 'temp'")
case("units_spaced.csv", "units behind a space", "temp,hum\n30.81 C,40 %\n29.5 C,41 %\n", ["temp", "hum"], [30.81, 40],
     [29.5, 41], 2)
case("units_no_titles.log", "units and no titles", "1.5V, 0.1A\n1.6V, 0.2A\n1.7V, 0.3A\n", ["c1", "c2"], [1.5, 0.1],
     [1.7, 0.3], 3)
case("padded.csv", "numbers padded with zeros", "a,b\n001,0002\n003,0004.5\n", AB, [1, 2], [3, 4.5], 2)

# Above and around the table
case("preamble.csv", "lines about the device above the table", "Logger 2000\nserial 77\na,b\n1,2\n3,4\n", AB, [1, 2],
     [3, 4], 2, said="before the table")
case("comments.csv", "comments above and between", "# Logger\n#\na,b\n1,2\n# pause\n3,4\n5,6\n7,8\n", AB, [1, 2], [7, 8], 4,
     said="comments")
case("percent.csv", "comments as MATLAB writes them", "% Logger\na,b\n1,2\n3,4\n5,6\n", AB, [1, 2], [5, 6], 3)
case("numpy.txt", "titles in a comment, as numpy.savetxt writes them", "# a b\n1 2\n3 4\n5 6\n", AB, [1, 2], [5, 6], 3)
case("units_line.csv", "a line of units below the titles", "a,b\n[m/s],[V]\n1,2\n3,4\n5,6\n", AB, [1, 2], [5, 6], 3,
     said="of units")
case("titles_again.csv", "the logger was started anew", plain + plain, AB, [1, 2], [5, 6], 6, said="repeat the titles")
case("messages.csv", "the device talks between the rows", "a,b\n1,2\nsensor restarted\n3,4\n5,6\n", AB, [1, 2], [5, 6], 3,
     said="that hold no row")
case("trailing.csv", "a separator at the end of every line", "a,b,\n1,2,\n3,4,\n", AB, [1, 2], [3, 4], 2,
     said="end in a separator")
case("trailing_rows.csv", "a separator at the end of the rows alone", "a,b\n1,2,\n3,4,\n", AB, [1, 2], [3, 4], 2)
case("semicolon_end.csv", "a semicolon at the end of every line", "; a, b\n1,2,;\n3,4,;\n5,6,;\n", AB, [1, 2], [5, 6], 3)
case("pandas_index.csv", "an index without a title", ",a,b\n0,1,2\n1,3,4\n", ["c1", "a", "b"], [0, 1, 2], [1, 3, 4], 2,
     said="title")
case("row_names.txt", "row names without a title, as R writes them", "a b\nr1 1 2\nr2 3 4\nr3 5 6\n", AB, [1, 2], [5, 6],
     3)
case("marked_titles.csv", "titles behind a word", ",# Columns: a,b\n0,1,2\n1,3,4\n", ["c1", "a", "b"], [0, 1, 2],
     [1, 3, 4], 2)

# No titles
case("bare.csv", "no titles", "10,3,45\n19,3,53\n14,2,50\n", ["c1", "c2", "c3"], [10, 3, 45], [14, 2, 50], 3,
     said="header")
case("bare_negative.csv", "no titles, negative numbers", "-1,-2\n3,-4\n", ["c1", "c2"], [-1, -2], [3, -4], 2)
case("one_column.txt", "one number a line", "94213.0\n94208.0\n94205.5\n", ["c1"], [94213], [94205.5], 3)
case("one_column_titled.txt", "a title and one number a line", "pressure\n94213.0\n94205.5\n", ["pressure"], [94213],
     [94205.5], 2)
case("counted_titles.csv", "titles 0, 1, 2", "0,1,2\n5,7,6\n8,9,9\n", ["0", "1", "2"], [5, 7, 6], [8, 9, 9], 2)

# Other columns, missing cells
case("clock.csv", "a clock beside the numbers", "when,a,b\n2024-01-31 12:00:01,1,2\n2024-01-31 12:00:02,3,4\n", AB,
     [1, 2], [3, 4], 2)
case("clock_iso.csv", "a clock in ISO form", "when,a\n2024-01-31T12:00:01.5Z,1\n2024-01-31T12:00:02.5Z,3\n", ["a"], [1],
     [3], 2)
case("notes.csv", "a column of notes", "a,note,b\n1,fine,2\n3,a bit odd,4\n", AB, [1, 2], [3, 4], 2)
case("missing.csv", "cells in which nothing was recorded", "a,b\n1,2\nNA,3\n4,\n5,?\n6,nan\n7,inf\n8,9\n", AB, [1, 2],
     [8, 9], 2, said="missing")
case("told_missing.csv", "-999 for nothing", "a,b\n1,2\n-999,3\n8,9\n", AB, [1, 2], [8, 9], 2, {"missing": "-999"})
case("empty_column.csv", "a column that is never filled", "a,x,b\n1,,2\n3,,4\n", AB, [1, 2], [3, 4], 2)
case("text_target.csv", "labels beside numbers", "a,y\n1,on\n3,off\n", ["a"], [1], [3], 2, {"target": "y"},
     ["on", "off"])

# Logs
case("plotter.txt", "as the serial plotter of the Arduino IDE takes it", "ax:1 ay:2\nax:3 ay:4.5\nax:5 ay:6\n",
     ["ax", "ay"], [1, 2], [5, 6], 3, said="of a log")
case("named.txt", "names, values and units", "temperature: 23.8 C  pH: 3.07\ntemperature: 23.7 C  pH: 3.10\n",
     ["temperature", "pH"], [23.8, 3.07], [23.7, 3.1], 2)
case("time_named.txt", "a clock among names", "Time : 0:1 Temperature : 22.7\nTime : 0:2 Temperature : 22.9\n",
     ["Temperature"], [22.7], [22.9], 2)
case("groups.txt", "three axes behind a name", "accel 8.19 -0.11 7.01 m/s/s\naccel 8.25 -0.13 7.02 m/s/s\n",
     ["accel_1", "accel_2", "accel_3"], [8.19, -0.11, 7.01], [8.25, -0.13, 7.02], 2)
case("spread.txt", "a reading spread over several lines", "dt:0.1\nacc:1,2\n\ndt:0.2\nacc:3,4\n\ndt:0.3\nacc:5,6\n",
     ["dt", "acc_1", "acc_2"], [0.1, 1, 2], [0.3, 5, 6], 3)
case("chosen_lines.txt", "one kind of lines out of several", "A 1\nB 2 3\nB 4 5\nA 2\nA 3\nB 6 7\nA 8\n", ["A"], [1], [8],
     4, {"lines": "A"})

# Packed
case("packed.csv.gz", "gzip", gzip.compress(plain.encode(), mtime=0), AB, [1, 2], [5, 6], 3, said="gzip")
case("two_members.csv.gz", "two gzip files one after the other",
     gzip.compress(b"a,b\n1,2\n", mtime=0) + gzip.compress(b"3,4\n", mtime=0), AB, [1, 2], [3, 4], 2)


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files:
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


case("packed.zip", "a zip with one file, made on a Mac", zipped([("x/data.csv", plain), ("__MACOSX/x/._data.csv", "?")]),
     AB, [1, 2], [5, 6], 3, said="zip")

# Refused, with the reason and what to do
refused("several.zip", "a zip with several files", zipped([("a.csv", plain), ("b.csv", plain)]), "holds 2 files", "unpack")
refused("book.xlsx", "a workbook", zipped([("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>")]),
        "an Excel workbook", "save the sheet as CSV")
refused("cut.csv.gz", "gzip that was cut off", gzip.compress(plain.encode() * 100, mtime=0)[:-20], "ends in the middle",
        "get the file again")
refused("ragged.csv", "a row with a cell too few", "a,b\n1,2\n3\n5,6\n", "row 2 (line 3)", "--skip-bad")
refused("slip.csv", "a word among numbers", "a,b\n1,2\n3,four\n5,6\n", "row 2 (line 3), column 'b'", "--skip-bad")
refused("other_unit.csv", "millivolts among volts", "a,u\n1,2V\n2,3V\n3,4mV\n", "row 3 (line 4), column 'u'", "--skip-bad")
refused("other_decimal.csv", "a point among decimal commas", "a;b\n1,5;2\n2,25;3\n3.5;4\n", "row 3 (line 4), column 'a'",
        "--decimal")
case("skipped.csv", "bad rows left out when told", "a,b\n1,2\n3\n3,four\n5,6\n", AB, [1, 2], [5, 6], 2,
     {"skip_bad": "yes"}, said="cannot be read left out")

# JSON
case("lines.jsonl", "a record in JSON a line, as brokers store them",
     '{"a": 1, "b": 2, "state": "on"}\n{"a": 3, "b": 4.5, "state": "off"}\n{"b": 6, "a": 5, "state": "on"}\n', AB, [1, 2],
     [5, 6], 3, {"target": "state"}, ["on", "off"], said="JSON")
case("inner.jsonl", "values inside values, and lists of them",
     '{"acc": {"x": 1, "y": 2}, "mag": [7, 8]}\n{"acc": {"x": 3, "y": 4}, "mag": [9, 10]}\n',
     ["acc.x", "acc.y", "mag.0", "mag.1"], [1, 2, 7, 8], [3, 4, 9, 10], 2)
case("torn.jsonl", "the last record is torn", '{"a": 1, "b": 2}\n{"a": 5, "b": 6}\n{"a": 7, ', AB, [1, 2], [5, 6], 2,
     said="no JSON record")
case("late.jsonl", "a key that is null in some records", '{"a": 1, "b": 2}\n{"a": null, "b": 3}\n{"a": 5, "b": 6}\n', AB,
     [1, 2], [5, 6], 2)
case("list.json", "a document that is a list of records", '[\n {"a": 1, "b": 2},\n {"a": 5,\n  "b": 6}\n]\n', AB, [1, 2],
     [5, 6], 2, said="2 records")
case("rows.json", "a list of lists below a list of titles", '[["a", "b"], [1, 2], [3, 4.5], [5, 6]]', AB, [1, 2], [5, 6], 3)
case("held.json", "records held by an object", '{"device": "x1", "data": [{"a": 1, "b": 2}, {"a": 5, "b": 6}]}', AB, [1, 2],
     [5, 6], 2)
case("columns.json", "a list for each title", '{"name": "x", "a": [1, 3, 5], "b": [2, 4.5, 6]}', AB, [1, 2], [5, 6], 3)
refused("cut.json", "a document that was cut off", '[{"a": 1, "b": 2},\n {"a": 5, ', "damaged or cut off", "export it again")
refused("no_records.json", "a document without records", '{"device": {"name": "x1"},\n "rate": 50}\n', "no list of records",
        "a record a line")

# Brackets, rules, signs
case("python_lists.txt", "lists that Python printed", "[1, 2]\n[3, 4.5]\n[5, 6]\n", ["c1", "c2"], [1, 2], [5, 6], 3,
     said="wrapped")
case("c_arrays.txt", "lines of a C array", "{1, 2},\n{3, 4.5},\n{5, 6},\n", ["c1", "c2"], [1, 2], [5, 6], 3, said="wrapped")
case("markdown.txt", "a table in Markdown", "| a | b |\n|--:|---|\n| 1 | 2 |\n| 3 | 4.5 |\n| 5 | 6 |\n", AB, [1, 2], [5, 6],
     3, said="drawn of")
case("ruled.txt", "columns of spaces below a rule", "  a    b\n---- ----\n  1    2\n  5    6\n", AB, [1, 2], [5, 6], 2,
     said="drawn of")
case("hexadecimal.csv", "registers as hexadecimal numbers", "a,b\n0x001,2\n0x3,4\n0x1F,6\n", AB, [1, 2], [31, 6], 3)
case("hexadecimal_labels.csv", "hexadecimal codes are labels as they are", "a,b,target\n0x1,2,0x01\n0x5,6,0x0A\n", AB, [1, 2],
     [5, 6], 2, {"target": "target"}, ["0x01", "0x0A"])
case("minus_letter.csv", "the minus sign of typesetters", "a,b\n\u22121,2\n3,4.5\n5,\u22126\n", AB, [-1, 2], [5, -6], 3)
case("no_titles_comma.csv", "a decimal comma and no titles", "1,5;2\n3,5;4\n5,5;6\n", ["c1", "c2"], [1.5, 2], [5.5, 6], 3,
     said="decimal comma")

# Logs
case("key_values.log", "names with words for values", "ts=1000 a=1 state=on\nts=1020 a=3 state=off\nts=1040 a=5 state=on\n",
     ["ts", "a"], [1000, 1], [1040, 5], 3, {"target": "state"}, ["on", "off"], said="of a log")
case("tagged.log", "a tag before the names", "I (1234) main: a=1 b=2\nI (1244) main: a=3 b=4.5\nI (1254) main: a=5 b=6\n",
     ["I", "a", "b"], [1234, 1, 2], [1254, 5, 6], 3)
case("settings.lvm", "settings as wide as the table before it",
     "Writer\t2\nOperator\tme\n***End***\t\n\t\nChannels\t2\t\nSamples\t3\t3\nDate\t2020/01/01\t2020/01/01\nX0\t0\t0\n"
     "***End***\t\t\nX\ta\tb\tComment\n" + "".join(f"{i}\t{i + 1}\t{i + 2}\n" for i in range(20)),
     ["X", "a", "b"], [0, 1, 2], [19, 20, 21], 20, said="before the table")

if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    for entry in cases:
        (folder / entry["file"]).write_bytes(entry.pop("content"))
    (folder / "expected.json").write_text(json.dumps(cases, ensure_ascii=False, indent=1))
    print(f"{len(cases)} files")
