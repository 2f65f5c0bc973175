// The shipped definitions against what the facts say of the platforms: hand-made exchanges for
// every status that a definition can give, the walls, and which handles can exist where.
#include <set>

#include <doctest/doctest.h>

#include "platforms/exchanges.hpp"

namespace {

const std::string folder = std::string(HANDLEWATCH_TESTS) + "/platforms/exchanges";

std::vector<std::string> shipped_ids() {
  std::vector<std::string> ids;
  for (const auto& file :
       tests::files_of(std::string(HANDLEWATCH_PATTERNS) + "/platforms", ".json")) {
    ids.push_back(file.stem().string());
  }
  return ids;
}

const platforms::Ask& ask_named(const platforms::Definition& definition, const std::string& name) {
  const auto found = std::find_if(definition.asks.begin(), definition.asks.end(),
                                  [&](const auto& ask) { return ask.name == name; });
  REQUIRE_MESSAGE(found != definition.asks.end(), name);
  return *found;
}

std::string fact_of(const model::Profile& profile, const std::string& key) {
  if (key == "account_id") return profile.account_id.value_or("(none)");
  if (key == "display_name") return profile.display_name.value_or("(none)");
  if (key == "created_at") return profile.created_at.value_or("(none)");
  for (const auto& [name, value] : profile.more) {
    if (name == key) return value;
  }
  return "(none)";
}

}  // namespace

TEST_CASE("every hand-made exchange is asked and read as the facts say") {
  for (const std::string& id : shipped_ids()) {
    const auto definition = tests::shipped(id);
    for (const auto& file : tests::files_of(fmt::format("{}/{}", folder, id), ".http")) {
      CAPTURE(file.string());
      tests::Exchange exchange = tests::exchange_in(file);
      const platforms::Ask& ask = ask_named(definition, exchange.ask);
      REQUIRE(exchange.handles.size() <= ask.max);
      const platforms::Road road{exchange.server, nullptr, ""};
      const net::Request request = platforms::compose(definition, ask, road, exchange.handles);
      if (!exchange.asked.empty()) CHECK(request.method + ' ' + request.url == exchange.asked);
      exchange.reply.effective_url = request.url;
      const auto readings =
          platforms::read(definition, ask, road, exchange.handles, exchange.reply);
      REQUIRE(readings.size() == exchange.handles.size());
      std::string says;
      for (const auto& reading : readings) {
        says += (says.empty() ? "" : " ") + tests::told(definition, reading);
      }
      CHECK(says == exchange.says);
      for (const auto& fact : exchange.profile) {
        CAPTURE(fact.key);
        CHECK(fact_of(readings[fact.handle].profile, fact.key) == fact.value);
      }
    }
  }
}

TEST_CASE("every rule of every shipped definition decides in some exchange") {
  for (const std::string& id : shipped_ids()) {
    const auto definition = tests::shipped(id);
    std::set<std::string> seen;
    for (const auto& file : tests::files_of(fmt::format("{}/{}", folder, id), ".http")) {
      const tests::Exchange exchange = tests::exchange_in(file);
      const platforms::Ask& ask = ask_named(definition, exchange.ask);
      const platforms::Road road{exchange.server, nullptr, ""};
      for (const auto& reading :
           platforms::read(definition, ask, road, exchange.handles, exchange.reply)) {
        if (reading.rule > 0) {
          seen.insert(fmt::format("{}/{}", ask.name, reading.rule));
        } else if (reading.note.starts_with("rule ")) {
          seen.insert(fmt::format("{}/{}", ask.name, reading.note.substr(5)));
        }
      }
    }
    for (const platforms::Ask& ask : definition.asks) {
      for (std::size_t rule = 1; rule <= ask.rules.size(); ++rule) {
        CHECK_MESSAGE(seen.contains(fmt::format("{}/{}", ask.name, rule)),
                      fmt::format("{}: {}/{} never decided", id, ask.name, rule));
      }
    }
  }
}

TEST_CASE("no answer that is none gives a verdict on any shipped platform, by any of its asks") {
  struct Row {
    const char* what;
    int status;
    const char* type;
    const char* header;
    const char* body;
    const char* said;
  };
  const Row rows[] = {
      {"429", 429, "text/html", "", "<title>Too many</title>", "unknown:rate-limited"},
      {"401", 401, "text/html", "", "<p>Who are you?", "unknown:blocked"},
      {"403", 403, "text/html", "", "<p>No.", "unknown:blocked"},
      {"451", 451, "text/html", "", "<p>Not here.", "unknown:blocked"},
      {"500", 500, "text/plain", "", "oops", "unknown:blocked"},
      {"503", 503, "", "", "", "unknown:blocked"},
      {"999", 999, "text/html", "", "<script>x</script>", "unknown:blocked"},
      {"Cloudflare 403", 403, "text/html", "cf-mitigated: challenge",
       "<title>Just a moment...</title>", "unknown:blocked"},
      {"Cloudflare 200", 200, "text/html", "", "<title>Just a moment...</title>",
       "unknown:blocked"},
      {"Cloudflare denial", 403, "text/html", "server: cloudflare", "<h1>Access denied</h1>",
       "unknown:blocked"},
      {"AWS 202", 202, "", "x-amzn-waf-action: challenge", "", "unknown:blocked"},
      {"DDoS-Guard", 403, "text/html", "server: ddos-guard", "<p>x", "unknown:blocked"},
      {"captcha 200", 200, "text/html", "", "<div class=\"g-recaptcha\"></div>", "unknown:blocked"},
      {"log-in redirect", 302, "text/html", "location: https://a.example/login?next=/x", "<p>x",
       "unknown:blocked"},
      {"home redirect", 302, "text/html", "location: https://a.example/", "<p>x",
       "unknown:redirect"},
      {"home 200", 200, "text/html", "", "<title>Welcome</title><p>pnationale44 is here",
       "unknown:no-rule"},
      {"empty 200", 200, "application/json", "", "", "unknown:no-rule"},
      {"empty 200 without a type", 200, "", "", "", "unknown:no-rule"},
      {"JSON that says nothing", 200, "application/json", "", "{}", "unknown:no-rule"},
      {"JSON that is null", 200, "application/json", "", "null", "unknown:no-rule"},
      {"JSON of an error at 200", 200, "application/json", "",
       "{\"errors\":[\"x\"],\"message\":\"x\"}", "unknown:no-rule"},
      {"JSON cut off", 200, "application/json", "", "{\"data\":", "unknown:no-rule"},
      {"a picture", 200, "image/png", "", "x", "unknown:no-rule"},
      {"not UTF-8", 200, "application/json", "", "{\"a\":\"\xff\"}", "unknown:no-rule"},
  };
  for (const std::string& id : shipped_ids()) {
    const auto definition = tests::shipped(id);
    for (std::size_t ask = 0; ask < definition.asks.size(); ++ask) {
      for (const Row& row : rows) {
        CAPTURE(std::string(id));
        CAPTURE(definition.asks[ask].name);
        CAPTURE(std::string(row.what));
        net::Reply reply = tests::reply(row.status, row.type, row.body);
        const std::string header = row.header;
        if (const auto colon = header.find(": "); colon != std::string::npos) {
          reply.head.headers.emplace_back(header.substr(0, colon), header.substr(colon + 2));
        }
        reply.head.location = net::header(reply.head.headers, "location");
        CHECK(tests::said(definition, reply, {"pnationale44"}, ask) == row.said);
      }
    }
  }
}

TEST_CASE("which template can exist where is what the facts say (section 7)") {
  const char* const handles[] = {"pnationale75",        "PoliceNationale75",
                                 "p_nationale_75",      "police-nationale-75",
                                 "police.nationale.75", "policenationale_971"};
  struct Row {
    const char* id;
    const char* fits;
  };
  const Row rows[] = {{"bluesky", "yy----"},     {"mastodon", "yyy--y"},  {"mediawiki", "yyyyyy"},
                      {"github", "yy-y--"},      {"gitlab", "yyyyyy"},    {"codeberg", "yyyyyy"},
                      {"npm-package", "yyyyyy"}, {"domain-fr", "yy-y--"}, {"domain-com", "yy-y--"},
                      {"domain-org", "yy-y--"}};
  CHECK(std::size(rows) == shipped_ids().size());
  for (const Row& row : rows) {
    const auto definition = tests::shipped(row.id);
    std::string fits;
    for (const char* handle : handles) {
      fits += platforms::canonical(definition, handle).admitted ? 'y' : '-';
    }
    CHECK_MESSAGE(fits == row.fits, fmt::format("{}: {}", row.id, fits));
  }
}

TEST_CASE("how long and of what a name may be is what the facts say (section 4)") {
  struct Row {
    const char* id;
    std::string handle;
    bool fits;
  };
  const std::string wide = "\xF0\x9D\x94\xB8";  // four bytes, one character
  std::string many;
  for (int i = 0; i < 64; ++i) many += wide;
  const Row rows[] = {
      {"bluesky", "ab", false},
      {"bluesky", "abc", true},
      {"bluesky", std::string(18, 'a'), true},
      {"bluesky", std::string(19, 'a'), false},
      {"bluesky", "a_b", false},
      {"bluesky", "-ab", false},
      {"bluesky", "ab-", false},
      {"bluesky", "a.b.bsky.social", false},
      {"bluesky", "police.interieur.gouv.fr", true},
      {"bluesky",
       std::string(60, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
           std::string(64, 'd'),
       true},
      {"bluesky",
       std::string(60, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
           std::string(65, 'd'),
       false},
      {"bluesky", "xn--caf-dma.fr", true},
      {"mastodon", "a", true},
      {"mastodon", std::string(30, 'a'), true},
      {"mastodon", std::string(31, 'a'), false},
      {"mastodon", "a-b", false},
      {"mediawiki", "Zoë l'Étoile", true},
      {"mediawiki", std::string(85, 'a'), true},
      {"mediawiki", std::string(86, 'a'), false},
      {"mediawiki", "a|b", false},
      {"mediawiki", "a@b", false},
      {"mediawiki", "a/b", false},
      {"mediawiki", "192.0.2.1", false},
      {"mediawiki", "192.0.2.1 bis", true},
      {"mediawiki", many.substr(0, 63 * 4), true},
      {"mediawiki", many, false},
      {"github", std::string(39, 'a'), true},
      {"github", std::string(40, 'a'), false},
      {"github", "a--b", false},
      {"github", "-a", false},
      {"github", "a-", false},
      {"gitlab", "a", false},
      {"gitlab", "ab", true},
      {"gitlab", std::string(255, 'a'), true},
      {"gitlab", std::string(256, 'a'), false},
      {"gitlab", "ab.", false},
      {"gitlab", "ab.git", false},
      {"gitlab", "ab.atom", false},
      {"gitlab", "-ab", false},
      {"gitlab", "_ab", true},
      {"codeberg", "a", true},
      {"codeberg", std::string(40, 'a'), true},
      {"codeberg", std::string(41, 'a'), false},
      {"codeberg", "a._b", false},
      {"codeberg", "a_", false},
      {"npm-package", "a", true},
      {"npm-package", "~a", true},
      {"npm-package", ".a", false},
      {"npm-package", "node_modules", false},
      {"npm-package", "node-modules", true},
      {"npm-package", "_a", false},
      {"npm-package", std::string(214, 'a'), true},
      {"npm-package", std::string(215, 'a'), false},
      {"domain-fr", "a", true},
      {"domain-fr", std::string(63, 'a'), true},
      {"domain-fr", std::string(64, 'a'), false},
      {"domain-fr", "a-", false},
      {"domain-fr", "a.com", false},
      {"domain-com", "a.com", true},
      {"domain-org", "a.fr", false},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.id));
    CAPTURE(row.handle);
    CHECK(platforms::canonical(tests::shipped(row.id), row.handle).admitted == row.fits);
  }
}

TEST_CASE("who asks whom how often, and whether a name comes back, is what the facts say") {
  struct Row {
    const char* id;
    const char* rate;
    const char* recycle;
    const char* control;
  };
  const Row rows[] = {
      {"bluesky", "3000/5m", "unknown", "bsky.app"},
      {"mastodon", "300/5m", "never", "Gargron"},
      {"mediawiki", "60/1m", "never", "Jimbo Wales"},
      {"github", "60/1h", "hold 90d", "github"},
      {"gitlab", "60/1m", "unknown", "gitlab-org"},
      {"codeberg", "60/1m", "unknown", "forgejo"},
      {"npm-package", "60/1m", "hold 1d", "express"},
      {"domain-fr", "1/1s", "unknown", "afnic.fr"},
      {"domain-com", "1/1s", "unknown", "example.com"},
      {"domain-org", "1/1s", "unknown", "wikipedia.org"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.id));
    const auto definition = tests::shipped(row.id);
    CHECK(text::to_string(definition.rates) == row.rate);
    CHECK(definition.grammar.recycle == row.recycle);
    CHECK(definition.controls.claimed[0].name == row.control);
    CHECK(definition.verified == "");
    CHECK_FALSE(definition.source.empty());
    CHECK_FALSE(definition.positive_only());
  }
  CHECK(tests::shipped("bluesky").asks[0].max == 25);
  CHECK(tests::shipped("mediawiki").asks[0].max == 50);
  CHECK(tests::shipped("github").asks[0].max == 100);
  CHECK(tests::shipped("github").asks[0].rates == text::Rates{{5000, std::chrono::hours(1)}});
}
