// What an event carries, written into its row and read again.
#include "ledger/event_text.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using model::Holder;
using model::Instant;
using model::Status;

namespace {

const Instant noon(480'000h);

model::Event again(const model::Event& event) {
  model::Event read;
  ledger::read_text(ledger::to_text(event), read);
  return read;
}

model::Event full() {
  model::Event event;
  event.seen.target.platform = "mastodon";
  event.seen.target.server = "https://example.org";
  event.seen.target.handle = "pn02";
  event.seen.target.expected = "PN02";
  event.seen.target.variant = "omission";
  event.seen.checked_at = noon;
  event.seen.status = Status::suspended;
  event.seen.holder = Holder::squatter;
  event.seen.reason = "profile/3";
  event.seen.url = "https://example.org/@pn02";
  event.seen.profile.account_id = "13";
  event.seen.profile.display_name = "Somebody \"13\"\n";
  event.seen.profile.created_at = "2013-12-23";
  event.seen.profile.more = {{"bio", "nobody"}, {"parody", "true"}};
  event.seen.http_status = 410;
  event.seen.elapsed_ms = 84;
  event.before = model::Before{Status::reserved, Holder::dormant, "12", noon - 5h};
  event.held_until = noon + 90 * 24h;
  event.losses = 7;
  event.lost_ours = true;
  event.detail = "pn91";
  return event;
}

}  // namespace

TEST_CASE("an event is read as it was written, with all that it carries") {
  const model::Event event = full();
  const model::Event read = again(event);
  CHECK(read.seen.target.platform == event.seen.target.platform);
  CHECK(read.seen.target.server == event.seen.target.server);
  CHECK(read.seen.target.handle == event.seen.target.handle);
  CHECK(read.seen.target.expected == event.seen.target.expected);
  CHECK(read.seen.target.variant == event.seen.target.variant);
  CHECK(read.seen.checked_at == event.seen.checked_at);
  CHECK(read.seen.status == Status::suspended);
  CHECK(read.seen.holder == Holder::squatter);
  CHECK(read.seen.reason == event.seen.reason);
  CHECK(read.seen.url == event.seen.url);
  CHECK(read.seen.profile.account_id == event.seen.profile.account_id);
  CHECK(read.losses == 7);
  CHECK(read.lost_ours);
  CHECK(read.seen.profile.display_name == event.seen.profile.display_name);
  CHECK(read.seen.profile.created_at == event.seen.profile.created_at);
  CHECK(read.seen.profile.more == event.seen.profile.more);
  CHECK(read.seen.http_status == 410);
  CHECK(read.seen.elapsed_ms == 84);
  REQUIRE(read.before);
  CHECK(read.before->status == Status::reserved);
  CHECK(read.before->holder == Holder::dormant);
  CHECK(read.before->account_id == "12");
  CHECK(read.before->since == noon - 5h);
  CHECK(read.held_until == event.held_until);
  CHECK(read.detail == "pn91");
}

TEST_CASE("what an event does not carry is not there when it is read") {
  model::Event event;
  event.seen.target.handle = "pn02";
  event.seen.status = Status::available;
  const model::Event read = again(event);
  CHECK(read.seen.status == Status::available);
  CHECK_FALSE(read.seen.target.server);
  CHECK_FALSE(read.seen.target.expected);
  CHECK_FALSE(read.seen.target.variant);
  CHECK_FALSE(read.seen.holder);
  CHECK_FALSE(read.seen.profile.account_id);
  CHECK_FALSE(read.seen.profile.display_name);
  CHECK_FALSE(read.seen.profile.created_at);
  CHECK(read.seen.profile.more.empty());
  CHECK_FALSE(read.seen.http_status);
  CHECK_FALSE(read.seen.elapsed_ms);
  CHECK_FALSE(read.before);
  CHECK_FALSE(read.held_until);
  CHECK(read.detail.empty());
  event.before = model::Before{Status::available, std::nullopt, std::nullopt, noon};
  CHECK_FALSE(again(event).before->holder);
  CHECK_FALSE(again(event).before->account_id);
}

TEST_CASE("a handle that is held back for ever is that when it is read") {
  model::Event event;
  event.held_until = model::for_ever;
  CHECK(again(event).held_until == model::for_ever);
}

TEST_CASE("every status and every holder is read as it was written") {
  for (std::size_t i = 0; i < model::status_names.size(); ++i) {
    model::Event event;
    event.seen.status = static_cast<Status>(i);
    CHECK(again(event).seen.status == event.seen.status);
  }
  for (std::size_t i = 0; i < model::holder_names.size(); ++i) {
    model::Event event;
    event.seen.holder = static_cast<Holder>(i);
    CHECK(again(event).seen.holder == event.seen.holder);
  }
}

TEST_CASE("of a text that is broken or of another kind stays what can be read") {
  model::Event event;
  event.detail = "as it was";
  ledger::read_text("{", event);
  CHECK(event.detail == "as it was");
  model::Event odd;
  ledger::read_text(
      R"({"seen":{"platform":3,"handle":"pn02","at":"noon","status":"lost","holder":"nobody",)"
      R"("http_status":"200","elapsed_ms":8.5,"account_id":7},"held_until":"soon","detail":1})",
      odd);
  CHECK(odd.seen.target.handle == "pn02");
  CHECK(odd.seen.target.platform.empty());
  CHECK(odd.seen.checked_at == Instant());
  CHECK(odd.seen.status == Status::unknown);
  CHECK_FALSE(odd.seen.holder);
  CHECK_FALSE(odd.seen.http_status);
  CHECK_FALSE(odd.seen.elapsed_ms);
  CHECK_FALSE(odd.seen.profile.account_id);
  CHECK_FALSE(odd.held_until);
  CHECK(odd.detail.empty());
}
