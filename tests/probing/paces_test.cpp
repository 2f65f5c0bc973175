// Who shares a pace: what one host allows is not allowed once for each definition.
#include "probing/paces.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "probing/lane_run.hpp"

using namespace std::chrono_literals;
using probing::Paces;
using probing::Settings;

namespace {

platforms::Definition asking(const std::string& id, const std::string& url,
                             const std::string& rate = "60/1m") {
  return tests::load(fmt::format(
      R"({{"id": "{}", "name": "P", "profile_url": "https://p.example/{{handle}}",
    "handle": {{"pattern": "[a-z0-9]{{1,30}}"}}, "controls": {{"claimed": ["alice"]}}, "rate": "{}",
    "ask": [{{"name": "users", "get": "{}", "rules": [
      {{"status": 200, "json": {{"/login": "{{handle}}"}}, "then": "claimed"}}]}}]}})",
      id, rate, url));
}

}  // namespace

TEST_CASE("definitions that ask one host at one rate share its pace") {
  const auto users = asking("users", "https://api.example/users/{handle}");
  const auto groups = asking("groups", "https://api.example/groups/{handle}");
  const auto slower = asking("slower", "https://api.example/slow/{handle}", "3/1m");
  const auto port = asking("port", "https://api.example:8443/users/{handle}");
  const auto elsewhere = asking("elsewhere", "https://other.example/users/{handle}");
  Paces paces;
  const probing::Pacer* shared = &paces.of(users, "", 0, {});
  CHECK(&paces.of(groups, "", 0, {}) == shared);
  CHECK(&paces.of(slower, "", 0, {}) != shared);
  CHECK(&paces.of(port, "", 0, {}) != shared);
  CHECK(&paces.of(elsewhere, "", 0, {}) != shared);
  // One rate for all, by --rate: it is kept per host too.
  Settings settings;
  settings.rate = text::Rate{7, 3s};
  CHECK(&paces.of(users, "", 0, settings) == &paces.of(slower, "", 0, settings));
}

TEST_CASE("where the host hangs on the handle, each definition has its own pace") {
  const auto one = asking("one", "https://{handle}.example/");
  const auto other = asking("other", "https://{handle}.example/");
  Paces paces;
  CHECK(&paces.of(one, "", 0, {}) != &paces.of(other, "", 0, {}));
  CHECK(&paces.of(one, "https://a.example", 0, {}) != &paces.of(one, "https://b.example", 0, {}));
}
