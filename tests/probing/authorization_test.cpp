// Which roads are open, and what answers say of the credential they were asked with.
#include "probing/authorization.hpp"

#include <doctest/doctest.h>

#include "probing/platform_probe_run.hpp"

using namespace tests;
using namespace std::chrono_literals;
using model::Reason;
using model::Status;
using platforms::Reading;

namespace {

const std::string two_roads =
    R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]},
    "ask": [
      {"name": "app", "credential": "app", "token": {"post": "https://id.example/token", "as": "body"},
       "headers": {"Authorization": "Bearer {token}"}, "get": "https://p.example/app/{handle}",
       "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]},
      {"name": "key", "credential": "key", "headers": {"Key": "{credential}"},
       "get": "https://p.example/key/{handle}",
       "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]},
      {"name": "open", "get": "https://p.example/open/{handle}",
       "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})";

struct World {
  std::map<std::string, std::string, std::less<>> secrets = {{"app", "a"}, {"key", "k"}};
  platforms::Definition definition = load(two_roads);
  probing::Credentials credentials = [this](std::string_view name, std::string_view) {
    const auto found = secrets.find(name);
    return found == secrets.end() ? std::nullopt : std::optional(found->second);
  };
  probing::Tokens tokens;
  probing::Authorization roads{definition, credentials, tokens};
  const model::Moment now{1h};
};

constexpr std::size_t app = 0;
constexpr std::size_t key = 1;
constexpr std::size_t keyless = 2;

Reading blocked_by(std::size_t rule) {
  Reading reading;
  reading.rule = rule;
  reading.unknown_because = Reason::blocked;
  return reading;
}

}  // namespace

TEST_CASE("the first road whose credential is there is the entry; what lacks one is closed") {
  World world;
  CHECK(world.roads.entry() == app);
  world.secrets.erase("app");
  CHECK(world.roads.entry() == key);
  CHECK(world.roads.closed(app) == Reason::no_credential);
  CHECK_FALSE(world.roads.closed(key).has_value());
  CHECK_FALSE(world.roads.wants_token(app, world.now));
  world.secrets.clear();
  CHECK(world.roads.entry() == keyless);
  CHECK_FALSE(world.roads.closed(keyless).has_value());
  CHECK(world.roads.lacking() == std::set<std::string>{"app"});
}

TEST_CASE("a token is wanted until it is there, and anew for another secret") {
  World world;
  CHECK_FALSE(world.roads.wants_token(key, world.now));
  CHECK(world.roads.wants_token(app, world.now));
  world.roads.got_token(app, answer(200, R"({"access_token": "t0k"})"), world.now);
  CHECK_FALSE(world.roads.wants_token(app, world.now));
  CHECK(world.roads.road(app, "").token == "t0k");
  CHECK(world.roads.road(key, "").token.empty());
  probing::Authorization next(world.definition, world.credentials, world.tokens);
  CHECK_FALSE(next.wants_token(app, world.now));
  world.secrets["app"] = "another";
  CHECK(next.wants_token(app, world.now));
  CHECK(next.road(app, "").token.empty());
}

TEST_CASE("what is shown of a road has its server and no secret") {
  World world;
  world.roads.got_token(app, answer(200, R"({"access_token": "t0k"})"), world.now);
  const platforms::RequestContext masked = world.roads.masked(app, "https://one.example");
  CHECK(masked.server == "https://one.example");
  CHECK(masked.token == "***");
  CHECK(masked.credential("id") == "***");
  CHECK(world.roads.masked(key, "").token.empty());
  const platforms::RequestContext road = world.roads.road(key, "https://one.example");
  CHECK(road.server == "https://one.example");
  CHECK(road.credential("") == "k");
}

TEST_CASE("a token endpoint refuses a credential with 400, 401 or 403, and with nothing else") {
  for (const int status : {200, 399, 400, 401, 402, 403, 404, 429, 500}) {
    CAPTURE(status);
    World world;
    world.roads.got_token(app, answer(status, "{}"), world.now);
    const bool refuses = status == 400 || status == 401 || status == 403;
    CHECK(world.roads.refused().contains("app") == refuses);
    CHECK(world.roads.closed(app) == (status == 429 ? Reason::rate_limited : Reason::blocked));
    CHECK_FALSE(world.roads.wants_token(app, world.now));
  }
}

TEST_CASE("a token that is taken no more is got anew once") {
  World world;
  world.roads.got_token(app, answer(200, R"({"access_token": "t0k"})"), world.now);
  const platforms::RequestContext road = world.roads.road(app, "");
  CHECK_FALSE(world.roads.renews(app, road, answer(403, "{}"), false));
  CHECK_FALSE(world.roads.renews(app, road, failed(Reason::network), false));
  CHECK_FALSE(world.roads.renews(key, road, answer(401, "{}"), false));
  CHECK_FALSE(world.roads.wants_token(app, world.now));
  CHECK(world.roads.renews(app, road, answer(401, "{}"), false));
  CHECK(world.roads.wants_token(app, world.now));
  world.roads.got_token(app, answer(200, R"({"access_token": "t1k"})"), world.now);
  CHECK_FALSE(world.roads.renews(app, world.roads.road(app, ""), answer(401, "{}"), true));
  CHECK(world.roads.closed(app) == Reason::blocked);
}

TEST_CASE("an answer refuses a credential by 401, by 403 in JSON, or by a rule that says blocked") {
  const auto refused = [](std::size_t ask, const net::Reply& reply, Reading reading) {
    World world;
    world.roads.judge(ask, reply, {reading});
    return !world.roads.refused().empty();
  };
  net::Reply page = answer(403, "<p>", {});
  page.head.headers = {{"Content-Type", "text/html"}};
  CHECK(refused(key, answer(401, "{}"), {}));
  CHECK(refused(key, answer(403, "{}"), {}));
  CHECK_FALSE(refused(key, page, {}));
  CHECK_FALSE(refused(key, answer(404, "{}"), {}));
  CHECK_FALSE(refused(keyless, answer(401, "{}"), {}));
  CHECK_FALSE(refused(key, failed(Reason::network), blocked_by(1)));
  CHECK(refused(key, answer(200, "{}"), blocked_by(1)));
  CHECK_FALSE(refused(key, answer(200, "{}"), blocked_by(0)));  // a wall
  Reading limited = blocked_by(1);
  limited.unknown_because = Reason::rate_limited;
  CHECK_FALSE(refused(key, answer(200, "{}"), limited));
  Reading goes_on = blocked_by(1);
  goes_on.next = Reading::Next::ask;
  CHECK_FALSE(refused(key, answer(200, "{}"), goes_on));
  Reading claimed = blocked_by(1);
  claimed.status = Status::claimed;
  CHECK_FALSE(refused(key, answer(200, "{}"), claimed));
}
