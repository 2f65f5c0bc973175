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
      {"http://AZ.example/", "http az.example 80"},
      {"http://2130706433/", "http 127.0.0.1 80"},
      {"http://0x7f.1/", "http 127.0.0.1 80"},
      {"http://0177.0.0.01/", "http 127.0.0.1 80"},
      {"http://[::FFFF:127.0.0.1]/", "http [::ffff:127.0.0.1] 80"},
      {"http://user:secret@example.org/", "http example.org 80"},
      {"http://example.org#@127.0.0.1/", "http example.org 80"},
      {"http://%31%32%37.0.0.1/", "http 127.0.0.1 80"},
      {"ftp://example.org/", "ftp example.org 21"},
      {"javascript:alert(1)", ""},
      {"http:///host", "http host 80"},
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

TEST_CASE("a host in other scripts is judged as what it is looked up as") {
  // In whatever locale: libcurl takes such hosts in that of the C library only.
  const auto name = net::parse_url("https://b\xC3\xBC\x63her.example/");
  const auto url = net::parse_url("http://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1/");
  REQUIRE(name);
  CHECK(name->host == "xn--bcher-kva.example");
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
      {"/Profile/pn44?site=https://X.example/",
       "http://a.example:8080/Profile/pn44?site=https://X.example/"},
      {"?Next=https://B.example/Q", "http://a.example:8080/users/me?Next=https://B.example/Q"},
      {"//B.Example/AbC?x=https://C/", "http://b.example/AbC?x=https://C/"},
      {"HTTPS://B.Example/AbC?x=https://C/", "https://b.example/AbC?x=https://C/"},
      {"http://", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.location);
    CHECK(net::absolute_url("http://a.example:8080/users/me", row.location) == row.absolute);
  }
  CHECK(net::absolute_url("no URL", "https://a.example/").empty());
  CHECK(net::absolute_url("http://a.example/", "/caf\xC3\xA9") == "http://a.example/caf%c3%a9");
  // Who is named in the URL that was asked is named to that host alone.
  CHECK(net::absolute_url("https://id:secret@a.example/x", "//b.example/y") ==
        "https://b.example/y");
  CHECK(net::absolute_url("https://id:secret@a.example/x", "https://b.example/y") ==
        "https://b.example/y");
}

TEST_CASE("one origin is one scheme, host and port") {
  const net::Url one{"https", "a.example", "443"};
  CHECK(net::same_origin(one, one));
  CHECK_FALSE(net::same_origin(one, {"http", "a.example", "443"}));
  CHECK_FALSE(net::same_origin(one, {"https", "b.example", "443"}));
  CHECK_FALSE(net::same_origin(one, {"https", "a.example", "444"}));
}

TEST_CASE("a proxy may be written as host and port alone") {
  const auto parts = [](const char* text) {
    const auto url = net::parse_proxy(text);
    return url ? url->scheme + ' ' + url->host + ' ' + url->port : "";
  };
  CHECK(parts("proxy.example:3128") == "http proxy.example 3128");
  CHECK(parts("https://Proxy.example:3128") == "https proxy.example 3128");
  CHECK(parts("socks5h://proxy.example:1080") == "socks5h proxy.example 1080");
  CHECK(parts("").empty());
}

TEST_CASE("a host that is none for its length costs no time") {
  std::string marks = "a";
  while (marks.size() < 200'000) marks += "\u0301\u0316";
  const std::string url = net::absolute_url("http://a.example/", "http://" + marks + "/x");
  CHECK_FALSE(net::parse_url(url));
  CHECK_FALSE(net::parse_url("http://" + marks + "/x"));
}
