// The writer and the loader are each other's inverse.
#include "platforms/definition_writer.hpp"

#include "importing/foreign_lists.hpp"
#include "platforms/reading_platforms.hpp"

namespace {

const std::string lists = std::string(HANDLEWATCH_TESTS) + "/importing/lists/";

std::string written(const platforms::Definition& definition) {
  auto text = platforms::definition_text(definition);
  if (!text) FAIL(tests::lines_of(text.error()));
  return *text;
}

// The members of `file` that the loader would not have supplied by itself stand in `text` too, with
// the same values.
void check_members(const reading::Json& file, const reading::Json& text, const std::string& at) {
  for (std::size_t i = 0; i < file.items.size(); ++i) {
    const bool object = file.is(reading::Json::Kind::object);
    const std::string here = at + '/' + (object ? file.keys[i] : std::to_string(i));
    CAPTURE(here);
    if (here == "/handle/recycle" && file.items[i].text == "unknown") continue;
    const reading::Json* other = object ? text.find(file.keys[i]) : &text.items.at(i);
    REQUIRE(other != nullptr);
    if (here == "/handle/reserved" && file.items[i].is(reading::Json::Kind::array)) {
      // A set of names.
      CHECK(std::is_permutation(file.items[i].items.begin(), file.items[i].items.end(),
                                other->items.begin(), other->items.end()));
      continue;
    }
    const bool free_form = here.ends_with("/json") || here.ends_with("/item") ||
                           here.ends_with("/body") || here.ends_with("/claimed");
    if (!free_form && file.items[i].is(other->kind) && !file.items[i].items.empty()) {
      check_members(file.items[i], *other, here);
    } else {
      CHECK(file.items[i] == *other);
    }
  }
}

std::string all_said(const platforms::Definition& definition) {
  std::string all;
  const char* const bodies[] = {"",
                                "<p>Joined in",
                                "<p>No such member",
                                "<p>Ada",
                                "<p>Joined in; No such member",
                                "<p>a No such member, Gone (for good)"};
  for (const int status : {200, 204, 301, 400, 403, 404, 410, 429, 500}) {
    for (const char* body : bodies) {
      for (const char* location : {"https://x.example/", "https://x.example/u/ADA/", "/login"}) {
        net::Reply reply = tests::reply(status, "text/html", body);
        if (status == 301) reply.head.location = location;
        all += tests::said(definition, reply, {"ada"}) + '\n';
      }
    }
  }
  return all;
}

std::string asked(const platforms::Definition& definition, const std::string& handle) {
  const std::vector<std::string> handles = {platforms::canonical(definition, handle).handle};
  const net::Request request =
      platforms::compose(definition, definition.asks[0], {"", nullptr, ""}, handles);
  std::string all = request.method + ' ' + request.url + '\n' + request.body + '\n';
  for (const auto& [name, value] : request.headers) all += name + ": " + value + '\n';
  all += std::to_string(request.redirects);
  // A brace that would begin a placeholder is written escaped.
  for (const std::string_view escaped : {"%7B", "\\u007b"}) {
    for (std::size_t at = 0; (at = all.find(escaped, at)) != std::string::npos;) {
      all.replace(at, escaped.size(), "{");
    }
  }
  return all;
}

}  // namespace

TEST_CASE("every shipped and accepted definition, written and loaded, is the same definition") {
  std::vector<std::filesystem::path> files =
      tests::files_of(std::string(HANDLEWATCH_PATTERNS) + "/platforms", ".json");
  const auto accepted =
      tests::files_of(std::string(HANDLEWATCH_TESTS) + "/platforms/accepted", ".json");
  files.insert(files.end(), accepted.begin(), accepted.end());
  for (const auto& file : files) {
    CAPTURE(file.string());
    const std::string original = tests::contents(file);
    const auto loaded = tests::defined(original, file.string());
    const std::string text = written(loaded);
    auto again = platforms::load_definition(text, file.string(), loaded.id);
    REQUIRE_MESSAGE(again.has_value(), tests::lines_of(again.error()));
    CHECK(written(*again) == text);
    const auto json = *reading::parse_json(text, reading::our_files);
    auto file_json = *reading::parse_json(original, reading::our_files);
    // What is said in another way: base URLs made canonical, several rates as the one that keeps
    // them all.
    for (const char* key : {"server", "controls", "rate"}) {
      for (std::size_t i = 0; i < file_json.keys.size(); ++i) {
        if (file_json.keys[i] != key) continue;
        const auto at = static_cast<std::ptrdiff_t>(i);
        file_json.keys.erase(file_json.keys.begin() + at);
        file_json.items.erase(file_json.items.begin() + at);
        break;
      }
    }
    CHECK(again->rates == loaded.rates);
    CHECK(again->controls.anywhere == loaded.controls.anywhere);
    REQUIRE(again->controls.claimed.size() == loaded.controls.claimed.size());
    for (std::size_t i = 0; i < loaded.controls.claimed.size(); ++i) {
      CHECK(again->controls.claimed[i].name == loaded.controls.claimed[i].name);
      CHECK(again->controls.claimed[i].server == loaded.controls.claimed[i].server);
    }
    check_members(file_json, json, "");
  }
}

TEST_CASE("a written definition asks and reads every hand-made exchange as the shipped one does") {
  const std::string folder = std::string(HANDLEWATCH_TESTS) + "/platforms/exchanges";
  std::size_t compared = 0;
  for (const auto& shipped :
       tests::files_of(std::string(HANDLEWATCH_PATTERNS) + "/platforms", ".json")) {
    const std::string id = shipped.stem().string();
    const auto first = tests::shipped(id);
    const auto second = tests::defined(written(first), shipped.string());
    const std::string exchanges = fmt::format("{}/{}", folder, id);
    if (!std::filesystem::exists(exchanges)) continue;  // looked at by hand
    for (const auto& file : tests::files_of(exchanges, ".http")) {
      CAPTURE(file.string());
      const platforms::RecordedExchange exchange = tests::exchange_in(file);
      const auto told = [&](const platforms::Definition& definition) {
        const auto replayed = replay(definition, exchange);
        std::string all = replayed ? replayed->asked : "";
        for (const auto& reading :
             replayed ? replayed->readings : std::vector<platforms::Reading>()) {
          all += '\n' + tests::told(definition, reading);
          all += reading.profile.account_id.value_or("") +
                 reading.profile.display_name.value_or("") +
                 reading.profile.created_at.value_or("");
          for (const auto& [key, value] : reading.profile.more) all += key + value;
        }
        return all;
      };
      CHECK(told(first) == told(second));
      CHECK(!told(first).empty());
      ++compared;
    }
  }
  CHECK(compared > 50);
}

TEST_CASE("every site of a list that can be asked has a file, which says what the site says") {
  for (const char* name : {"whatsmyname.json", "sherlock.json", "maigret.json"}) {
    const tests::ForeignList list(lists + name, importing::Form::as_file);
    CHECK(list.list().listed == list.list().sites.size() + list.list().refused);
    for (const platforms::Definition& site : list.list().sites) {
      CAPTURE(site.id);
      if (site.disabled) {
        CHECK_FALSE(platforms::definition_text(site).has_value());
        continue;
      }
      const std::string text = written(site);
      auto loaded = platforms::load_definition(text, "a.json", site.id);
      REQUIRE_MESSAGE(loaded.has_value(), tests::lines_of(loaded.error()) << text);
      CHECK(all_said(*loaded) == all_said(site));
      for (const char* handle : {"ada", "Ada.L", "a b", "ad\"a", "{handle}"}) {
        CHECK(asked(*loaded, handle) == asked(site, handle));
        CHECK(platforms::canonical(*loaded, handle).admitted ==
              platforms::canonical(site, handle).admitted);
      }
      CHECK(loaded->positive_only() == site.positive_only());
      CHECK(loaded->concurrency == site.concurrency);
      CHECK(loaded->verified == "");
    }
  }
}

TEST_CASE("as a file, what a stranger can write proves no free handle") {
  const tests::ForeignList sherlock(lists + "sherlock.json", importing::Form::as_file);
  CHECK(sherlock.said("by-message", 200, "<p>No such member") == "unknown:ambiguous");
  CHECK(sherlock.said("by-message", 404, "<p>No such member") == "available");
  CHECK(sherlock.said("by-message", 200, "<p>Ada") == "claimed");
  CHECK(sherlock.notes_about("By Message").find("proves no free name") != std::string::npos);
  CHECK(sherlock.admits("in-host", "Ada-1"));
  CHECK(sherlock.composed("in-host", platforms::canonical(sherlock.site("in-host"), "Ada-1").handle)
            .url == "https://ada-1.in-host.example/");
  CHECK(platforms::profile_page(sherlock.site("page-in-host"), "", "ada_l") ==
        "https://api.page.example/ada_l");
  const tests::ForeignList maigret(lists + "maigret.json", importing::Form::as_file);
  CHECK(maigret.said("both-texts", 200, "<p>Joined in; No such member") == "unknown:ambiguous");
  CHECK(maigret.said("both-texts", 200, "<p>No such member") == "available");
  CHECK(maigret.said("both-texts", 200, "<p>Joined in") == "claimed");
  CHECK(maigret.said("closed", 403, "<p>No such member") == "available");
  const tests::ForeignList wmn(lists + "whatsmyname.json", importing::Form::as_file);
  CHECK(wmn.said("one-inside-the-other", 200, "<p>No such member") == "unknown:ambiguous");
  CHECK(wmn.said("one-inside-the-other", 200, "<p>a member") == "claimed");
}

TEST_CASE("what the language cannot say is refused by the writer with the reason") {
  auto definition = tests::ruled(R"({"status":200,"body":"a","then":"claimed"})");
  definition.asks[0].rules[0].body.push_back(definition.asks[0].rules[0].body[0]);
  definition.disabled = true;
  const auto text = platforms::definition_text(definition);
  REQUIRE_FALSE(text.has_value());
  const std::string told = tests::lines_of(text.error());
  CHECK(told.find("two texts") != std::string::npos);
  CHECK(told.find("switched off") != std::string::npos);
}
