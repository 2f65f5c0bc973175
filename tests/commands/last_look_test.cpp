#include "commands/last_look.hpp"

#include <doctest/doctest.h>

using commands::Freedom;
using commands::last_look;
using reading::Json;

namespace {

Json seen(const char* status, const char* holder = nullptr, const char* account = nullptr) {
  const auto text = [](const char* word) { return word ? Json::string(word) : Json::null(); };
  Json seen = Json::object();
  seen.add("status", Json::string(status));
  seen.add("holder", text(holder));
  seen.add("account_id", text(account));
  return seen;
}

}  // namespace

TEST_CASE("who declares a free handle ours is told that nobody has it, unless he knows") {
  CHECK(
      last_look(seen("available"), Json::null(), Freedom::is_news) ==
      "; nobody has it, as far as was seen last: it is to be registered, and whoever takes it is a "
      "stranger until 'own --registered' says otherwise");
  CHECK(last_look(seen("available"), Json::string("7"), Freedom::is_news) ==
        "; nobody has it, as far as was seen last: it is to be registered");
  CHECK(last_look(seen("suspended"), Json::null(), Freedom::is_news) ==
        "; it is suspended, as far as was seen last, and who has another account than before is a "
        "stranger until 'own --registered' says otherwise");
  CHECK(last_look(seen("available"), Json::null(), Freedom::is_known).empty());
  CHECK(last_look(seen("suspended", "ours", "7"), Json::null(), Freedom::is_known) ==
        "; it is suspended, as far as was seen last");
  CHECK(last_look(seen("reserved"), Json::null(), Freedom::is_known) ==
        "; it is reserved, as far as was seen last");
}

TEST_CASE("who declares a stranger's handle ours is told whom he means by that") {
  const Json stranger = seen("claimed", "stranger", "7\x1b");
  for (const Json& ours : {Json::null(), Json::string("7\x1b")}) {
    CHECK(last_look(stranger, ours, Freedom::is_known) ==
          "; the account 7\\u{001B}, a stranger's until now, is taken for ours");
  }
  CHECK(last_look(stranger, Json::string("8"), Freedom::is_news) ==
        "; the account 7\\u{001B} was seen there last and is a stranger's");
  CHECK(last_look(seen("claimed", "parody"), Json::string("8"), Freedom::is_news) ==
        "; who has it, a stranger until now, is taken for ours");
}

TEST_CASE("who pins another account than the one that was ours is told what that makes of it") {
  CHECK(last_look(seen("claimed", "ours", "55"), Json::string("56"), Freedom::is_news) ==
        "; the account 55, ours until now, was seen there last and is a stranger's from its next "
        "look on");
  CHECK(last_look(seen("claimed", "ours"), Json::string("56"), Freedom::is_news).empty());
  CHECK(last_look(seen("claimed", "ours", "55"), Json::null(), Freedom::is_news).empty());
}

TEST_CASE("of what is ours, unknown or never looked at nothing is said") {
  for (const Json& one : {seen("claimed", "ours", "7"), seen("unknown"), Json::null()}) {
    CHECK(last_look(one, Json::string("7"), Freedom::is_news).empty());
  }
}
