// Redirects to a log-in page: one that was not followed, and one that was.
#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

TEST_CASE("a redirect to a log-in page is blocked, unless a rule looks at Location itself") {
  const auto by_status =
      tests::ruled(R"({"status":"3xx","then":"available"},{"status":200,"then":"claimed"})");
  const auto by_location = tests::ruled(
      R"({"status":302,"location":"/login","then":"available"},{"status":200,"then":"claimed"})");
  const auto to = [](std::string location) {
    net::Reply reply = tests::reply(302, "text/html", "moved");
    reply.head.location = std::move(location);
    return reply;
  };
  for (const char* location :
       {"https://a.example/login", "https://a.example/login/",
        "https://a.example/login?next=%2Fnobody", "https://a.example/accounts/login/?next=x",
        "https://a.example/signin", "https://a.example/users/sign_in",
        "https://a.example/authwall?trk=x", "https://a.example/consent",
        "https://a.example/LOGIN"}) {
    CAPTURE(std::string(location));
    CHECK(tests::said(by_status, to(location)) == "unknown:blocked");
  }
  CHECK(tests::said(by_location, to("https://a.example/login?x")) == "available");
  CHECK(tests::said(by_location, to("https://a.example/home")) == "unknown:redirect");
  CHECK(tests::said(by_location, to("")) == "unknown:redirect");
  for (const char* location : {"https://a.example/", "https://a.example/loginov",
                               "https://a.example/u/catalogin", "https://login.example/x"}) {
    CAPTURE(std::string(location));
    CHECK(tests::said(by_status, to(location)) == "available");
  }
}

TEST_CASE("followed redirects that end at a log-in page are blocked, whatever it says") {
  const auto definition = tests::ruled(
      R"({"status":200,"then":"claimed"},{"status":404,"then":"available"})", R"("redirects":3,)");
  const auto at = [](int status, std::string url) {
    net::Reply reply = tests::reply(status, "text/html", "<p>Welcome");
    reply.effective_url = std::move(url);
    return reply;
  };
  CHECK(tests::said(definition, at(200, "https://a.example/nobody")) == "claimed");
  CHECK(tests::said(definition, at(200, "https://a.example/login?next=nobody")) ==
        "unknown:blocked");
  CHECK(tests::said(definition, at(404, "https://b.example/accounts/login/")) == "unknown:blocked");
  // An account of that name is no log-in page.
  CHECK(tests::said(definition, at(200, "https://a.example/login"), {"login"}) == "claimed");
}
