#include "platforms/controls.hpp"

#include <set>

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using Names = std::vector<std::string>;

namespace {

const char* const two_claims =
    R"({"name":"first","get":"https://a.example/{handle}","rules":[{"status":200,"then":"claimed"},)"
    R"({"status":404,"then":"ask:second"}]},{"name":"second","get":"https://b.example/{handle}",)"
    R"("rules":[{"status":200,"then":"claimed"},{"status":404,"then":"available"}]})";
const char* const one_claim =
    R"({"name":"first","get":"https://a.example/{handle}","rules":[{"status":200,"then":"claimed"},)"
    R"({"status":404,"then":"ask:second"}]},{"name":"second","get":"https://b.example/{handle}",)"
    R"("rules":[{"status":404,"then":"available"}]})";

platforms::Definition controlled(std::string_view controls, std::string_view asks,
                                 std::string_view server = "") {
  return tests::defined(fmt::format(
      R"({{"id":"a","name":"A",{}"handle":{{"pattern":"[a-z0-9]{{1,20}}","fold":["case"]}},)"
      R"("profile_url":"https://a.example/{{handle}}","controls":{},"ask":[{}]}})",
      server, controls, asks));
}

}  // namespace

TEST_CASE("bare names are controls of the one service, all of them in their order") {
  const std::string three = R"({"claimed":["One","two","three"]})";
  for (const char* asks : {two_claims, one_claim}) {
    CHECK(platforms::claimed_controls(controlled(three, asks), "", {}).handles ==
          Names{"one", "two", "three"});
  }
}

TEST_CASE("a control that names its server serves there and nowhere else") {
  const auto definition = controlled(
      R"({"claimed":["Here@https://a.example/w","there@B.example","bare"],"anywhere":"Every"})",
      two_claims, R"("server":{"default":"https://a.example/w"},)");
  CHECK(platforms::claimed_controls(definition, "https://a.example/w", {"mine"}).handles ==
        Names{"here", "bare"});
  CHECK(platforms::claimed_controls(definition, "https://b.example", {"mine"}).handles ==
        Names{"there"});
  CHECK(platforms::claimed_controls(definition, "https://c.example", {"mine"}).handles ==
        Names{"every"});
}

TEST_CASE("where the definition has none, an owned account is the control, or there is none") {
  const auto definition = controlled(R"({"claimed":["here@https://a.example"]})", one_claim,
                                     R"("server":{"default":"https://a.example"},)");
  CHECK(platforms::claimed_controls(definition, "https://c.example", {"Mine", "yours"}).handles ==
        Names{"mine", "yours"});
  CHECK(
      platforms::claimed_controls(definition, "https://c.example", {"a", "b", "c", "d"}).handles ==
      Names{"a", "b", "c"});
  CHECK(platforms::claimed_controls(definition, "https://c.example", {"a"}).drafted);
  CHECK_FALSE(platforms::claimed_controls(definition, "https://a.example", {"a"}).drafted);
  CHECK(platforms::claimed_controls(definition, "https://c.example", {}).handles.empty());
}

TEST_CASE("a bare control needs a default server to stand on") {
  const auto definition = controlled(R"({"claimed":["bare"]})", one_claim, R"("server":{},)");
  CHECK(platforms::claimed_controls(definition, "https://c.example", {}).handles.empty());
}

TEST_CASE("the random free name is new each time, admitted, and of the promised shape") {
  std::mt19937_64 random(7);
  const auto plain = controlled(R"({"claimed":["a"]})", one_claim);
  Names seen;
  std::string lengths;
  for (int i = 0; i < 200; ++i) {
    const std::string name = platforms::random_free_name(plain, random);
    CHECK(platforms::canonical(plain, name).admitted);
    CHECK(name.size() >= 12);
    CHECK(name.size() <= 15);
    CHECK((name.front() >= 'a' && name.front() <= 'z'));
    CHECK((name.back() >= 'a' && name.back() <= 'z'));
    CHECK(std::find(seen.begin(), seen.end(), name) == seen.end());
    seen.push_back(name);
    lengths += static_cast<char>('a' + name.size());
  }
  for (const char length : {'m', 'n', 'o', 'p'}) CHECK(lengths.find(length) != std::string::npos);
  const std::string here = platforms::random_free_name(tests::shipped("bluesky"), random);
  CHECK(here.ends_with(".bsky.social"));
}

TEST_CASE("every shipped platform admits random controls and has a claimed one where it stands") {
  for (const auto& file :
       tests::files_of(std::string(HANDLEWATCH_PATTERNS) + "/platforms", ".json")) {
    CAPTURE(file.string());
    const auto definition = tests::shipped(file.stem().string());
    CHECK(platforms::admits_random_controls(definition));
    if (definition.entries.empty()) continue;
    // Where the server must be given, one of those that a control names.
    std::string server = definition.server ? definition.server->default_url : "";
    if (definition.server && server.empty()) server = definition.controls.claimed[0].server;
    CHECK_FALSE(platforms::claimed_controls(definition, server, {}).handles.empty());
  }
}

TEST_CASE("a control that is ours, too, is known to be") {
  const auto definition = controlled(R"({"claimed":["known","mine"]})", one_claim);
  const auto controls = platforms::claimed_controls(definition, "", {"Mine", "yours"});
  CHECK(controls.handles == Names{"known", "mine"});
  CHECK(controls.owned == std::set<std::string>{"mine"});
  CHECK_FALSE(controls.drafted);
}
