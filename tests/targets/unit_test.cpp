#include "targets/unit.hpp"

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

namespace {

using Account = std::optional<std::string>;

const platforms::Definition unit_definition = tests::defined(R"({"id": "p", "name": "P",
    "profile_url": "https://p.example/{handle}", "handle": {"pattern": "[a-z0-9]+", "fold": ["case"]},
    "controls": {"claimed": ["known"]},
    "ask": [{"name": "user", "get": "https://p.example/{handle}", "rules": [{"status": 200, "then": "claimed"}]}]})");

// Whose account 'acme' is where a list says one thing and people declared another.
Account account_of(const std::vector<judging::OwnedHandle>& listed,
                   const std::vector<judging::OwnedHandle>& declared) {
  targets::WatchedUnit unit;
  unit.key = {"w", "p", ""};
  unit.definition = &unit_definition;
  unit.owned = listed;
  model::Target target;
  target.platform = "p";
  target.handle = "acme";
  const judging::OwnedHandles owned = targets::owned_of(unit, declared);
  const Account* found = owned.find(target);
  REQUIRE(found != nullptr);
  return *found;
}

judging::OwnedHandle acme(const Account& account, const std::string& platform = "p",
                          const std::string& handle = "acme") {
  return {platform, "", handle, account};
}

}  // namespace

TEST_CASE("a pinned account goes before one that is listed, and neither is lost to none") {
  const Account none;
  CHECK(account_of({acme("12")}, {acme("13")}) == "13");
  CHECK(account_of({acme("12", "*")}, {acme("13")}) == "13");
  CHECK(account_of({acme("12", "p", "ACME")}, {acme("13")}) == "13");
  CHECK(account_of({acme("12")}, {acme(none)}) == "12");
  CHECK(account_of({acme(none)}, {acme("13")}) == "13");
  CHECK(account_of({acme(none), acme("12")}, {acme(none)}) == "12");
  CHECK(account_of({acme(none)}, {acme("13", "elsewhere")}) == none);
}
