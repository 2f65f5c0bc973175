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
    REQUIRE(net::follow(request, redirect(307, elsewhere)));
    CHECK(net::header(request.headers, "Authorization").empty());
    CHECK(net::header(request.headers, "PRIVATE-TOKEN").empty());
    CHECK(net::header(request.headers, "Accept") == "application/json");
  }
  net::Request request = post();
  REQUIRE(net::follow(request, redirect(307, "https://A.example:443/z")));
  CHECK(net::header(request.headers, "PRIVATE-TOKEN") == "secret");
}

TEST_CASE("only http and https are followed") {
  for (const char* elsewhere :
       {"ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", ""}) {
    CAPTURE(elsewhere);
    net::Request request = post();
    CHECK_FALSE(net::follow(request, redirect(307, elsewhere)));
  }
}
