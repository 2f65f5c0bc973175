#include "net/url.hpp"

#include <doctest/doctest.h>

TEST_CASE("a URL is taken apart as libcurl will understand it") {
  struct Row {
    const char* text;
    const char* parts;  // scheme host port; empty: no URL
  };
  const Row rows[] = {
      {"http://example.org/", "http example.org 80"},
      {"HTTPS://Example.ORG:8443/x", "https example.org 8443"},
      {"http://2130706433/", "http 127.0.0.1 80"},
      {"http://0x7f.1/", "http 127.0.0.1 80"},
      {"http://0177.0.0.01/", "http 127.0.0.1 80"},
      {"http://[::FFFF:127.0.0.1]/", "http [::ffff:127.0.0.1] 80"},
      {"http://user:secret@example.org/", "http example.org 80"},
      {"http://example.org#@127.0.0.1/", "http example.org 80"},
      {"http://%31%32%37.0.0.1/", "http 127.0.0.1 80"},
      {"https://b\xC3\xBC"
       "cher.example/",
       "https xn--bcher-kva.example 443"},
      {"ftp://example.org/", "ftp example.org 21"},
      {"javascript:alert(1)", ""},
      {"http:///nothing", ""},
      {"http://exa mple.org/", ""},
      {"example.org/x", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto url = net::parse_url(row.text);
    CHECK((url ? url->scheme + ' ' + url->host + ' ' + url->port : "") == row.parts);
  }
}

TEST_CASE("digits of other scripts make an address like any other") {
  const auto url = net::parse_url("http://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1/");
  REQUIRE(url);
  CHECK(url->host == "127.0.0.1");
}

TEST_CASE("a Location is made absolute") {
  struct Row {
    const char* location;
    const char* absolute;
  };
  const Row rows[] = {
      {"/login", "http://a.example:8080/login"},
      {"next?x=1", "http://a.example:8080/users/next?x=1"},
      {"?page=2", "http://a.example:8080/users/me?page=2"},
      {"../up", "http://a.example:8080/up"},
      {"//b.example/x", "http://b.example/x"},
      {"https://b.example", "https://b.example/"},
      {"/with blank", "http://a.example:8080/with%20blank"},
      {"ftp://b.example/x", "ftp://b.example/x"},
      {"http://", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.location);
    CHECK(net::absolute_url("http://a.example:8080/users/me", row.location) == row.absolute);
  }
}
