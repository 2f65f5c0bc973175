#include "platforms/controls.hpp"

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

TEST_CASE(
    "bare names are controls of the one service, one for each ask of the chain that says claimed") {
  const std::string three = R"({"claimed":["One","two","three"]})";
  CHECK(platforms::claimed_controls(controlled(three, two_claims), 0, "", {}).handles ==
        Names{"one", "two"});
  CHECK(platforms::claimed_controls(controlled(three, one_claim), 0, "", {}).handles ==
        Names{"one"});
  CHECK(platforms::claimed_controls(controlled(R"({"claimed":["one"]})", two_claims), 0, "", {})
            .handles == Names{"one"});
  CHECK(platforms::claimed_controls(controlled(three, two_claims), 1, "", {}).handles ==
        Names{"one"});
  // An ask to which two rules lead is one ask.
  std::string twice = two_claims;
  twice.insert(twice.find(R"({"status":404)"), R"({"status":410,"then":"ask:second"},)");
  CHECK(platforms::claimed_controls(controlled(three, twice), 0, "", {}).handles ==
        Names{"one", "two"});
}

TEST_CASE("a control that names its server serves there and nowhere else") {
  const auto definition = controlled(
      R"({"claimed":["Here@https://a.example/w","there@B.example","bare"],"anywhere":"Every"})",
      two_claims, R"("server":{"default":"https://a.example/w"},)");
  CHECK(platforms::claimed_controls(definition, 0, "https://a.example/w", {"mine"}).handles ==
        Names{"here", "bare"});
  CHECK(platforms::claimed_controls(definition, 0, "https://b.example", {"mine"}).handles ==
        Names{"there"});
  CHECK(platforms::claimed_controls(definition, 0, "https://c.example", {"mine"}).handles ==
        Names{"every"});
}

TEST_CASE("where the definition has none, an owned account is the control, or there is none") {
  const auto definition = controlled(R"({"claimed":["here@https://a.example"]})", one_claim,
                                     R"("server":{"default":"https://a.example"},)");
  CHECK(
      platforms::claimed_controls(definition, 0, "https://c.example", {"Mine", "yours"}).handles ==
      Names{"mine", "yours"});
  CHECK(platforms::claimed_controls(definition, 0, "https://c.example", {"a", "b", "c", "d"})
            .handles == Names{"a", "b", "c"});
  CHECK(platforms::claimed_controls(definition, 0, "https://c.example", {"a"}).ours);
  CHECK_FALSE(platforms::claimed_controls(definition, 0, "https://a.example", {"a"}).ours);
  CHECK(platforms::claimed_controls(definition, 0, "https://c.example", {}).handles.empty());
}

TEST_CASE("a bare control needs a default server to stand on") {
  const auto definition = controlled(R"({"claimed":["bare"]})", one_claim, R"("server":{},)");
  CHECK(platforms::claimed_controls(definition, 0, "https://c.example", {}).handles.empty());
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
    const std::string server = definition.server ? definition.server->default_url : "";
    for (const std::size_t entry : definition.entries) {
      CHECK_FALSE(platforms::claimed_controls(definition, entry, server, {}).handles.empty());
    }
  }
}
