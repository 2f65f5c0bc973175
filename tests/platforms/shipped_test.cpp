// The shipped definitions against what the facts say of the platforms: hand-made exchanges for
// every status that a definition can give, the walls, and which handles can exist where.
#include <set>

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"
#include "platforms/spellings.hpp"
#include "text/join.hpp"

namespace {

const std::string shipped_folder = std::string(HANDLEWATCH_TESTS) + "/platforms/exchanges";
const std::string spellings = std::string(HANDLEWATCH_TESTS) + "/platforms/spellings";

std::vector<std::string> shipped_ids() {
  std::vector<std::string> ids;
  for (const auto& file :
       tests::files_of(std::string(HANDLEWATCH_PATTERNS) + "/platforms", ".json")) {
    ids.push_back(file.stem().string());
  }
  return ids;
}

// None where a platform is looked at by hand, or its definition is untested.
std::vector<std::filesystem::path> exchanges_of(const std::string& id) {
  const std::string here = fmt::format("{}/{}", shipped_folder, id);
  return std::filesystem::exists(here) ? tests::files_of(here, ".http")
                                       : std::vector<std::filesystem::path>{};
}

std::string spellings_of(const std::string& id) {
  return fmt::format("{}/{}.txt", spellings, id);
}

}  // namespace

TEST_CASE("every hand-made exchange is asked and read as the facts say") {
  for (const std::string& id : shipped_ids()) {
    const auto definition = tests::shipped(id);
    for (const auto& file : exchanges_of(id)) {
      CAPTURE(file.string());
      CHECK(text::joined(differences(definition, tests::exchange_in(file)), "; ") == "");
    }
  }
}

TEST_CASE("every hand-made exchange says what it is made from, and is written as it is read") {
  for (const std::string& id : shipped_ids()) {
    for (const auto& file : exchanges_of(id)) {
      CAPTURE(file.string());
      const platforms::RecordedExchange exchange = tests::exchange_in(file);
      REQUIRE_FALSE(exchange.comments.empty());
      CHECK(exchange.comments[0].starts_with("Hand-made after "));
      const auto again = platforms::parse_exchange(to_text(exchange), "");
      REQUIRE(again.has_value());
      CHECK(to_text(*again) == to_text(exchange));
    }
  }
}

TEST_CASE("every rule of every shipped definition decides in some exchange") {
  for (const std::string& id : shipped_ids()) {
    const auto definition = tests::shipped(id);
    std::set<std::string> seen;
    for (const auto& file : exchanges_of(id)) {
      const auto replayed = replay(definition, tests::exchange_in(file));
      REQUIRE_MESSAGE(replayed.has_value(), file.string());
      for (const auto& reading : replayed->readings) {
        seen.insert(fmt::format("{}/{}", replayed->ask->name, reading.rule));
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

TEST_CASE("every shipped definition that asks says which names it admits (spellings/ID.txt)") {
  for (const std::string& id : shipped_ids()) {
    const auto file = spellings_of(id);
    if (!std::filesystem::exists(file)) {
      CHECK_MESSAGE(tests::shipped(id).asks.empty(), fmt::format("{}: no {}", id, file));
      continue;
    }
    const tests::Spellings known = tests::spellings_in(file);
    CHECK_MESSAGE(!known.fits.empty(), fmt::format("{}: no line 'fits:'", id));
    CHECK_MESSAGE(!known.admits.empty(), fmt::format("{}: no line 'admits:'", id));
    CHECK_MESSAGE(!known.forbids.empty(), fmt::format("{}: no line 'forbids:'", id));
  }
  const std::vector<std::string> ids = shipped_ids();
  for (const auto& file : tests::files_of(spellings, ".txt")) {
    CHECK_MESSAGE(std::find(ids.begin(), ids.end(), file.stem().string()) != ids.end(),
                  fmt::format("{}: no such platform is shipped", file.string()));
  }
}

TEST_CASE("which template can exist where is what the facts say (section 7)") {
  const char* const handles[] = {"pnationale75",        "PoliceNationale75",
                                 "p_nationale_75",      "police-nationale-75",
                                 "police.nationale.75", "policenationale_971"};
  for (const auto& file : tests::files_of(spellings, ".txt")) {
    const auto definition = tests::shipped(file.stem().string());
    std::string fits;
    for (const char* handle : handles) {
      fits += platforms::canonical(definition, handle).admitted ? 'y' : '-';
    }
    CHECK_MESSAGE(fits == tests::spellings_in(file).fits,
                  fmt::format("{}: {}", definition.id, fits));
  }
}

TEST_CASE("how long and of what a name may be is what the facts say (section 4)") {
  for (const auto& file : tests::files_of(spellings, ".txt")) {
    const auto definition = tests::shipped(file.stem().string());
    const tests::Spellings known = tests::spellings_in(file);
    CAPTURE(definition.id);
    for (const std::string& name : known.admits) {
      CHECK_MESSAGE(platforms::canonical(definition, name).admitted, name);
    }
    for (const std::string& name : known.forbids) {
      CHECK_FALSE_MESSAGE(platforms::canonical(definition, name).admitted, name);
    }
    for (const auto& becomes : known.becomes) {
      CAPTURE(becomes.first);
      CHECK(platforms::canonical(definition, becomes.first).handle == becomes.second);
    }
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
