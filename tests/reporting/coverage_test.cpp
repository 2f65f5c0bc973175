#include "reporting/coverage.hpp"

#include <doctest/doctest.h>

namespace {

model::Observation seen(const std::string& platform, model::Status status, bool ours = false,
                        const std::string& server = "") {
  model::Observation one;
  one.target.platform = platform;
  if (!server.empty()) one.target.server = server;
  one.status = status;
  if (ours) one.holder = model::Holder::ours;
  return one;
}

}  // namespace

TEST_CASE("each platform and server is a row, and each observation is counted once") {
  using model::Status;
  const auto rows = reporting::coverage({
      seen("x", Status::claimed, true),
      seen("mastodon", Status::available, false, "https://one.example"),
      seen("x", Status::claimed),
      seen("x", Status::suspended),
      seen("x", Status::reserved),
      seen("mastodon", Status::unknown, false, "https://two.example"),
      seen("x", Status::invalid),
      seen("mastodon", Status::available, false, "https://one.example"),
  });
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].platform == "x");
  CHECK(rows[0].ours == 1);
  CHECK(rows[0].strangers == 1);
  CHECK(rows[0].closed == 2);
  CHECK(rows[0].impossible == 1);
  CHECK(rows[0].free + rows[0].unknown == 0);
  CHECK(rows[1].server == "https://one.example");
  CHECK(rows[1].free == 2);
  CHECK(rows[2].server == "https://two.example");
  CHECK(rows[2].unknown == 1);
}

TEST_CASE("nothing seen is no row") {
  CHECK(reporting::coverage({}).empty());
}
