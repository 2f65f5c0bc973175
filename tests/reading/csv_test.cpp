#include "reading/csv.hpp"

#include <doctest/doctest.h>

using Fields = std::vector<std::string>;

TEST_CASE("CSV is read as RFC 4180 has it") {
  struct Row {
    const char* text;
    std::vector<Fields> rows;
  };
  const Row rows[] = {
      {"a,b\n1,2\n", {{"1", "2"}}},
      {"a,b\r\n1,2\r\n3,4\r\n", {{"1", "2"}, {"3", "4"}}},
      {"a,b\n1,2", {{"1", "2"}}},
      {"a,b\n,\n", {{"", ""}}},
      {"a,b\n\n1,2\n\r\n\n3,4\n\n", {{"1", "2"}, {"3", "4"}}},
      {"\xEF\xBB\xBF"
       "a,b\n1,2\n",
       {{"1", "2"}}},
      {"a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", {{"x,y", "say \"hi\""}}},
      {"a,b\n\"two\nlines\",2\r\n", {{"two\nlines", "2"}}},
      {"a,b\n\"\",\"\"\r\n", {{"", ""}}},
      {"a,b\n x , y \n", {{" x ", " y "}}},
      {"a,b\né,北\n", {{"é", "北"}}},
      {"a,b\n", {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto table = reading::parse_csv(row.text, "a.csv");
    REQUIRE(table.has_value());
    CHECK(table->header == Fields{"a", "b"});
    REQUIRE(table->rows.size() == row.rows.size());
    for (std::size_t i = 0; i < row.rows.size(); ++i) CHECK(table->rows[i].fields == row.rows[i]);
    CHECK(table->column("b") == 1);
    CHECK(table->column("c") == -1);
  }
}

TEST_CASE("a row knows the line it begins on, quoted line ends counted") {
  const auto table = reading::parse_csv("a\n\"x\ny\nz\"\n\nlast\n", "a.csv");
  REQUIRE(table.has_value());
  REQUIRE(table->rows.size() == 2);
  CHECK(table->rows[0].line == 2);
  CHECK(table->rows[1].line == 6);
}

TEST_CASE("all mistakes of a CSV file are told at once, each with its line") {
  struct Row {
    const char* text;
    const char* complaints;
  };
  const Row rows[] = {
      {"", "a.csv: is empty; the first line names the columns\n"},
      {"a,\n1,2\n", "a.csv:1: column 2 has no name in the header\n"},
      {"a,b,a\n1,2,3\n", "a.csv:1: two columns are named 'a'\n"},
      {"a,b\n1\n1,2\n1,2,3\n",
       "a.csv:2: 1 field found, 2 are needed (a,b)\na.csv:4: 3 fields found, 2 are needed "
       "(a,b)\n"},
      {"a\n1 \"one\"\n",
       "a.csv:2: a double quote inside a field; put the field in quotes and double it: \"\"\n"},
      {"a\n\"1\"x\n",
       "a.csv:2: 'x' after a closing quote; a comma or the line's end belongs here\n"},
      {"a\n1\n\"open\n\n", "a.csv:3: a quote opens here and is never closed\n"},
      {"a\n\xE9\n", "a.csv:2: is not UTF-8; save it as 'CSV UTF-8'\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto table = reading::parse_csv(row.text, "a.csv");
    REQUIRE_FALSE(table.has_value());
    std::string complaints;
    for (const auto& problem : table.error()) complaints += model::to_string(problem) + '\n';
    CHECK(complaints == row.complaints);
  }
}

TEST_CASE("a field is quoted where it must be and made safe for a spreadsheet") {
  struct Row {
    const char* value;
    const char* field;
  };
  const Row rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"a b", "a b"},
      {"a,b", "\"a,b\""},
      {"a\"b", "\"a\"\"b\""},
      {"a\nb", "\"a\nb\""},
      {"=1+1", "'=1+1"},
      {"+x", "'+x"},
      {"-x", "'-x"},
      {"@x", "'@x"},
      {"\tx", "'\tx"},
      {"a=1", "a=1"},
      {"=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""},
  };
  for (const Row& row : rows) CHECK(reading::csv_field(row.value) == row.field);
}
