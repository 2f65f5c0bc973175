#include "net/redirect.hpp"

#include <doctest/doctest.h>

namespace {

net::Head redirect(int status, const std::string& location) {
  net::Head head;
  head.status = status;
  head.headers = {{"Location", location}};
  head.location = location;
  return head;
}

net::Request post() {
  net::Request request;
  request.method = "POST";
  request.url = "https://a.example/x";
  request.headers = {{"Content-Type", "application/json"},
                     {"authorization", "Bearer secret"},
                     {"PRIVATE-TOKEN", "secret"},
                     {"accept", "application/json"}};
  request.body = "{}";
  return request;
}

}  // namespace

TEST_CASE("a redirect is one of five statuses with a Location") {
  for (const int status : {301, 302, 303, 307, 308}) {
    CHECK(net::is_redirect(redirect(status, "/x")));
  }
  for (const int status : {200, 201, 300, 304, 305, 404}) {
    CHECK_FALSE(net::is_redirect(redirect(status, "/x")));
  }
  net::Head without;
  without.status = 302;
  CHECK_FALSE(net::is_redirect(without));
}

TEST_CASE("303 and a POST's 301 and 302 become a GET, 307 and 308 repeat the request") {
  for (const int status : {301, 302, 303, 307, 308}) {
    CAPTURE(status);
    net::Request request = post();
    REQUIRE(net::follow(request, redirect(status, "https://a.example/y")));
    const bool repeats = status >= 307;
    CHECK(request.url == "https://a.example/y");
    CHECK(request.method == (repeats ? "POST" : "GET"));
    CHECK(request.body == (repeats ? "{}" : ""));
    CHECK(net::header(request.headers, "Content-Type").empty() == !repeats);
    CHECK(net::header(request.headers, "Authorization") == "Bearer secret");
  }
  net::Request head = post();
  head.method = "HEAD";
  REQUIRE(net::follow(head, redirect(303, "https://a.example/y")));
  CHECK(head.method == "HEAD");
}

TEST_CASE("a credential never leaves its origin") {
  for (const char* elsewhere : {"https://b.example/", "http://a.example/", "https://a.example:444/",
                                "https://a.example.evil/"}) {
    CAPTURE(elsewhere);
    net::Request request = post();
    request.body.clear();
    REQUIRE(net::follow(request, redirect(307, elsewhere)));
    CHECK(net::header(request.headers, "Authorization").empty());
    CHECK(net::header(request.headers, "PRIVATE-TOKEN").empty());
    CHECK(net::header(request.headers, "Accept") == "application/json");
  }
  net::Request request = post();
  REQUIRE(net::follow(request, redirect(307, "https://A.example:443/z")));
  CHECK(net::header(request.headers, "PRIVATE-TOKEN") == "secret");
}

TEST_CASE("to another origin go what a reader wants and who asks, and nothing else") {
  struct Row {
    const char* from;
    const char* to;
    bool same;
  };
  const Row rows[] = {
      {"https://a.example/x", "https://a.example/y", true},
      {"https://a.example/x", "https://a.example:443/y", true},
      {"https://a.example:443/x", "HTTPS://A.Example/y", true},
      {"http://a.example/x", "http://a.example:80/y", true},
      {"http://[::1]:81/x", "http://[0:0:0:0:0:0:0:1]:81/y", true},
      {"http://127.0.0.1/x", "http://2130706433/y", true},
      {"https://a.example/x", "https://someone@a.example/y", true},
      {"https://a.example/x", "http://a.example/y", false},
      {"http://a.example/x", "https://a.example/y", false},
      {"http://a.example/x", "http://a.example:443/y", false},
      {"https://a.example/x", "https://a.example:8443/y", false},
      {"https://a.example:8443/x", "https://a.example/y", false},
      {"https://a.example/x", "https://www.a.example/y", false},
      {"https://www.a.example/x", "https://a.example/y", false},
      {"https://a.example/x", "https://a.example.b.example/y", false},
      {"https://a.example/x", "https://a.example@b.example/y", false},
      {"https://a.example/x", "https://b.example/?https://a.example/", false},
      {"https://a.example/x", "https://b.example#@a.example/", false},
      {"https://a.example/x", "https://xn--a-0fa.example/y", false},
      {"http://127.0.0.1:81/x", "http://127.0.0.1:82/y", false},
      {"http://127.0.0.1/x", "http://127.0.0.2/y", false},
      {"http://[::1]/x", "http://127.0.0.1/y", false},
  };
  const net::Headers all = {{"Accept", "application/json"},
                            {"ACCEPT-language", "fr"},
                            {"content-type", "text/plain"},
                            {"user-agent", "tests/1"},
                            {"Authorization", "Bearer secret"},
                            {"authorization", "Basic secret"},
                            {"Proxy-Authorization", "Basic secret"},
                            {"Cookie", "session=secret"},
                            {"X-Api-Key", "secret"},
                            {"x-token", "secret"},
                            {"Accept-Secret", "secret"},
                            {"Referer", "https://a.example/?key=secret"}};
  for (const Row& row : rows) {
    for (const int status : {301, 302, 303, 307, 308}) {
      CAPTURE(row.from);
      CAPTURE(row.to);
      CAPTURE(status);
      net::Request request;
      request.url = row.from;
      request.headers = all;
      request.user = "id";
      request.password = "secret";
      REQUIRE(net::follow(request, redirect(status, row.to)));
      CHECK(request.url == row.to);
      CHECK(request.method == "GET");
      const net::Headers harmless(all.begin(), all.begin() + 4);
      net::Headers expected = row.same ? all : harmless;
      if (status == 303) expected.erase(expected.begin() + 2);
      CHECK(request.headers == expected);
      CHECK(request.user == (row.same ? "id" : ""));
      CHECK(request.password == (row.same ? "secret" : ""));
    }
  }
}

TEST_CASE("what was left behind at one hop does not come back at the next") {
  net::Request request = post();
  request.body.clear();
  REQUIRE(net::follow(request, redirect(307, "https://b.example/")));
  REQUIRE(net::follow(request, redirect(307, "https://a.example/")));
  CHECK(net::header(request.headers, "Authorization").empty());
  CHECK(net::header(request.headers, "PRIVATE-TOKEN").empty());
}

TEST_CASE("a body, which may hold a credential, is not repeated to another origin") {
  struct Row {
    const char* method;
    int status;
    bool repeats;
  };
  const Row rows[] = {
      {"POST", 301, false}, {"POST", 302, false}, {"POST", 303, false}, {"POST", 307, true},
      {"POST", 308, true},  {"PUT", 301, true},   {"PUT", 302, true},   {"PUT", 303, false},
      {"GET", 301, true},   {"GET", 307, true},   {"GET", 303, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.method);
    CAPTURE(row.status);
    net::Request request = post();
    request.method = row.method;
    request.body = "client_secret=secret";
    net::Request home = request;
    CHECK(net::follow(request, redirect(row.status, "https://b.example/")) == !row.repeats);
    CHECK(net::follow(home, redirect(row.status, "https://a.example/")));
    CHECK(home.body == (row.repeats ? "client_secret=secret" : ""));
    if (!row.repeats) CHECK(request.body.empty());
  }
}

TEST_CASE("only http and https are followed") {
  for (const char* elsewhere :
       {"ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", ""}) {
    CAPTURE(elsewhere);
    net::Request request = post();
    CHECK_FALSE(net::follow(request, redirect(307, elsewhere)));
    CHECK(request.url == "https://a.example/x");
  }
  net::Request secure = post();
  secure.url = "http://a.example/x";
  secure.body.clear();
  CHECK(net::follow(secure, redirect(301, "https://a.example/x")));
  net::Request nowhere = post();
  nowhere.url = "no URL";
  nowhere.body.clear();
  CHECK_FALSE(net::follow(nowhere, redirect(307, "https://a.example/x")));
}
