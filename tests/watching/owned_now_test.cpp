#include "watching/owned_now.hpp"

#include <doctest/doctest.h>

#include "ledger/watched.hpp"
#include "platforms/reading_platforms.hpp"

using namespace std::chrono_literals;

TEST_CASE("what is ours is spelt out anew when somebody declared anything, and only then") {
  tests::Watched w;
  const platforms::Definition definition = tests::ruled(R"({"status":200,"then":"claimed"})");
  targets::WatchedUnit unit;
  unit.key = {"police", "bluesky", ""};
  unit.definition = &definition;
  const auto declare = [&w](const char* handle, std::optional<std::string> account) {
    const ledger::Decision decision{w.now, "soc (uid 1001)", "own", handle, ""};
    w.ledger->owned.add({"bluesky", "", handle, std::move(account)}, decision);
  };
  model::Target target;
  target.platform = "bluesky";
  target.handle = "pn44";
  watching::OwnedNow before;
  const auto is_new = [&] {
    watching::OwnedNow now = read_owned(*w.ledger, unit, before);
    std::swap(now, before);
    return now != before;
  };
  CHECK(is_new());
  CHECK_FALSE(is_new());
  declare("pn44", std::nullopt);
  CHECK(is_new());
  CHECK_FALSE(is_new());
  // The same handle, and now an account.
  declare("pn44", "7");
  CHECK(is_new());
  CHECK(before->declared[0].account_id == "7");
  CHECK(before->handles.find(target)->value() == "7");
  CHECK_FALSE(is_new());
  declare("pn67", "7");
  CHECK(is_new());
  CHECK(before->declared.size() == 2);
}
