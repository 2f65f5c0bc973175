#include "watching/watch.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

namespace {

watching::Watch read(std::string_view text) {
  const auto json = reading::parse_json(text, reading::our_files, "a.json");
  REQUIRE(json.has_value());
  reading::Document document{"a.json", std::string(text), {}};
  check(watching::watch_shape(), *json, document);
  REQUIRE(document.problems.empty());
  return watching::read_watch(completed(watching::watch_shape(), *json), "/etc/handlewatch");
}

}  // namespace

TEST_CASE("a watch of three keys is asked every six hours and confirmed after two minutes") {
  const auto watch =
      read(R"({"name": "a", "expect": ["x{01..95}"], "platforms": ["github", "m@b.c"]})");
  CHECK(watch.name == "a");
  CHECK(watch.expect == std::vector<std::string>{"x{01..95}"});
  CHECK(watch.platforms == std::vector<std::string>{"github", "m@b.c"});
  CHECK(watch.every == 6h);
  CHECK(watch.confirm == 2min);
  CHECK(watch.owned_file.empty());
  CHECK(watch.owned.empty());
}

TEST_CASE("owned handles are in a file beside the configuration or in the configuration itself") {
  CHECK(read(R"({"name": "a", "platforms": ["p"], "owned": "o.csv"})").owned_file ==
        "/etc/handlewatch/o.csv");
  const auto owned = read(R"({"name": "a", "platforms": ["p"], "every": "1s", "owned": [
    {"platform": "m@http://127.0.0.1:8/w", "handle": "@acme", "account_id": "7"},
    {"platform": "*", "handle": "acme"}]})")
                         .owned;
  REQUIRE(owned.size() == 2);
  CHECK(owned[0].platform == "m");
  CHECK(owned[0].server == "http://127.0.0.1:8/w");
  CHECK(owned[0].handle == "acme");
  CHECK(owned[0].account_id == "7");
  CHECK(owned[1].platform == "*");
  CHECK(owned[1].server.empty());
  CHECK_FALSE(owned[1].account_id.has_value());
}
