// The secrets of platforms as the machine keeps them: whole, or a member of one that is JSON.
#include "probing/credentials.hpp"

#include <cstdlib>

#include <doctest/doctest.h>

TEST_CASE("a secret is had by its name, and a member of it by its key") {
  ::setenv("HANDLEWATCH_SECRET_APP", R"({"id": "acme", "secret": "hush", "number": 7})", 1);
  ::setenv("HANDLEWATCH_SECRET_KEY", "plain", 1);
  const probing::Credentials secrets = probing::system_credentials();
  CHECK(secrets("key", "") == "plain");
  CHECK(secrets("app", "") == R"({"id": "acme", "secret": "hush", "number": 7})");
  CHECK(secrets("app", "id") == "acme");
  CHECK(secrets("app", "secret") == "hush");
  CHECK_FALSE(secrets("app", "other").has_value());
  CHECK_FALSE(secrets("key", "id").has_value());  // no JSON
  CHECK_FALSE(secrets("missing", "").has_value());
  CHECK_FALSE(secrets("missing", "id").has_value());
  ::unsetenv("HANDLEWATCH_SECRET_APP");
  ::unsetenv("HANDLEWATCH_SECRET_KEY");
}
