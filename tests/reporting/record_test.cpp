#include "reporting/record.hpp"

#include <doctest/doctest.h>

#include "reporting/summary.hpp"

using namespace std::chrono_literals;
using model::Holder;
using model::Status;

TEST_CASE("a record of all that is known has the contract's keys in the contract's order") {
  model::Observation seen;
  seen.target = {"bluesky", "https://a.example", "pnationale44.bsky.social", "PNationale44",
                 "omission"};
  seen.checked_at = model::Instant(1'795'329'600'999ms);
  seen.status = Status::claimed;
  seen.holder = Holder::ours;
  seen.reason = "profile/1";
  seen.url = "https://a.example/x";
  seen.profile = {"did:plc:1", "Police", "2014-01-15", {{"bio", "not in the record"}}};
  seen.http_status = 200;
  seen.elapsed_ms = 84;
  CHECK(reading::to_text(reporting::record_of(seen)) ==
        R"({"checked_at":"2026-11-22T06:40:00Z","platform":"bluesky","server":"https://a.example",)"
        R"("handle":"pnationale44.bsky.social","expected":"PNationale44","model":"omission",)"
        R"("status":"claimed","holder":"ours","reason":"profile/1","url":"https://a.example/x",)"
        R"("account_id":"did:plc:1","display_name":"Police","created_at":"2014-01-15",)"
        R"("http_status":200,"elapsed_ms":84})");
}

TEST_CASE("what is not known is null, and never missing") {
  model::Observation seen;
  seen.target.platform = "p";
  seen.target.handle = "h";
  seen.reason = "dns";
  const reading::Json record = reporting::record_of(seen);
  CHECK(record.keys == reporting::record_keys());
  CHECK(reading::to_text(record) ==
        R"({"checked_at":"1970-01-01T00:00:00Z","platform":"p","server":null,"handle":"h",)"
        R"("expected":null,"model":null,"status":"unknown","holder":null,"reason":"dns",)"
        R"("url":null,"account_id":null,"display_name":null,"created_at":null,)"
        R"("http_status":null,"elapsed_ms":null})");
}

TEST_CASE("every status, holder and reason has its word in the record") {
  model::Observation seen;
  for (std::size_t i = 0; i < model::status_names.size(); ++i) {
    seen.status = static_cast<Status>(i);
    CHECK(reporting::record_of(seen).find("status")->text == model::status_names[i]);
  }
  for (std::size_t i = 0; i < model::holder_names.size(); ++i) {
    seen.holder = static_cast<Holder>(i);
    CHECK(reporting::record_of(seen).find("holder")->text == model::holder_names[i]);
  }
}

TEST_CASE("the sum of a pass counts each status, and ours among the claimed") {
  std::vector<model::Observation> all;
  const auto add = [&all](Status status, std::optional<Holder> holder) {
    all.emplace_back();
    all.back().status = status;
    all.back().holder = holder;
  };
  for (int i = 0; i < 5; ++i) add(Status::claimed, Holder::ours);
  for (int i = 0; i < 3; ++i) add(Status::claimed, Holder::stranger);
  add(Status::claimed, Holder::parody);
  for (int i = 0; i < 92; ++i) add(Status::available, std::nullopt);
  add(Status::suspended, std::nullopt);
  add(Status::unknown, std::nullopt);
  CHECK(reporting::summary_line(reporting::tally(all), 118, 2'100ms) ==
        "103 targets, 118 requests: 9 claimed (5 ours, 4 not), 92 available, 1 suspended, "
        "0 reserved, 0 invalid, 1 unknown; 2.1 s, 56 requests/s");
  CHECK(reporting::summary_line(reporting::tally({}), 0, 0ms) ==
        "0 targets, 0 requests: 0 claimed, 0 available, 0 suspended, 0 reserved, 0 invalid, "
        "0 unknown; 0.0 s, 0 requests/s");
  all.resize(1);
  CHECK(reporting::summary_line(reporting::tally(all), 1, 1s) ==
        "1 target, 1 request: 1 claimed (1 ours, 0 not), 0 available, 0 suspended, 0 reserved, "
        "0 invalid, 0 unknown; 1.0 s, 1 requests/s");
}
