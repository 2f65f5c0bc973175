#include "platforms/answer.hpp"

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using platforms::Answer;
using tests::reply;

TEST_CASE("a page is what says so, and what says nothing but begins like one") {
  struct Row {
    const char* type;
    const char* body;
    bool html;
  };
  const Row rows[] = {
      {"text/html", "<p>x", true},
      {"Text/HTML ; charset=x", "<p>x", true},
      {"text/html;charset=x", "x", true},
      {"text/html", "", true},
      {"text/html", "{}", false},
      {"text/html", " \n<p>", true},
      {"application/xhtml+xml", "<p>x", true},
      {"application/xhtml+xml;x", "x", true},
      {"", "<p>x", true},
      {"", " \t\r\n<p>x", true},
      {"", "x<p>", false},
      {"", "", false},
      {"", " \n", false},
      {"text/plain", "<p>x", false},
      {"application/json", "<p>x", false},
      {"application/json", " {\"bio\":\"<p>\"}", false},
      {"application/xml", "<p>x", false},
      {"text/htmlx", "<p>x", false},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.type));
    CAPTURE(std::string(row.body));
    CHECK(Answer(reply(200, row.type, row.body)).is_html() == row.html);
  }
}

TEST_CASE("an answer that cannot be read says why") {
  struct Row {
    int status;
    const char* type;
    const char* body;
    const char* why;
  };
  const Row rows[] = {
      {200, "text/html", "", "empty answer"},
      {201, "", " \r\n\t", "empty answer"},
      {206, "", "", "empty answer"},
      {299, "", "", "empty answer"},
      {204, "", "", ""},
      {205, "", "", ""},
      {199, "", "", ""},
      {300, "", "", ""},
      {404, "", "", ""},
      {200, "", " x ", ""},
      {200, "image/png", "x", "a type that holds no text"},
      {200, "IMAGE/gif; x", "x", "a type that holds no text"},
      {200, "audio/ogg", "x", "a type that holds no text"},
      {200, "video/mp4", "x", "a type that holds no text"},
      {200, "font/woff2", "x", "a type that holds no text"},
      {200, "image/svg+xml", "<svg/>", ""},
      {404, "application/octet-stream", "x", "a type that holds no text"},
      {200, "application/pdf", "x", "a type that holds no text"},
      {200, "application/zip", "x", "a type that holds no text"},
      {200, "application/gzip", "x", "a type that holds no text"},
      {200, "application/x-yaml", "x", ""},
      {200, "text/imagery", "x", ""},
      {200, "text/html", "\xff", ""},
      {404, "application/json", "\"\xff\"", ""},
      {404, "application/json", "<p>x", ""},
      {200, "application/json", "{", "declared JSON, but does not parse"},
      {200, "text/json", "x", "declared JSON, but does not parse"},
      {200, "application/problem+json; charset=utf-8", "x", "declared JSON, but does not parse"},
      {200, "application/json", "{}", ""},
      {200, "application/jsonp", "x", ""},
      {200, "text/plain", "{", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CAPTURE(std::string(row.type));
    CAPTURE(std::string(row.body));
    CHECK(Answer(reply(row.status, row.type, row.body)).illegible() == row.why);
  }
  net::Reply unread = reply(200, "text/html", "");
  unread.body_skipped = true;
  CHECK(Answer(unread).illegible() == "body not read");
}

TEST_CASE("a body is JSON where it parses, whatever it is called") {
  const net::Reply page = reply(200, "text/html", "[1]");
  const Answer answer(page);
  REQUIRE(answer.json() != nullptr);
  CHECK(answer.json() == answer.json());
  CHECK(answer.json()->items.size() == 1);
  CHECK(Answer(reply(200, "application/json", "[1")).json() == nullptr);
}
