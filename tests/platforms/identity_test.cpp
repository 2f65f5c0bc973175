// Whose account it is (contract, 'Truth' 9), as far as an answer shows it.
#include <doctest/doctest.h>

#include "model/profile_field.hpp"
#include "platforms/definition_writer.hpp"
#include "platforms/reading_platforms.hpp"

namespace {

const char* const rules =
    R"({"status":200,"json":{"/s":"shut"},"then":"suspended"},{"status":404,"then":"available"},)"
    R"({"status":200,"then":"claimed"})";

platforms::Definition with_id(std::string_view id) {
  return tests::ruled(rules, fmt::format(R"("profile":{{"account_id":{}}},)", id));
}

platforms::Reading read(const platforms::Definition& definition, std::string_view body) {
  return tests::readings_of(definition, tests::json_reply(200, body))[0];
}

}  // namespace

TEST_CASE("an account_id says whether it follows the name, and so does what is read") {
  struct Row {
    const char* id;
    bool follows;
  };
  const Row rows[] = {
      {R"("/id")", false},
      {R"(["/none","/id"])", false},
      {R"({"at":"/id"})", false},
      {R"({"at":["/none","/id"]})", false},
      {R"({"at":"/id","follows":"name"})", true},
      {R"({"at":["/none","\"id\": *([0-9]+)\\b"],"follows":"name"})", true},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.id));
    const auto definition = with_id(row.id);
    REQUIRE(definition.asks[0].account_id() != nullptr);
    CHECK(definition.asks[0].account_id()->follows_name == row.follows);
    for (const char* body : {R"({"id": 7})", R"({"s":"shut","id":7})"}) {
      CAPTURE(std::string(body));
      CHECK(read(definition, body).profile.account_id == "7");
      CHECK(read(definition, body).profile.id_follows_name == row.follows);
    }
    CHECK_FALSE(read(definition, R"({"s":"shut"})").profile.id_follows_name);
    const auto written = platforms::definition_text(definition);
    REQUIRE(written.has_value());
    CHECK(tests::defined(*written).asks[0].account_id()->follows_name == row.follows);
  }
}

TEST_CASE("a claimed answer without the id that its ask declares is nobody's in particular") {
  const char* const ids[] = {R"("/id")", R"({"at":["/id","/u/id"],"follows":"name"})",
                             R"("id ([0-9]+)\\b")"};
  const char* const bodies[] = {"{}", R"({"id":null})", R"({"id":""})", R"({"id":{}})",
                                R"({"ID":7})"};
  for (const char* id : ids) {
    CAPTURE(std::string(id));
    const auto definition = with_id(id);
    for (const char* body : bodies) {
      CAPTURE(std::string(body));
      const auto reading = read(definition, body);
      CHECK(platforms::told(definition, reading) == "unknown:no-identity");
      CHECK(platforms::reason_text(definition.asks[0], reading) == "no-identity");
      CHECK(reading.note == "rule 3 says claimed, but no account_id is shown");
      CHECK(model::says_nothing(reading.profile));
      CHECK_FALSE(reading.tied);
    }
    // A closed account and a free name show none, and need none.
    CHECK(read(definition, R"({"s":"shut"})").status == model::Status::suspended);
    CHECK(tests::said(definition, tests::json_reply(404, "{}")) == "available");
  }
}

TEST_CASE("in a batch only who shows no id is unknown, and an ask without an id needs none") {
  const auto definition = tests::asking(
      R"({"name":"many","get":"https://a.example/?u={handles}","max":9,"item":"/u/n={handle}",)"
      R"("rules":[{"item":{"/n":{"exists":true}},"then":"claimed"},{"item":false,"then":"ask:one"}],)"
      R"("profile":{"account_id":"/id"}},)"
      R"({"name":"one","get":"https://a.example/{handle}","rules":[{"status":200,"then":"claimed"}]})");
  const auto reply = tests::json_reply(200, R"({"u":[{"n":"Ada","id":1},{"n":"bob"}]})");
  CHECK(tests::said(definition, reply, {"ada", "bob", "eve"}) ==
        "claimed unknown:no-identity ask:one");
  CHECK(tests::said(definition, tests::json_reply(200, "{}"), {"eve"}, 1) == "claimed");
}

// Each definition that shows an id stands here, with how: an id of the account's own, or one that
// is made from the handle, so that whoever takes the handle has it, too.
TEST_CASE("every shipped definition with an account_id has decided whether it follows the name") {
  std::string own;
  std::string followers;
  for (const auto& file :
       tests::files_of(std::string(HANDLEWATCH_PATTERNS) + "/platforms", ".json")) {
    const auto definition = tests::shipped(file.stem().string());
    bool shown = false;
    bool follows = false;
    for (const platforms::Ask& ask : definition.asks) {
      if (ask.account_id() == nullptr) continue;
      CAPTURE(definition.id);
      const bool as_before = !shown || follows == ask.account_id()->follows_name;
      CHECK(as_before);  // one account has one kind of id, whichever ask shows it
      shown = true;
      follows = ask.account_id()->follows_name;
    }
    if (shown) (follows ? followers : own) += definition.id + ' ';
  }
  CHECK(followers == "lemmy mastodon peertube pixelfed webfinger ");
  CHECK(own ==
        "app-store "
        "bitbucket "
        "blogger "
        "bluesky "
        "codeberg "
        "crates-io "
        "dailymotion "
        "discord-invite "
        "discourse "
        "dockerhub "
        "domain-ai "
        "domain-alsace "
        "domain-app "
        "domain-bzh "
        "domain-co-uk "
        "domain-com "
        "domain-corsica "
        "domain-cz "
        "domain-dev "
        "domain-fi "
        "domain-fr "
        "domain-info "
        "domain-net "
        "domain-nl "
        "domain-no "
        "domain-online "
        "domain-org "
        "domain-paris "
        "domain-pm "
        "domain-re "
        "domain-shop "
        "domain-site "
        "domain-store "
        "domain-tf "
        "domain-uk "
        "domain-wf "
        "domain-xyz "
        "domain-yt "
        "etsy-shop "
        "facebook "
        "flickr "
        "gab "
        "github "
        "gitlab "
        "gravatar "
        "helloasso "
        "hugging-face-organization "
        "hugging-face-user "
        "instagram "
        "keybase "
        "kick "
        "liberapay "
        "linkedin-company "
        "linktree "
        "mediawiki "
        "misskey "
        "open-collective "
        "reddit-subreddit "
        "reddit-user "
        "roblox "
        "rubygems-profile "
        "soundcloud "
        "steam-group "
        "steam-profile "
        "substack "
        "trello "
        "trustpilot "
        "truth-social "
        "tumblr "
        "twitch "
        "vimeo "
        "vk "
        "wordpress-com "
        "x "
        "youtube ");
}
