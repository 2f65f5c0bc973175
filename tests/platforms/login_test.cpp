// Redirects to a log-in page, or away from the handle: one that was not followed, and one that was.
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

TEST_CASE("followed redirects that leave the handle behind show nobody's account") {
  const auto definition = tests::ruled(
      R"({"status":200,"body":"Joined","then":"claimed"},{"status":404,"then":"available"})",
      R"("redirects":3,)");
  const auto at = [&definition](std::string url, std::string_view body, int status = 200,
                                const char* handle = "ada.l") {
    net::Reply reply = tests::reply(status, "text/html", body);
    reply.effective_url = std::move(url);
    return tests::said(definition, reply, {handle});
  };
  for (const char* url : {"https://a.example/ada.l", "http://a.example/ADA.L/",
                          "https://www.b.example/ada.l?tab=1", "https://a.example/%40ada.l#top",
                          "https://a.example/~%61da.l", "https://a.example/fr/ada.l",
                          "https://a.example/pt-BR/ada.l/", "https://a.example/ada.l/about"}) {
    CAPTURE(std::string(url));
    CHECK(at(url, "<p>Joined") == "claimed");
    CHECK(at(url, "<p>Welcome") == "unknown:no-rule");
  }
  for (const char* url :
       {"https://a.example/", "https://a.example/u/adal", "https://a.example/ada.lo",
        "https://a.example/xada.l", "https://a.example/ada/l", "https://a.example/ada.la",
        "https://a.example/zada.l", "https://a.example/ada.l0", "https://a.example/9ada.l",
        "https://ada.l.example/", "https://a.example/members/ada.l.17/",
        "https://a.example/ada.l-x", "https://b.example/?n=%61da.l", "https://a.example/x/ada.l",
        "https://a.example/tags/ada.l", "https://a.example/x-ada.l", "https://a.example/#ada.l"}) {
    CAPTURE(std::string(url));
    CHECK(at(url, "<p>Joined") == "unknown:redirect");
    CHECK(at(url, "<p>Welcome") == "unknown:redirect");
    // A page that is not there says so wherever it stands.
    CHECK(at(url, "<p>Oops", 404) == "available");
  }
  CHECK(at("https://a.example/home", "<p>Joined", 200, "me") == "unknown:redirect");
}

TEST_CASE("a body that names the handle instead of the URL is not judged by where it came from") {
  const auto definition = tests::asking(
      R"({"name":"one","post":"https://a.example/who","body":"n={handle}","redirects":3,)"
      R"("rules":[{"status":200,"then":"claimed"}]})");
  net::Reply reply = tests::reply(200, "text/html", "<p>Ada");
  reply.effective_url = "https://a.example/answer";
  CHECK(tests::said(definition, reply, {"ada"}) == "claimed");
}

TEST_CASE("a Location names a handle also where it is escaped") {
  const auto definition =
      tests::ruled(R"({"status":302,"location":"/x/{handle}$","then":"claimed"},)"
                   R"({"status":302,"location":"/y%2Fz","then":"available"})");
  const auto to = [&definition](std::string location) {
    net::Reply reply = tests::reply(302, "text/html", "");
    reply.head.location = std::move(location);
    return tests::said(definition, reply, {"a-b"});
  };
  CHECK(to("https://a.example/x/a-b") == "claimed");
  CHECK(to("https://a.example/x/a%2Db") == "claimed");
  CHECK(to("https://a.example/y%2Fz") == "available");
  CHECK(to("https://a.example/y/z") == "unknown:redirect");
}
