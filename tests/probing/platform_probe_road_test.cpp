// How a probe finds its road: credentials, tokens, discovery; and platforms that prove nothing.
#include <memory>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "probing/platform_probe_run.hpp"

using namespace tests;
using namespace std::chrono_literals;
using model::Reason;
using probing::parse_budget;
using probing::SpendLimit;

namespace {

std::string with_token(const char* as) {
  return std::string(R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]},
    "rate": "100000/1s", "ask": [{"name": "users", "credential": "app",
      "token": {"post": "https://id.example/token", "as": ")") +
         as + R"("}, "headers": {"Authorization": "Bearer {token}"},
      "get": "https://p.example/users/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})";
}

probing::Credentials app_secrets() {
  return [](std::string_view name, std::string_view key) -> std::optional<std::string> {
    if (name != "app") return std::nullopt;
    if (key == "id") return "my id";
    return key == "secret" ? "s&cret" : "{...}";
  };
}

ScriptedFetcher::Script token_says(const net::Reply& reply) {
  return [reply](const net::Request& request) {
    return request.url == "https://id.example/token" ? reply : honest(request);
  };
}

const std::string servers = R"({"id": "p", "name": "P", "profile_url": "{server}/@{handle}",
    "server": {"default": "https://home.example",
               "discover": {"get": "{server}/.well-known/api", "at": "/api/base"}},
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "rate": "100000/1s",
    "controls": {"claimed": ["alice@https://home.example"]},
    "ask": [{"name": "users", "get": "{server}/users/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})";

ScriptedFetcher::Script discovery_says(const net::Reply& reply) {
  return [reply](const net::Request& request) {
    return request.url.ends_with("/.well-known/api") ? reply : honest(request);
  };
}

}  // namespace

TEST_CASE("without the credential nothing is asked, and every target says so") {
  LaneRun run(with_token("body"), numbered("h", 5), honest);
  run.run();
  CHECK(run.world.fetcher.sent.empty());
  CHECK(run.count("no-credential") == 5);
  CHECK(run.seen[0].url == "https://p.example/h0");
  CHECK_FALSE(run.probe().report().proof.has_value());
  CHECK_FALSE(run.probe().report().transport_failure.has_value());
  CHECK(run.probe().report().lacking == std::set<std::string>{"app"});
}

TEST_CASE("the request for a token is shown without its secrets") {
  LaneRun run(with_token("body"), numbered("h", 1),
              token_says(answer(200, R"({"access_token":"t0k"})")));
  run.credentials = app_secrets();
  std::vector<std::string> shown;
  run.observer.asked = [&shown](const probing::Exchange& exchange) {
    shown.push_back(exchange.request->body);
  };
  run.run();
  REQUIRE_FALSE(shown.empty());
  CHECK(shown[0] == "grant_type=client_credentials&client_id=%2A%2A%2A&client_secret=%2A%2A%2A");
}

TEST_CASE("a token is got once, in the form or by Basic, and used") {
  LaneRun form(with_token("body"), numbered("h", 3),
               token_says(answer(200, R"({"access_token":"t0k"})")));
  form.credentials = app_secrets();
  form.run();
  REQUIRE(form.world.fetcher.sent.size() == 1 + 2 + 3 + 2);
  const net::Request& post = form.world.fetcher.sent[0].request;
  CHECK(post.method == "POST");
  CHECK(post.body == "grant_type=client_credentials&client_id=my%20id&client_secret=s%26cret");
  CHECK(post.user.empty());
  CHECK(net::header(post.headers, "content-type") == "application/x-www-form-urlencoded");
  CHECK(net::header(post.headers, "accept") == "application/json");
  const net::Request& ask = form.world.fetcher.sent[1].request;
  CHECK(net::header(ask.headers, "authorization") == "Bearer t0k");
  CHECK(form.count("available") == 3);

  LaneRun basic(with_token("basic"), numbered("h", 3),
                token_says(answer(200, R"({"access_token":"t0k"})")));
  basic.credentials = app_secrets();
  basic.run();
  const net::Request& by_basic = basic.world.fetcher.sent[0].request;
  CHECK(by_basic.body == "grant_type=client_credentials");
  CHECK(by_basic.user == "my id");
  CHECK(by_basic.password == "s&cret");
}

namespace {

// Gives t1, t2, ... and takes only the last one it gave, from the `good`th on.
struct TokenServer {
  int given = 0;
  int good = 1;

  net::Reply operator()(const net::Request& request) {
    if (request.url == "https://id.example/token") {
      return answer(200, fmt::format(R"({{"access_token":"t{}","expires_in":3600}})", ++given));
    }
    const bool last =
        net::header(request.headers, "authorization") == fmt::format("Bearer t{}", given);
    return last && given >= good ? honest(request) : answer(401, R"({"error":"expired"})");
  }
};

}  // namespace

TEST_CASE("a token that is taken no more is got anew once, and the questions are asked again") {
  auto server = std::make_shared<TokenServer>();
  server->good = 2;
  LaneRun run(with_token("body"), numbered("h", 20),
              [server](const net::Request& request) { return (*server)(request); });
  run.credentials = app_secrets();
  run.settings.concurrency = 4;
  run.run();
  CHECK(server->given == 2);
  CHECK(run.count("available") == 20);
  CHECK(run.probe().report().refused.empty());
}

TEST_CASE("a token that is refused again and again is a refused credential, and is not got again") {
  auto server = std::make_shared<TokenServer>();
  server->good = 1000;
  LaneRun run(with_token("body"), numbered("h", 20),
              [server](const net::Request& request) { return (*server)(request); });
  run.credentials = app_secrets();
  run.settings.concurrency = 4;
  run.run();
  CHECK(server->given == 2);
  CHECK(run.count("blocked") == 20);
  CHECK(run.probe().report().refused == std::set<std::string>{"app"});
}

TEST_CASE("the next probe has the token still, until it ends") {
  auto server = std::make_shared<TokenServer>();
  const auto script = [server](const net::Request& request) { return (*server)(request); };
  probing::SharedLimits limits;
  for (const int expected : {1, 1, 2}) {
    LaneRun run(with_token("body"), numbered("h", 3), script);
    run.credentials = app_secrets();
    run.limits = limits;
    if (expected == 2) run.world.clock.skip(59min);
    run.run();
    CHECK(server->given == expected);
    CHECK(run.count("available") == 3);
    limits = run.limits;
  }
}

TEST_CASE("without a token nothing more is asked, for the token's reason") {
  struct Row {
    net::Reply reply;
    const char* reason;
  };
  const Row rows[] = {
      {answer(401, R"({"error":"invalid_client"})"), "blocked"},
      {answer(400, R"({"error":"invalid_client","access_token":"x"})"), "blocked"},
      {answer(200, R"({"token":"x"})"), "blocked"},
      {answer(200, R"({"access_token":null})"), "blocked"},
      {answer(200, R"({"access_token":""})"), "blocked"},
      {answer(200, R"({"access_token":{"a":"b"}})"), "blocked"},
      {answer(200, "<html>"), "blocked"},
      {answer(503, ""), "blocked"},
      {answer(429, "{}"), "rate-limited"},
      {failed(Reason::dns), "dns"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.reply.body);
    LaneRun run(with_token("body"), numbered("h", 5), token_says(row.reply));
    run.credentials = app_secrets();
    run.run();
    CHECK(run.world.fetcher.sent.size() == 1);
    CHECK(run.count(row.reason) == 5);
    const bool transport = std::string_view(row.reason) == "dns";
    CHECK(run.probe().report().transport_failure.has_value() == transport);
  }
}

TEST_CASE("a step of a chain has its own key: missing it ends there, its token is its own") {
  const std::string chain = R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]},
    "rate": "100000/1s", "ask": [
      {"name": "users", "get": "https://p.example/users/{handle}",
       "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "ask:deep"}]},
      {"name": "deep", "credential": "app", "token": {"post": "https://id.example/token", "as": "body"},
       "headers": {"Authorization": "Bearer {token}"}, "get": "https://p.example/deep/{handle}",
       "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})";
  struct Row {
    const char* what;
    bool credential;
    net::Reply token;
    const char* reason;
    std::size_t deep;
  };
  const Row rows[] = {
      // The free control goes there before and after the three.
      {"a key", true, answer(200, R"({"access_token":"t0k"})"), "available", 5},
      {"no key", false, answer(200, "{}"), "no-credential", 0},
      {"a refused key", true, answer(401, "{}"), "blocked", 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    LaneRun run(chain, {"taken1", "h1", "h2", "h3"}, token_says(row.token));
    if (row.credential) run.credentials = app_secrets();
    run.run();
    CHECK(run.count("claimed") == 1);
    CHECK(run.count(row.reason) == 3);
    CHECK(run.world.fetcher.sent_to("/deep/") == row.deep);
    for (const auto& sent : run.world.fetcher.sent) {
      const bool deep = sent.request.url.find("/deep/") != std::string::npos;
      CHECK(net::header(sent.request.headers, "authorization") == (deep ? "Bearer t0k" : ""));
    }
  }
}

TEST_CASE("a server may keep its API elsewhere; 404 says that it does not") {
  struct Row {
    net::Reply reply;
    const char* asked_at;
  };
  const Row rows[] = {
      {answer(200, R"({"api":{"base":"https://api.example/v1/"}})"),
       "https://api.example/v1/users/h0"},
      {answer(404, "{}"), "https://home.example/users/h0"},
  };
  for (const Row& row : rows) {
    LaneRun run(servers, numbered("h", 2), discovery_says(row.reply));
    run.run();
    CHECK(run.world.fetcher.sent[0].request.url == "https://home.example/.well-known/api");
    CHECK(run.world.fetcher.sent_to(row.asked_at) == 1);
    CHECK(run.world.fetcher.sent.size() == 1 + 2 + 2 + 2);
    CHECK(run.count("available") == 2);
  }
}

TEST_CASE("without discovery nothing is asked, for the reason that fits") {
  struct Row {
    net::Reply reply;
    const char* reason;
  };
  const Row rows[] = {
      {failed(Reason::tls), "tls"},
      {failed(Reason::private_address), "private-address"},
      {answer(200, R"({"api":{}})"), "no-rule"},
      {answer(200, R"({"api":{"base":7}})"), "no-rule"},
      {answer(200, R"({"api":{"base":"not a url"}})"), "no-rule"},
      {answer(200, "<html>hello</html>"), "no-rule"},
      {answer(429, R"({"api":{"base":"https://api.example"}})"), "rate-limited"},
      {answer(403, "{}"), "blocked"},
      {answer(502, "{}"), "blocked"},
      {answer(302, ""), "redirect"},
      {answer(404, "{}", {{"cf-mitigated", "challenge"}}), "blocked"},
      {answer(410, "{}"), "no-rule"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.reason);
    CAPTURE(row.reply.body);
    LaneRun run(servers, numbered("h", 5), discovery_says(row.reply));
    run.run();
    CHECK(run.world.fetcher.sent.size() == 1);
    CHECK(run.count(row.reason) == 5);
    const bool transport = row.reply.failure == Reason::tls;
    CHECK(run.probe().report().transport_failure.has_value() == transport);
  }
}

TEST_CASE("a token or a discovery that a connection lost is asked for once more, and counted") {
  const auto lose = [](std::string_view end, std::size_t times, const net::Reply& reply) {
    auto left = std::make_shared<std::size_t>(times);
    return [=](const net::Request& request) {
      if (!request.url.ends_with(end)) return honest(request);
      if (!request.is_counted || *left == 0) return reply;
      --*left;
      net::Reply lost;
      lost.failure = Reason::network;
      lost.dropped = true;
      return lost;
    };
  };
  struct Row {
    std::string definition;
    std::string end;
    net::Reply reply;
  };
  const Row rows[] = {
      {with_token("body"), "/token", answer(200, R"({"access_token":"t0k"})")},
      {servers, "/.well-known/api", answer(404, "")},
  };
  for (const Row& row : rows) {
    for (const std::size_t times : {1U, 2U}) {
      CAPTURE(row.end);
      CAPTURE(times);
      LaneRun run(row.definition, numbered("h", 1), lose(row.end, times, row.reply));
      run.credentials = app_secrets();
      run.limits.spend_limits.emplace("p", SpendLimit(*parse_budget("100/1d")));
      run.run();
      std::vector<bool> fresh;
      for (const auto& one : run.world.fetcher.sent) {
        if (one.request.url.ends_with(row.end)) fresh.push_back(one.request.fresh);
      }
      CHECK(fresh == std::vector<bool>{false, true});
      CHECK(run.count("unknown") == (times == 1 ? 0 : 1));
      const auto sent = static_cast<long long>(run.world.fetcher.sent.size());
      const long long left = run.limits.spend_limit_of("p")->left(run.world.clock.now());
      CHECK(left == (100 - sent) * 1'000'000);
    }
  }
}

TEST_CASE("a platform that answers 200 for any name is found out after its controls") {
  LaneRun run(one_by_one(R"("rate": "100000/1s", "concurrency": 8)"), numbered("h", 50),
              [](const net::Request& request) {
                return answer(200, R"({"id":7,"login":")" + asked_handle(request) + "\"}");
              });
  run.run();
  CHECK(run.world.fetcher.sent.size() == 2);
  CHECK(run.count("platform-blind") == 50);
}

TEST_CASE("a halved batch that waits for its pace is not asked when the platform is found blind") {
  LaneRun run(R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]},
    "rate": "1/1m", "concurrency": 2, "ask": [{"name": "many", "max": 8,
      "get": "https://p.example/users?names={handles}", "item": "/{handle}",
      "rules": [{"status": 200, "item": {"": true}, "then": "claimed"},
                {"status": 200, "item": {"": false}, "then": "available"}]}]})",
              numbered("h", 30), [](const net::Request& request) {
                std::string names = request.url.substr(request.url.find('=') + 1);
                if (std::count(names.begin(), names.end(), ',') > 3) return answer(400, "[]");
                std::string body;
                while (!names.empty()) {
                  const std::string one = names.substr(0, names.find(','));
                  body += (body.empty() ? "{\"" : ",\"") + one + "\":true";
                  names.erase(0, one.size() + 1);
                }
                return answer(200, body + "}");
              });
  run.run();
  CHECK(run.count("platform-blind") == 30);
  CHECK(run.world.fetcher.sent.size() == 2);
  CHECK(run.world.clock.passed() == 1min + 1ms + 2 * 500ms);
}

TEST_CASE("what a token endpoint or a discovery says about waiting is heeded by the next probe") {
  for (const std::string& platform : {with_token("body"), servers}) {
    for (const int status : {429, 503}) {
      CAPTURE(status);
      bool refuses = true;
      const net::Reply later = answer(status, "{}", {{"Retry-After", "3600"}});
      LaneRun run(platform, numbered("h", 2), [&](const net::Request& request) {
        if (request.url.ends_with("/token")) {
          return refuses ? later : answer(200, R"({"access_token": "t0k"})");
        }
        if (request.url.ends_with("/api")) return refuses ? later : answer(404, "{}");
        return honest(request);
      });
      run.credentials = app_secrets();
      run.run();
      REQUIRE(run.world.fetcher.sent.size() == 1);
      refuses = false;
      async::Semaphore permits(run.world.io.get_executor(), 1);
      std::mt19937_64 random(1);
      const probing::Tools tools{run.world.fetcher, run.world.clock, permits,
                                 run.limits,        run.credentials, random};
      probing::PlatformProbe next(plan_of(run.definition, {"h0"}), run.settings, tools, {});
      run.world.run(next.run());
      CHECK(run.world.fetcher.sent[1].at == 500ms + 3'600s);
      CHECK(next.report().proof.has_value());
    }
  }
}
