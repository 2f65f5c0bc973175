#include "platforms/shapes.hpp"

#include <map>

#include <doctest/doctest.h>

#include "platforms/controls.hpp"
#include "platforms/reading_platforms.hpp"
#include "text/script.hpp"
#include "text/utf8.hpp"

namespace {

platforms::Definition with_handle(std::string_view handle) {
  return tests::defined(fmt::format(
      R"({{"id":"a","name":"A","handle":{{{}}},"profile_url":"https://a.example/","ask":[]}})",
      handle));
}

const char* const folding = R"("pattern":"[^/]{1,40}","fold":["case"])";
const char* const keeping = R"("pattern":"[^/]{1,40}")";
const char* const wiki = R"("pattern":"[^/]{1,40}","fold":["first-upper","underscore-space"])";
const char* const domain = R"("pattern":"[a-z0-9.-]+","fold":["case"],"suffix":".fr")";

std::size_t length_of(std::string_view utf8) {
  std::size_t length = 0;
  for (; !utf8.empty(); ++length) text::take_code_point(utf8);
  return length;
}

}  // namespace

TEST_CASE("the shape of a name is what the plain random control says nothing about") {
  struct Row {
    const char* handle;
    const char* name;
    const char* words;
  };
  const Row rows[] = {
      {folding, "PNationale44", "plain"},
      {folding, "pnationale-44", "with '-'"},
      {folding, "-", "with '-'"},
      {folding, "p.n-75-b", "with '-' and '.'"},
      {folding, "a b", "with ' '"},
      {folding,
       "a\xC2\xA0"
       "b",
       "with '\xC2\xA0'"},
      {folding, "44", "only digits"},
      {folding, "4-4", "with '-', only digits"},
      {folding, "٤٤", "only digits, in Arabic"},
      {folding, "Полиция", "in Cyrillic"},
      {folding, "рnationale", "in Cyrillic and Latin"},
      {folding, "école", "in accented Latin"},
      {folding, "é", "in accented Latin"},
      {folding, "警察", "in Han"},
      {folding, "警察-75", "with '-', in Han"},
      {keeping, "pnationale", "plain"},
      {keeping, "PNationale", "with capitals"},
      {keeping, "Полиция", "with capitals, in Cyrillic"},
      {wiki, "pnationale", "plain"},
      {wiki, "PNationale", "with capitals"},
      {wiki, "police_Nationale", "with ' ', with capitals"},
      {wiki, "police_nationale", "with ' '"},
      {domain, "police", "plain"},
      {domain, "police.fr", "plain"},
      {domain, "police-nationale", "with '-'"},
      {domain, "police.gouv.fr", "with '.'"},
      {domain, "police.com", "with '.'"},
      {folding, "\xE2\x81\xA9x", "with '\\u{2069}'"},
      {R"("pattern":".*","fold":["case"])", "", "without letters and digits"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    const auto definition = with_handle(row.handle);
    const std::string name = platforms::canonical(definition, row.name).handle;
    const platforms::Shape shape = platforms::shape_of(definition, name);
    CHECK(platforms::in_words(shape) == row.words);
    CHECK(platforms::is_plain(shape) == (std::string_view(row.words) == "plain"));
  }
}

TEST_CASE("under a suffix a handle of Bluesky is plain, a domain of one's own is not") {
  const auto bluesky = tests::shipped("bluesky");
  const auto words = [&](std::string_view name) {
    const std::string handle = platforms::canonical(bluesky, name).handle;
    return platforms::in_words(platforms::shape_of(bluesky, handle));
  };
  CHECK(words("PNationale44") == "plain");
  CHECK(words("pnationale44.bsky.social") == "plain");
  CHECK(words("p-nationale") == "with '-'");
  CHECK(words("bsky.app") == "with '.'");
  CHECK(words("police-nationale.gouv.fr") == "with '-' and '.'");
}

TEST_CASE("the random free control of every shipped platform is plain") {
  std::mt19937_64 random(3);
  for (const auto& file :
       tests::files_of(std::string(HANDLEWATCH_PATTERNS) + "/platforms", ".json")) {
    CAPTURE(file.string());
    const auto definition = tests::shipped(file.stem().string());
    for (int i = 0; i < 20; ++i) {
      const std::string name = platforms::random_free_name(definition, random);
      CHECK(platforms::is_plain(platforms::shape_of(definition, name)));
    }
  }
}

TEST_CASE("a shape control replaces letters and digits, and keeps separators and case") {
  struct Row {
    const char* handle;
    const char* name;
    const char* looks_like;  // RE2
  };
  const Row rows[] = {
      {folding, "police-nationale-44", "[a-z]{6}-[a-z]{9}-[0-9]{2}"},
      {folding, "p-n", "[a-z]{10,13}-[a-z]"},
      {folding, "a-bcd_44", "[a-z]-[a-z]{7,10}_[0-9]{2}"},
      {folding, "44", "[1-9][0-9]"},
      {folding, "007", "[0-9]{3}"},
      {folding, "12-345", "[1-9][0-9]-[0-9]{3}"},
      {folding, "полиция", "[а-ӿ]{12,15}"},
      {folding, "école", "[à-ÿ][a-z]{11,14}"},
      {folding, "警察", "\\p{Han}{12,15}"},
      {keeping, "PoliceNationale", "[A-Z][a-z]{5}[A-Z][a-z]{8}"},
      {keeping, "PN", "[A-Z]{2}[a-z]{10,13}"},
      {wiki, "Police_Nationale", "[A-Z][a-z]{5} [A-Z][a-z]{8}"},
      {wiki, "a_44", "[A-Z][a-z]{8,11} [0-9]{2}"},
      {domain, "p-n", "[a-z]{10,13}-[a-z]\\.fr"},
  };
  std::mt19937_64 random(4);
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    const auto definition = with_handle(row.handle);
    const std::string name = platforms::canonical(definition, row.name).handle;
    std::string why;
    const auto pattern = platforms::Pattern::compile(row.looks_like, false, why);
    REQUIRE(pattern.has_value());
    for (int i = 0; i < 20; ++i) {
      const auto control = platforms::shape_control(definition, name, random);
      REQUIRE(control.has_value());
      CHECK_MESSAGE(pattern->is_whole(*control), *control);
    }
  }
}

TEST_CASE("a grammar that admits no longer name gives a shorter control, or none") {
  std::mt19937_64 random(5);
  const auto nine = with_handle(R"("pattern":"[a-z]{1,4}-[a-z]{1,4}","fold":["case"])");
  for (int i = 0; i < 20; ++i) {
    const auto control = platforms::shape_control(nine, "ab-cd", random);
    REQUIRE(control.has_value());
    CHECK(control->size() == 7);  // the longer part grows, as far as it may
  }
  const auto one = with_handle(R"("pattern":"[a-z]+|my-name")");
  CHECK_FALSE(platforms::shape_control(one, "my-name", random).has_value());
  const auto any = with_handle(R"("pattern":".*")");
  CHECK_FALSE(platforms::shape_control(any, "___", random).has_value());
  CHECK_FALSE(platforms::shape_control(any, "", random).has_value());
}

TEST_CASE("a derived control is the claimed one, the separator and random letters") {
  struct Row {
    const char* handle;
    const char* claimed;
    const char* name;
    std::vector<const char*> look_like;
  };
  const Row rows[] = {
      {folding, "staff", "p-n", {"staff-[a-z]{10}"}},
      {folding, "staff", "p_n-n_", {"staff-[a-z]{10}", "staff_[a-z]{10}"}},
      {folding, "staff", "pn", {}},
      {wiki, "Staff", "P n", {"Staff [a-z]{10}"}},
      {domain, "staff.fr", "p-n.fr", {"staff-[a-z]{10}\\.fr"}},
      {domain, "staff.com", "p-n.fr", {}},
      {domain, "staff.com", "p.com", {"staff\\.com\\.[a-z]{10}"}},
      {R"("pattern":"[a-z_]{1,15}")", "XDevelopers", "p_n", {}},
      {R"("pattern":"[A-Za-z_]{1,15}")", "XDevelopers", "p_n", {"XDevelopers_[a-z]{3}"}},
      {R"("pattern":"[A-Za-z_]{1,14}")", "XDevelopers", "p_n", {}},
      {R"("pattern":"[a-z]+[._-]?[a-z]+")", "staff", "p.n", {"staff\\.[a-z]{10}"}},
      {R"("pattern":"[a-z]+[._-]?[a-z]+")", "my_staff", "p.n", {}},
      {R"("pattern":"[a-z]+(-[a-z]+)?(_[a-z]{1,2})?")", "staff", "p-n_n", {}},
  };
  std::mt19937_64 random(6);
  for (const Row& row : rows) {
    CAPTURE(std::string(row.handle));
    CAPTURE(std::string(row.name));
    const auto definition = with_handle(row.handle);
    const auto controls = platforms::derived_controls(definition, row.claimed, row.name, random);
    REQUIRE(controls.size() == row.look_like.size());
    for (std::size_t i = 0; i < controls.size(); ++i) {
      std::string why;
      const auto pattern = platforms::Pattern::compile(row.look_like[i], false, why);
      REQUIRE(pattern.has_value());
      CHECK_MESSAGE(pattern->is_whole(controls[i]), controls[i]);
    }
  }
}

// Names of all sorts: a few characters of one or two of these sorts, in any order.
TEST_CASE("on every shipped platform a control is admitted, of the same shape, canonical and new") {
  const std::vector<std::u32string> sorts = {U"abcdefghijklmnopqrstuvwxyz",
                                             U"0123456789",
                                             U"-",
                                             U"_",
                                             U".",
                                             U" ",
                                             U"~+=/·'!",
                                             U"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                             U"éèçñüøœŠž",
                                             U"жфюЖФЮіґ",
                                             U"αβγΩΨ",
                                             U"عربي٣",
                                             U"אבגד",
                                             U"漢字警察",
                                             U"ひらカタ",
                                             U"한국어",
                                             U"हिन्दी",
                                             U"ไทยบ"};
  const char* const seed = std::getenv("HANDLEWATCH_SEED");
  std::mt19937_64 random(seed == nullptr ? 7 : std::strtoull(seed, nullptr, 10));
  std::map<std::string, int> shapes;
  for (const auto& file :
       tests::files_of(std::string(HANDLEWATCH_PATTERNS) + "/platforms", ".json")) {
    CAPTURE(file.string());
    const auto definition = tests::shipped(file.stem().string());
    if (definition.asks.empty()) continue;
    for (int i = 0; i < 300; ++i) {
      // Mostly what grammars admit: small letters, and a few of another sort or two.
      const std::u32string mixed =
          sorts[random() % 2] + sorts[random() % sorts.size()] + sorts[random() % sorts.size()];
      std::string written;
      for (std::size_t left = 1 + random() % 16; left > 0; --left) {
        text::append_utf8(written, mixed[random() % mixed.size()]);
      }
      const auto spelling = platforms::canonical(definition, written);
      if (!spelling.admitted) continue;
      const std::string& handle = spelling.handle;
      CAPTURE(handle);
      const auto shape = platforms::shape_of(definition, handle);
      const auto control = platforms::shape_control(definition, handle, random);
      if (!control) {
        // Nothing can be replaced, or hardly anything: 'a.' has no longer form on some platforms.
        CHECK((shape.scripts.empty() || length_of(handle) < 12));
        continue;
      }
      ++shapes[platforms::in_words(shape)];
      CAPTURE(*control);
      const auto again = platforms::canonical(definition, *control);
      CHECK(again.admitted);
      CHECK(again.handle == *control);
      CHECK(*control != handle);
      CHECK(platforms::shape_of(definition, *control) == shape);
      CHECK((shape.digits_only ? length_of(*control) == length_of(handle)
                               : length_of(*control) >= length_of(handle)));
      for (const std::string& claimed :
           platforms::claimed_controls(definition,
                                       definition.server ? definition.server->default_url : "", {})
               .handles) {
        for (const auto& derived :
             platforms::derived_controls(definition, claimed, handle, random)) {
          CAPTURE(derived);
          CHECK(platforms::canonical(definition, derived).admitted);
          CHECK(platforms::canonical(definition, derived).handle == derived);
          CHECK(derived.starts_with(platforms::bare_name(definition, claimed)));
          CHECK(derived != handle);
        }
      }
    }
  }
  CHECK(shapes.size() >= 40);
}

TEST_CASE("an extended control is the handle with more of the kind that it ends in behind it") {
  struct Row {
    const char* handle;
    const char* name;
    const char* looks_like;  // nullptr: there is none
  };
  const Row rows[] = {
      {folding, "pnationale", "pnationale[a-z]{10}"},
      {folding, "pnationale44", "pnationale44[0-9]{10}"},
      {folding, "police-nationale-44", "police-nationale-44[0-9]{10}"},
      {folding, "полиция", "полиция[а-ӿ]{10}"},
      {folding, "44", "44[0-9]{10}"},
      {folding, "4-4", "4-4[0-9]{10}"},
      {keeping, "PN", "PN[a-z]{10}"},
      {domain, "police.fr", "police[a-z]{10}\\.fr"},
      {R"("pattern":"[a-z]{1,13}")", "pnationale", "pnationale[a-z]{3}"},
      {R"("pattern":"[a-z]{1,12}")", "pnationale", nullptr},
  };
  std::mt19937_64 random(8);
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    const auto definition = with_handle(row.handle);
    const std::string name = platforms::canonical(definition, row.name).handle;
    const auto control = platforms::extended_control(definition, name, random);
    REQUIRE(control.has_value() == (row.looks_like != nullptr));
    if (!control) continue;
    std::string why;
    const auto pattern = platforms::Pattern::compile(row.looks_like, false, why);
    REQUIRE(pattern.has_value());
    CHECK_MESSAGE(pattern->is_whole(*control), *control);
  }
}

TEST_CASE("a shortened control is the claimed one without its last letters, and of its shape") {
  struct Row {
    const char* handle;
    const char* control;
    const char* shortened;  // empty: there is none
  };
  const Row rows[] = {{folding, "octocat", "octoca"},
                      {folding, "known-1", "known-"},
                      {folding, "l'équipe", "l'équip"},
                      {folding, "abcé", ""},  // what is left is of another shape
                      {folding, "abc", ""},
                      {R"("pattern":"[a-z]+(-[a-z]+)?")", "known-a", ""},
                      {R"("pattern":"[a-z]{4,9}")", "four", ""},
                      {domain, "police.fr", "polic.fr"}};
  for (const Row& row : rows) {
    CAPTURE(row.control);
    const auto made = platforms::shortened_control(with_handle(row.handle), row.control);
    CHECK(made.value_or("") == row.shortened);
  }
}

TEST_CASE("an ask may be a search where the handle stands behind the question mark, or in a body") {
  struct Row {
    const char* ask;
    bool may_be;
  };
  const Row rows[] = {{R"("get":"https://a.example/users?name={handle}")", true},
                      {R"("get":"https://a.example/{handle}/search?q={name}")", true},
                      {R"("post":"https://a.example/","body":"q={handle}")", true},
                      {R"("get":"https://a.example/{handle}?full=1")", false},
                      {R"("get":"https://a.example/users/{handle}")", false}};
  for (const Row& row : rows) {
    CAPTURE(row.ask);
    const auto definition = tests::defined(fmt::format(
        R"({{"id":"a","name":"A","handle":{{{}}},"profile_url":"https://a.example/","controls":{{"claimed":["known"]}},"ask":[{{"name":"x",{},"rules":[{{"status":200,"then":"claimed"}}]}}]}})",
        folding, row.ask));
    CHECK(platforms::may_be_search(definition.asks[0]) == row.may_be);
  }
}
