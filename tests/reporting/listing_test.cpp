#include "reporting/listing.hpp"

#include <doctest/doctest.h>

#include "reading/csv.hpp"
#include "reporting/listings.hpp"
#include "text/utf8.hpp"

using reading::Json;
using reporting::Format;
using namespace tests;

TEST_CASE("the words for formats are the contract's") {
  for (const NamedFormat& form : every_format) {
    CHECK(reporting::parse_format(form.name) == form.format);
  }
  for (const char* bad : {"", "markdown", "JSON", "tables", "jsonl "}) {
    CAPTURE(bad);
    CHECK_FALSE(reporting::parse_format(bad).has_value());
  }
}

TEST_CASE("rows in each format") {
  Json list = Json::array();
  list.add(Json::string("a"));
  list.add(Json::number(2));
  const std::vector<Json> rows = {row("one", "1, \"uno\""), row("two", Json::null()),
                                  row("three", Json::number(-3)), row("four", list),
                                  row("five", Json::boolean(true))};
  CHECK(listed(Format::table, two_columns(), rows) ==
        "KEY    VALUE\n"
        "one    1, \"uno\"\n"
        "two\n"
        "three  -3\n"
        "four   [\"a\",2]\n"
        "five   true\n");
  CHECK(listed(Format::jsonl, two_columns(), rows) ==
        "{\"key\":\"one\",\"value\":\"1, \\\"uno\\\"\"}\n"
        "{\"key\":\"two\",\"value\":null}\n"
        "{\"key\":\"three\",\"value\":-3}\n"
        "{\"key\":\"four\",\"value\":[\"a\",2]}\n"
        "{\"key\":\"five\",\"value\":true}\n");
  CHECK(listed(Format::json, two_columns(), rows) ==
        "[\n{\"key\":\"one\",\"value\":\"1, \\\"uno\\\"\"},\n"
        "{\"key\":\"two\",\"value\":null},\n"
        "{\"key\":\"three\",\"value\":-3},\n"
        "{\"key\":\"four\",\"value\":[\"a\",2]},\n"
        "{\"key\":\"five\",\"value\":true}\n]\n");
  CHECK(listed(Format::csv, two_columns(), rows) ==
        "key,value\n"
        "one,\"1, \"\"uno\"\"\"\n"
        "two,\n"
        "three,'-3\n"
        "four,\"[\"\"a\"\",2]\"\n"
        "five,true\n");
  CHECK(listed(Format::markdown, two_columns(), rows) ==
        "| KEY | VALUE |\n| --- | --- |\n"
        "| one | 1, \"uno\" |\n"
        "| two |  |\n"
        "| three | -3 |\n"
        "| four | \\[\"a\",2\\] |\n"
        "| five | true |\n");
}

TEST_CASE("an empty list is an empty list in each format") {
  CHECK(listed(Format::table, two_columns(), {}).empty());
  CHECK(listed(Format::jsonl, two_columns(), {}).empty());
  CHECK(listed(Format::json, two_columns(), {}) == "[]\n");
  CHECK(listed(Format::csv, two_columns(), {}) == "key,value\n");
  CHECK(listed(Format::markdown, two_columns(), {}) == "| KEY | VALUE |\n| --- | --- |\n");
}

TEST_CASE("a row without a key has an empty cell there") {
  Json short_row = Json::object();
  short_row.add("key", Json::string("a"));
  CHECK(listed(Format::table, two_columns(), {short_row}) == "KEY  VALUE\na\n");
  CHECK(listed(Format::csv, two_columns(), {short_row}) == "key,value\na,\n");
}

TEST_CASE("a column of strangers' text is cut in a table, between characters, and nowhere else") {
  reporting::Layout layout = two_columns();
  layout.shown[1].widest = 5;
  struct Row {
    std::string value;
    const char* shown;
  };
  const Row rows[] = {
      {"12345", "12345"},
      {"123456", "1234…"},
      {std::string(1000, 'x'), "xxxx…"},
      {"日本語", "日本…"},  // six columns
      {"a日本語", "a日…"},  // 'a', one wide one, and half of the next would not do
      {"日本a", "日本a"},   // just five
      {"e\u0301e\u0301e\u0301e\u0301e\u0301", "e\u0301e\u0301e\u0301e\u0301e\u0301"},
      {"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", "e\u0301e\u0301e\u0301e\u0301…"},
      {"abc\x1b[31m", "abc\\…"},  // made visible first
  };
  for (const Row& one : rows) {
    CAPTURE(one.value);
    const std::string table = listed(Format::table, layout, {row("k", one.value)});
    CHECK(table.substr(table.find('\n') + 1) == "k    " + std::string(one.shown) + "\n");
    for (const Format format : {Format::jsonl, Format::json, Format::csv, Format::markdown}) {
      CHECK(listed(format, layout, {row("k", one.value)}) ==
            listed(format, two_columns(), {row("k", one.value)}));
    }
  }
  const std::string key(300, 'k');
  CHECK(listed(Format::table, layout, {row(key, "v")}).find(key) != std::string::npos);
}

TEST_CASE("wide characters take two columns of a table, combining marks none") {
  const std::vector<Json> rows = {row("abc", "x"), row("日本", "x"),  // four columns
                                  row("e\u0301te\u0301", "x"),        // three
                                  row("\U0001F469", "x"),             // two
                                  row("กำ", "x")};
  const std::string table = listed(Format::table, two_columns(), rows);
  std::vector<std::size_t> at;
  for (std::string_view rest = table; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    at.push_back(text::display_width(line.substr(0, line.find_last_of("xV"))));
  }
  CHECK(at == std::vector<std::size_t>(6, 6));
}

TEST_CASE("colour stands around cells of a table only, and changes no width") {
  reporting::Layout layout = two_columns();
  layout.colour = [](const Json&, const std::string& key) {
    return key == "key" ? std::string("31") : std::string();
  };
  const std::vector<Json> rows = {row("a", "1"), row("long", "2")};
  CHECK(listed(Format::table, layout, rows, true) ==
        "KEY   VALUE\n"
        "\x1b[31ma   \x1b[0m  1\n"
        "\x1b[31mlong\x1b[0m  2\n");
  for (const NamedFormat& form : every_format) {
    CAPTURE(form.name);
    CHECK(listed(form.format, layout, rows, false).find('\x1b') == std::string::npos);
    if (form.format != Format::table) {
      CHECK(listed(form.format, layout, rows, true) == listed(form.format, layout, rows, false));
    }
  }
}

TEST_CASE("no CSV field can be taken for a formula, in any spreadsheet's locale") {
  struct Row {
    const char* value;
    const char* field;
  };
  const Row rows[] = {
      {"=1+1", "'=1+1"},
      {"+33 1", "'+33 1"},
      {"-1", "'-1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"  =1", "  '=1"},
      {"\t=1", "\\u{0009}=1"},
      {"\r=1", "\\u{000D}=1"},
      {"a;=1", "a;'=1"},  // where fields are separated by ';'
      {"a; @x;-2", "a; '@x;'-2"},
      {"\uFF1D1", "'\uFF1D1"},
      {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
      {"a=b", "a=b"},
      {"a-b", "a-b"},
      {"", ""},
      {"l1\nl2", "l1\\u{000A}l2"},
  };
  for (const Row& one : rows) {
    CAPTURE(one.value);
    CHECK(listed(Format::csv, two_columns(), {row("k", one.value)}) ==
          std::string("key,value\nk,") + one.field + "\n");
  }
}

TEST_CASE("CSV is read back with its fields apart, however they are written") {
  const std::vector<Json> rows = {row("a,b", "\"q\""), row("", "'"), row("x\"y", ",,,")};
  const auto table = reading::parse_csv(listed(Format::csv, two_columns(), rows), "out.csv");
  REQUIRE(table.has_value());
  REQUIRE(table->rows.size() == 3);
  CHECK(table->rows[0].fields == std::vector<std::string>{"a,b", "\"q\""});
  CHECK(table->rows[2].fields == std::vector<std::string>{"x\"y", ",,,"});
}

TEST_CASE("a Markdown cell stays one cell of plain text") {
  struct Row {
    const char* value;
    const char* cell;
  };
  const Row rows[] = {
      {"a|b", "a\\|b"},
      {"[x](http://y)", "\\[x\\](http\\://y)"},
      {"![x](y)", "!\\[x\\](y)"},
      {"https://evil.example", "https\\://evil.example"},
      {"WWW.evil.example", "WWW\\.evil.example"},
      {"www.evil.example", "www\\.evil.example"},
      {"law.fr", "law.fr"},
      {"<script>", "\\<script\\>"},
      {"&lt;b&gt;", "\\&lt;b\\&gt;"},
      {"**b** _i_ ~s~ `c`", "\\*\\*b\\*\\* \\_i\\_ \\~s\\~ \\`c\\`"},
      {"@team #12 $x$", "\\@team \\#12 \\$x\\$"},
      {"back\\slash", "back\\\\slash"},
      {"\\|", "\\\\\\|"},
      {"two\nlines", "two\\\\u{000A}lines"},
  };
  for (const Row& one : rows) {
    CAPTURE(one.value);
    const std::string text = listed(Format::markdown, two_columns(), {row("k", one.value)});
    if (one.value == std::string("two\nlines")) {
      CHECK(text.ends_with("| k | two\\\\u{000A}lines |\n"));
    } else {
      CHECK(text.ends_with(std::string("| k | ") + one.cell + " |\n"));
    }
  }
}
