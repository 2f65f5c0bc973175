#include "platforms/ties.hpp"

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

namespace {

// Of one ask with this `item`, `profile` and rule.
bool tied(std::string_view rule, std::string_view more = "") {
  const auto definition =
      tests::ruled(fmt::format(R"({{"status":404,"then":"available"}},{})", rule), more);
  const platforms::Ask& ask = definition.asks[0];
  return platforms::ties_to_handle(ask, ask.rules[1]);
}

std::string claimed_when(std::string_view condition) {
  return fmt::format(R"({{{},"then":"claimed"}})", condition);
}

}  // namespace

TEST_CASE("a claimed rule is tied where a JSON value must be the handle, and nowhere else") {
  struct Row {
    const char* condition;
    bool tied;
  };
  const Row rows[] = {
      {R"("json":{"/login":"{handle}"})", true},
      {R"("json":{"/login":"{name}"})", true},
      {R"("json":{"/acct":"acct:{handle}"})", true},
      {R"("json":{"/id":{"exists":true},"/login":"{handle}"})", true},
      {R"("json":{"/login":["{handle}","@{handle}"]})", true},
      {R"("json":{"/login":["{handle}",null]})", false},
      {R"("json":{"/login":{"exists":true}})", false},
      {R"("json":{"/role":"staff"})", false},
      {R"("item":{"/login":"{handle}"})", true},
      // An element that is picked by the handle, not a member that is named after the question.
      {R"("json":{"/list/name={handle}/id":{"exists":true}})", true},
      {R"("json":{"/list/name={handle}/id":7})", true},
      {R"("json":{"/list/name={handle}/id":{"exists":false}})", false},
      {R"("json":{"/list/name=staff/id":{"exists":true}})", false},
      {R"("json":{"/users/{handle}/id":{"exists":true}})", false},
      {R"("json":{"/users/{n}/id":{"exists":true}})", false},
      // What repeats the question, or an owner may write.
      {R"("body":"<title>{handle}</title>")", false},
      {R"("body":"\"alias\":\"{handle}\"")", false},
      {R"~("header":{"x-user":"^{handle}$"})~", false},
      {R"~("location":"/people/{handle}$")~", false},
      {R"("status":200)", false},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.condition));
    CHECK(tied(claimed_when(row.condition)) == row.tied);
  }
}

TEST_CASE("a search ties where nothing but the whole handle can satisfy it") {
  struct Row {
    const char* pattern;  // as JSON has it
    bool tied;
  };
  const Row rows[] = {
      {R"~(^acct:{handle}@)~", true},
      {R"~(/@{handle}([/?#]|$))~", true},
      {R"~((?i)^https://a\\.example/{handle}$)~", true},
      {R"~(/{handle}[/?]x)~", true},
      {R"~([]|(]/{handle}$)~", true},
      {R"~(^{name}$)~", true},
      // Also of a longer name.
      {R"~({handle})~", false},
      {R"~(^{handle})~", false},
      {R"~(/{handle})~", false},
      {R"~({handle}$)~", false},
      {R"~(u{handle}$)~", false},
      {R"~(/{handle}x)~", false},
      {R"~(/{handle}/?)~", false},
      {R"~(/{handle}(/|$)?)~", false},
      {R"~(/{handle}(/|x))~", false},
      {R"~(/?{handle}$)~", false},
      {R"~([/]{handle}$)~", false},
      // Also of none.
      {R"~((/{handle}/)?)~", false},
      {R"~((x|/{handle}$))~", false},
      {R"~(^/{handle}$|^/all$)~", false},
      {R"~((?m)^{handle}$)~", false},
      {R"~(\\Q)\\E(/{handle}$)?)~", false},
      {R"~([])](/{handle}$)?)~", false},
      {R"~(^/users/[0-9]+$)~", false},
      {R"~(^/{n}$)~", false},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.pattern));
    const std::string rule =
        claimed_when(fmt::format(R"("json":{{"/url":{{"matches":"{}"}}}})", row.pattern));
    CHECK(tied(rule) == row.tied);
  }
}

TEST_CASE("an item that is picked by the handle ties the rules that look at it") {
  const std::string exists = claimed_when(R"("item":{"/id":{"exists":true}})");
  CHECK(tied(exists, R"("item":"/list/name={handle}",)"));
  CHECK(tied(exists, R"("item":["/list/name={handle}","/more/name={name}"],)"));
  CHECK_FALSE(tied(exists, R"("item":["/list/name={handle}","/list/0"],)"));
  CHECK_FALSE(tied(exists, R"("item":"/list/{n}",)"));
  CHECK_FALSE(tied(exists, R"("item":"/list/{handle}",)"));
  CHECK_FALSE(tied(exists));
  CHECK_FALSE(tied(claimed_when(R"("json":{"/list":{"exists":true}})"),
                   R"("item":"/list/name={handle}",)"));
  CHECK_FALSE(tied(claimed_when(R"("item":false)"), R"("item":"/list/name={handle}",)"));
}

TEST_CASE("what the ask reads as the owner's text ties nothing, whatever it says") {
  const std::string named = claimed_when(R"("json":{"/name":"{handle}"})");
  for (const char* key : {"display_name", "bio", "website"}) {
    CHECK_FALSE(tied(named, fmt::format(R"("profile":{{"{}":["/x","/name"]}},)", key)));
  }
  CHECK(tied(named, R"("profile":{"display_name":"/names","url":"/name"},)"));
}

TEST_CASE("only a claimed rule ties, and its reading says so") {
  const std::string and_another = R"(,{"status":200,"then":"claimed"})";
  for (const char* verdict : {"suspended", "reserved", "unknown:ambiguous"}) {
    const std::string rule =
        fmt::format(R"({{"json":{{"/login":"{{handle}}"}},"then":"{}"}})", verdict);
    CHECK_FALSE(tied(rule + and_another));
  }
  const auto definition = tests::ruled(
      R"({"json":{"/login":"{handle}"},"then":"claimed"},{"json":{"/id":1},"then":"claimed"},)"
      R"({"status":404,"then":"available"})");
  CHECK(platforms::ties_a_rule(definition.asks[0]));
  CHECK(tests::readings_of(definition, tests::json_reply(200, R"({"login":"Nobody"})"))[0].tied);
  CHECK_FALSE(tests::readings_of(definition, tests::json_reply(200, R"({"id":1})"))[0].tied);
  CHECK_FALSE(tests::readings_of(definition, tests::json_reply(404, "{}"))[0].tied);
  CHECK_FALSE(platforms::ties_a_rule(tests::ruled(R"({"status":200,"then":"claimed"})").asks[0]));
}

TEST_CASE("which rules of the shipped definitions are tied to the handle") {
  std::string tied;
  for (const auto& file :
       tests::files_of(std::string(HANDLEWATCH_PATTERNS) + "/platforms", ".json")) {
    const auto definition = tests::shipped(file.stem().string());
    for (const platforms::Ask& ask : definition.asks) {
      for (std::size_t i = 0; i < ask.rules.size(); ++i) {
        if (!platforms::ties_to_handle(ask, ask.rules[i])) continue;
        tied += fmt::format("{}/{}/{} ", definition.id, ask.name, i + 1);
      }
    }
  }
  CHECK(tied ==
        "app-store/search/1 "
        "bluesky/many/1 "
        "bluesky/one/1 "
        "codeberg/users/1 "
        "codeberg/hidden/2 "
        "dailymotion/users/1 "
        "dailymotion/user/1 "
        "discord-invite/invite/1 "
        "discourse/profile/2 "
        "domain-ai/rdap/1 "
        "domain-alsace/rdap/1 "
        "domain-app/rdap/1 "
        "domain-bzh/rdap/1 "
        "domain-co-uk/rdap/1 "
        "domain-corsica/rdap/1 "
        "domain-cz/rdap/1 "
        "domain-de/rdap/1 "
        "domain-dev/rdap/1 "
        "domain-fi/rdap/1 "
        "domain-info/rdap/1 "
        "domain-nl/rdap/1 "
        "domain-no/rdap/1 "
        "domain-online/rdap/1 "
        "domain-org/rdap/1 "
        "domain-paris/rdap/1 "
        "domain-pl/rdap/2 "
        "domain-shop/rdap/1 "
        "domain-si/rdap/1 "
        "domain-site/rdap/1 "
        "domain-store/rdap/1 "
        "domain-uk/rdap/1 "
        "domain-xyz/rdap/1 "
        "etsy-shop/shops/1 "
        "gab/account/1 "
        "github/graphql/2 "
        "github/rest/1 "
        "gitlab/users/2 "
        "gitlab/groups/1 "
        "helloasso/organization/1 "
        "helloasso/unnumbered/1 "
        "hugging-face-organization/organizations/1 "
        "hugging-face-user/users/1 "
        "instagram/business-discovery/1 "
        "keybase/lookup/1 "
        "keybase/alone/1 "
        "kick/channels/1 "
        "lemmy/user/3 "
        "lemmy/community/3 "
        "lemmy/person/3 "
        "lemmy/group/3 "
        "liberapay/public/1 "
        "mastodon/lookup/2 "
        "mastodon/lookup/6 "
        "mastodon/webfinger/1 "
        "mediawiki/users/3 "
        "mixcloud/user/1 "
        "npm-package/packument/1 "
        "npm-user/search/2 "
        "npm-user/search/3 "
        "open-collective/accounts/1 "
        "open-collective/private/1 "
        "packagist-vendor/packages/1 "
        "peertube/account/1 "
        "peertube/channel/1 "
        "pixelfed/webfinger/1 "
        "pypi-project/json/1 "
        "pypi-project/simple/2 "
        "reddit-subreddit/about/1 "
        "reddit-subreddit/closed/2 "
        "reddit-user/about/2 "
        "roblox/users/1 "
        "rubygems-gem/gem/1 "
        "rubygems-gem/search/1 "
        "rubygems-profile/profile/1 "
        "sourceforge/profile/1 "
        "substack/profile/1 "
        "threads/lookup/1 "
        "tiktok/oembed/1 "
        "trello/member/1 "
        "trustpilot/find/1 "
        "truth-social/lookup/1 "
        "tumblr/blog-info/1 "
        "tumblr/closed/2 "
        "twitch/users/1 "
        "vk/people/2 "
        "webfinger/webfinger/1 "
        "x/users/1 ");
}
