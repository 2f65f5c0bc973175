#include "ledger/settings.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reading::Json;

namespace {

bool is_right(const reading::Shape& shape, const Json& json) {
  reading::Document document{"a.json", "", {}};
  check(shape, json, document);
  return document.problems.empty();
}

}  // namespace

TEST_CASE("a ledger is an SQLite file, in memory or beside the configuration") {
  const auto path = [](const char* written) {
    return ledger::read_settings(Json::string(written), "/etc/handlewatch").path.string();
  };
  CHECK(path("sqlite:/var/lib/handlewatch/ledger.db") == "/var/lib/handlewatch/ledger.db");
  CHECK(path("sqlite:ledger.db") == "/etc/handlewatch/ledger.db");
  CHECK(path("sqlite::memory:") == ":memory:");
  CHECK(is_right(ledger::settings_shape(), ledger::default_settings()));
  for (const char* wrong : {"", "sqlite:", "sqlite:///var/ledger.db", "sqlite:/var/lib/",
                            "/ledger.db", "SQLITE:a", "postgresql://db/ledger", "sqlite:a\nb"}) {
    CAPTURE(wrong);
    CHECK_FALSE(is_right(ledger::settings_shape(), Json::string(wrong)));
  }
}

TEST_CASE("history is kept five years and profiles half a year, unless somebody says so") {
  const auto read = [](Json json) {
    return ledger::read_retention(completed(ledger::retention_shape(), json));
  };
  CHECK(read(Json::object()).history == 5 * 365 * 24h);
  CHECK(read(Json::object()).profiles == 180 * 24h);
  CHECK(read(Json::object().add("history", Json::string("30d"))).history == 30 * 24h);
}

TEST_CASE("a slip of a unit does not empty the history") {
  for (const char* wrong : {"5m", "23h", "0d", "5", "forever"}) {
    CAPTURE(wrong);
    CHECK_FALSE(
        is_right(ledger::retention_shape(), Json::object().add("history", Json::string(wrong))));
  }
  CHECK(is_right(ledger::retention_shape(), Json::object().add("history", Json::string("24h"))));
}
