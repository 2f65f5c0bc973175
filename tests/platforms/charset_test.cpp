// Answers in other charsets than UTF-8.
#include <doctest/doctest.h>

#include "platforms/declared_charset.hpp"
#include "platforms/reading_platforms.hpp"

using namespace std::string_literals;
using tests::reply;
using tests::ruled;
using tests::said;

TEST_CASE("a charset is declared by a mark, by the type, by the page") {
  struct Row {
    const char* type;
    std::string body;
    const char* charset;
  };
  const std::string meta = "<!doctype html><html><head><meta charset=koi8-r>";
  const Row rows[] = {
      {"text/html; charset=ISO-8859-1", "<p>", "ISO-8859-1"},
      {"text/html;charset=\"windows-1251\"; x=y", "<p>", "windows-1251"},
      {"text/html; Charset = 'latin1' ", "<p>", "latin1"},
      {"text/html; charset=latin1", meta, "latin1"},
      {"text/html; charset=latin1", "\xEF\xBB\xBF" + meta, "utf-8"},
      {"text/html; charset=latin1", "\xFF\xFE<\0"s, "utf-16le"},
      {"text/html", meta, "koi8-r"},
      {"text/html; charset=", meta, "koi8-r"},
      {"", meta, "koi8-r"},
      {"text/html", "<meta http-equiv=Content-Type content='text/html; charset=big5'>", "big5"},
      {"text/html", "<META NAME=x CONTENT=y CHARSET = \"Shift_JIS\" >", "Shift_JIS"},
      {"application/xhtml+xml", "<?xml version='1.0' encoding='ISO-8859-15'?>", "ISO-8859-15"},
      {"text/html", "<meta charset=utf-16>", "utf-8"},
      {"text/html", "<p>charset=x <metadata charset=y>", ""},
      {"text/html", std::string(1024, ' ') + meta, ""},
      {"application/json", R"({"bio":"<meta charset=utf-7>"})", ""},
      {"application/json; charset=iso-8859-1", "{}", "iso-8859-1"},
      {"text/html", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.type));
    CAPTURE(row.body);
    CHECK(platforms::declared_charset(reply(200, row.type, row.body)) == row.charset);
  }
}

TEST_CASE("rules read the text of a page in its own charset") {
  const auto definition =
      ruled(R"({"status":404,"body":"Пользователь не найден|não encontrada","then":"available"},)"
            R"({"body":"{handle}","then":"claimed"})");
  struct Row {
    const char* type;
    std::string body;
  };
  const std::string russian =
      "\xcf\xee\xeb\xfc\xe7\xee\xe2\xe0\xf2\xe5\xeb\xfc \xed\xe5 "
      "\xed\xe0\xe9\xe4\xe5\xed";
  std::string wide = "\xFF\xFE";
  for (const char c : "<p>n"s) wide += {c, '\0'};
  wide += "\xe3\0o\0 \0"s;
  for (const char c : "encontrada"s) wide += {c, '\0'};
  const Row rows[] = {
      {"text/html; charset=windows-1251", "<p>" + russian},
      {"text/html", "<meta charset='Windows-1251'><p>" + russian},
      {"text/html; charset=ISO-8859-1", "<p>n\xe3o encontrada"},
      {"text/html", wide},
      {"text/html; charset=no-such", "<p>não encontrada"},
      {"text/html", "<p>não encontrada"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.type));
    CHECK(said(definition, reply(404, row.type, row.body)) == "available");
  }
  CHECK(said(definition, reply(200, "text/html; charset=utf-16le", "n\0o\0b\0o\0d\0y\0"s)) ==
        "claimed");
}

TEST_CASE("JSON is read in the charset of its mark or its type") {
  const auto definition = ruled(R"({"json":{"/name":"é"},"then":"claimed"})");
  const std::string wide = "\xFE\xFF\0{\0\"\0n\0a\0m\0e\0\"\0:\0\"\0\xe9\0\"\0}"s;
  CHECK(said(definition, reply(200, "application/json", wide)) == "claimed");
  CHECK(said(definition, reply(200, "application/json; charset=iso-8859-1",
                               "{\"name\":\"\xe9\"}")) == "claimed");
  CHECK(said(definition, reply(200, "application/json", "\xEF\xBB\xBF{\"name\":\"é\"}")) ==
        "claimed");
}
