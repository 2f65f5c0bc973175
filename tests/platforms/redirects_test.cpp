// Whose page redirects lead to.
#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using tests::said;

namespace {

// A definition that is asked at this URL, whichever place it has for the handle, and takes any page
// for an account.
platforms::Definition at(const std::string& url, const std::string& more = "") {
  auto definition = tests::ruled(more + R"({"status":200,"then":"claimed"})", R"("redirects":3,)");
  definition.asks[0].url = {};
  platforms::cut(url, definition.asks[0].url);
  return definition;
}

std::string led(const platforms::Definition& definition, const std::string& handle,
                const std::string& to) {
  net::Reply reply = tests::reply(200, "text/html", "<p>Welcome");
  reply.effective_url = to;
  return said(definition, reply, {handle});
}

}  // namespace

TEST_CASE("a word of the landing page's address is nobody's handle") {
  struct Row {
    const char* asked;
    const char* handle;
    const char* to;
  };
  const Row rows[] = {
      {"https://a.example/u/{handle}", "orchard", "https://orchard.example/"},
      {"https://a.example/u/{handle}", "index", "https://a.example/index.html"},
      {"https://a.example/u/{handle}", "index", "https://a.example/index"},
      {"https://a.example/u/{handle}", "www", "https://www.a.example/"},
      {"https://a.example/{handle}", "www", "https://www.a.example/"},
      {"https://a.example/users/{handle}", "users", "https://a.example/users"},
      {"https://a.example/users/{handle}", "users", "https://a.example/users/77"},
      {"https://a.example/u/{handle}", "police", "https://a.example/u/police-municipale"},
      {"https://a.example/u/{handle}", "police", "https://a.example/u/police.municipale"},
      {"https://a.example/u/{handle}", "police", "https://a.example/u/police%20municipale"},
      {"https://a.example/u/{handle}", "police", "https://a.example/search/police"},
      {"https://a.example/{handle}", "police", "https://a.example/signup/police"},
      {"https://a.example/{handle}", "police", "https://a.example/?q=police"},
      {"https://a.example/q?user={handle}", "police", "https://a.example/q?user=x&also=police"},
      {"https://a.example/q?user={handle}", "police", "https://a.example/q?user=police-x"},
      {"https://a.example/q?user={handle}", "police", "https://a.example/users/77"},
      {"https://{handle}.a.example/", "b", "https://b.example/"},
      {"https://{handle}.a.example/", "b", "https://b.b.example/"},
      {"https://a.example/resolve?url=https://b.example/{handle}", "b", "https://b.example/u/77"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.asked));
    CAPTURE(std::string(row.to));
    CHECK(led(at(row.asked), row.handle, row.to) == "unknown:redirect");
  }
}

TEST_CASE("the handle counts where it was asked for, however it is written there") {
  struct Row {
    const char* asked;
    const char* handle;
    const char* to;
  };
  const Row rows[] = {
      {"https://a.example/u/{handle}", "pn44", "https://www.a.example/u/PN44/"},
      {"https://a.example/u/{handle}", "pn44", "https://a.example/fr/u/pn44?tab=1"},
      {"https://a.example/u/{handle}", "pn44", "https://b.example/x/y/U/%70n44/posts"},
      {"https://a.example/u/@{handle}", "pn44", "https://a.example/u/pn44"},
      {"https://a.example/{handle}", "pn44", "https://a.example/@pn44"},
      {"https://a.example/{handle}.json", "pn44", "https://b.example/pn44.json"},
      {"https://a.example/{handle}", "users", "https://b.example/users"},
      {"https://a.example/u/{handle}", "pn44", "https://a.example/@pn44/"},
      {"https://a.example/u/{handle}", "pn44", "https://a.example/fr/~pn44"},
      {"https://a.example/u/{handle}", "pn44", "https://a.example/people/pn44"},
      {"https://a.example/{handle}", "pn44", "https://a.example/users/pn44"},
      {"https://a.example/q?user={handle}", "pn44", "https://b.example/r?x=1&user=PN44"},
      {"https://a.example/w?resource=acct:{handle}@a.example", "pn44",
       "https://b.example/w?resource=acct%3Apn44%40a.example"},
      {"https://{handle}.a.example/", "pn44", "https://pn44.a.example/welcome"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.asked));
    CAPTURE(std::string(row.to));
    CHECK(led(at(row.asked), row.handle, row.to) == "claimed");
  }
}

TEST_CASE("a rule may say that accounts are where redirects go") {
  const auto definition =
      at("https://a.example/resolve?url=https://b.example/{handle}",
         R"({"status":200,"location":"^https://b\\.example/users/[0-9]+$","then":"claimed"},)");
  CHECK(led(definition, "police", "https://b.example/users/77") == "claimed");
  CHECK(led(definition, "police", "https://b.example/") == "unknown:redirect");
  // Not redirected at all: it says nothing of where accounts are.
  CHECK(led(definition, "police",
            "https://a.example/resolve?url=https%3A%2F%2Fb.example%2Fpolice") == "claimed");
}
