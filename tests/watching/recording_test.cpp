// What follows from a look: what is believed of us, of a platform and of its targets, and who
// hears.
#include "watching/recording.hpp"

#include <doctest/doctest.h>

#include "ledger/full_disk.hpp"
#include "ledger/watched.hpp"
#include "platforms/reading_platforms.hpp"

using namespace std::chrono_literals;
using model::EventType;
using model::Status;

namespace {

// Three platforms p0, p1 and p2, looked at by hand.
struct Looks {
  Looks() { restart(); }

  void restart() {
    recording = std::make_unique<watching::Recording>([this](const model::Event& event) {
      told.push_back(event);
      return std::vector<ledger::Address>{{"team", ""}};
    });
    recording->open(*ledger);
  }

  targets::WatchedUnit unit(int platform) const {
    targets::WatchedUnit unit;
    unit.key = {"police", "p" + std::to_string(platform), ""};
    unit.definition = &definition;
    unit.every = every;
    unit.confirm = 2min;
    return unit;
  }

  static probing::ProbeReport report(int platform, bool blind = false, bool proven = true) {
    probing::ProbeReport probe;
    probe.platform = "p" + std::to_string(platform);
    probe.requests = 2;
    probe.proof = probing::Proof{};
    probe.proof->blind = blind;
    probe.proof->claimed_proven = probe.proof->available_proven = proven && !blind;
    probe.control_notes = {"free control x: claimed", "claimed control y: claimed"};
    return probe;
  }

  static probing::ProbeReport unreachable(int platform) {
    probing::ProbeReport probe = report(platform, false, false);
    probe.transport_failure = model::Reason::dns;
    return probe;
  }

  watching::OwnedNow ours() const {
    return std::make_shared<const watching::OwnedOfUnit>(watching::OwnedOfUnit{{}, owned});
  }

  ledger::Unit row(int platform) { return ledger->units.get(unit(platform).key); }

  // By a sweep that has ended, unless it goes on.
  ledger::Frozen weigh(const probing::ProbeReport& probe, bool has_ended = true) {
    const int platform = probe.platform[1] - '0';
    return recording->weigh(*ledger, unit(platform), row(platform), probe,
                            watching::SweepSoFar{now, has_ended}, now);
  }

  void record(int platform, const std::string& handle, Status status, const std::string& account,
              judging::Occasion occasion = judging::Occasion::sweep) {
    std::vector<model::Observation> seen(1);
    seen[0].target.platform = "p" + std::to_string(platform);
    seen[0].target.handle = handle;
    seen[0].target.variant = variant;
    seen[0].checked_at = now;
    seen[0].status = status;
    if (!account.empty()) seen[0].profile.account_id = account;
    seen[0].tied = true;
    seen[0].elapsed_ms = 84;
    recording->record(*ledger, unit(platform), row(platform), ours(), occasion, seen);
    if (occasion == judging::Occasion::sweep) ledger->units.swept(row(platform), now);
  }

  void fail(int platform, const std::string& handle, const std::string& reason) {
    std::vector<model::Observation> seen(1);
    seen[0].target.platform = "p" + std::to_string(platform);
    seen[0].target.handle = handle;
    seen[0].checked_at = now;
    seen[0].reason = reason;
    recording->record(*ledger, unit(platform), row(platform), ours(), judging::Occasion::sweep,
                      seen);
  }

  void sure(int platform, const std::string& handle, Status status, const std::string& account) {
    record(platform, handle, status, account);
    for (const auto look : {2min, 13min, 45min}) {
      now += look;
      record(platform, handle, status, account, judging::Occasion::second_look);
    }
    record(platform, handle, status, account);
  }

  std::string names() const {
    std::string all;
    for (const model::Event& event : told) {
      all += std::string(name(event.type)) + ' ' + std::string(name(event.severity)) + ' ';
    }
    return all;
  }

  std::unique_ptr<ledger::Ledger> ledger = std::move(*ledger::Ledger::open(":memory:"));
  platforms::Definition definition = tests::defined(R"({"id": "p", "name": "P",
    "profile_url": "https://p.example/{handle}", "handle": {"pattern": "[a-z0-9]+", "recycle": "hold 90d"},
    "controls": {"claimed": ["known"]},
    "ask": [{"name": "user", "get": "https://p.example/{handle}", "rules": [{"status": 200, "then": "claimed"}]}]})");
  judging::OwnedHandles owned;
  model::Milliseconds every = 6h;
  std::optional<std::string> variant;
  model::Instant now{480'000h};
  std::vector<model::Event> told;
  std::unique_ptr<watching::Recording> recording;
};

}  // namespace

TEST_CASE("our own blindness is told once, over a restart, and ends without a word") {
  Looks looks;
  looks.weigh(Looks::report(0));
  CHECK(looks.weigh(Looks::unreachable(1)).events.empty());
  CHECK_FALSE(looks.recording->is_self_blind());
  const ledger::Frozen frozen = looks.weigh(Looks::unreachable(2));
  CHECK(looks.recording->is_self_blind());
  REQUIRE(frozen.events.size() == 1);
  CHECK(frozen.events[0].type == EventType::self_blind);
  CHECK(frozen.events[0].severity == model::Severity::medium);
  CHECK(frozen.events[0].at == looks.now);
  CHECK(frozen.events[0].seen.checked_at == looks.now);
  CHECK(looks.ledger->incidents.count_open() == 1);
  CHECK(looks.weigh(Looks::unreachable(1)).events.empty());
  looks.restart();
  CHECK(looks.recording->is_self_blind());
  looks.weigh(Looks::unreachable(0));
  looks.weigh(Looks::unreachable(1));
  CHECK(looks.weigh(Looks::unreachable(2)).events.empty());
  CHECK(looks.weigh(Looks::report(1)).events.empty());
  CHECK(looks.recording->is_self_blind());  // two of three
  CHECK(looks.weigh(Looks::report(2)).events.empty());
  CHECK_FALSE(looks.recording->is_self_blind());
  CHECK(looks.ledger->incidents.count_open() == 0);
  looks.restart();
  CHECK_FALSE(looks.recording->is_self_blind());
  CHECK(looks.names() == "self-blind medium ");
}

TEST_CASE("a look says something of us for one and a half times its interval") {
  Looks looks;
  for (int platform = 0; platform < 3; ++platform) looks.weigh(Looks::unreachable(platform));
  CHECK(looks.recording->is_self_blind());
  looks.now += 9h - 1ms;
  looks.weigh(Looks::report(0));
  CHECK(looks.recording->is_self_blind());
  looks.now += 1ms;
  looks.weigh(Looks::report(0));
  CHECK_FALSE(looks.recording->is_self_blind());
}

TEST_CASE("one request says as much of us as many") {
  Looks looks;
  looks.weigh(Looks::report(0));
  looks.weigh(Looks::unreachable(1));
  probing::ProbeReport once = Looks::unreachable(2);
  once.requests = 1;
  looks.weigh(once);
  CHECK(looks.recording->is_self_blind());
}

TEST_CASE("who was not asked says nothing of us") {
  Looks looks;
  for (int platform = 0; platform < 3; ++platform) {
    probing::ProbeReport probe = Looks::unreachable(platform);
    probe.requests = 0;
    looks.weigh(probe);
  }
  CHECK_FALSE(looks.recording->is_self_blind());
}

TEST_CASE("while we are blind ourselves no platform is told of or noted, and what failed is ours") {
  Looks looks;
  looks.sure(0, "pn02", Status::available, "");
  for (int platform = 0; platform < 3; ++platform) looks.weigh(Looks::unreachable(platform));
  looks.now += 6h;
  looks.fail(0, "pn02", "network");
  const auto known = looks.ledger->beliefs.find(looks.row(0), "pn02");
  CHECK(known->belief.state.status == Status::available);
  CHECK(known->reason == "self-blind");
  looks.weigh(Looks::report(0, true));
  looks.now += 2min;
  looks.weigh(Looks::report(0, true));
  CHECK_FALSE(looks.row(0).health.blind);
  CHECK(looks.row(0).note.empty());
  CHECK(looks.recording->tell(*looks.ledger, looks.row(0), looks.now).events.empty());
  probing::ProbeReport behind_proxy = Looks::unreachable(0);
  behind_proxy.our_fault = "our proxy does not let us there (403)";
  looks.weigh(behind_proxy);
  CHECK(looks.row(0).note == "it was not reached: our proxy does not let us there (403)");
}

TEST_CASE("while we are blind ourselves, what a platform says that is reached counts") {
  Looks looks;
  looks.sure(0, "pn02", Status::available, "");
  looks.weigh(Looks::report(0));
  for (int platform = 1; platform < 3; ++platform) looks.weigh(Looks::unreachable(platform));
  REQUIRE(looks.recording->is_self_blind());
  looks.fail(0, "pn03", "timeout");
  looks.fail(1, "pn03", "timeout");
  CHECK(looks.ledger->beliefs.find(looks.row(0), "pn03")->reason == "timeout");
  CHECK(looks.ledger->beliefs.find(looks.row(1), "pn03")->reason == "self-blind");
  looks.now += 6h;
  looks.sure(0, "pn02", Status::claimed, "13");
  const auto known = looks.ledger->beliefs.find(looks.row(0), "pn02");
  CHECK(known->belief.state.status == Status::claimed);
}

TEST_CASE("our blindness is told once, however short the intervals are") {
  Looks looks;
  looks.every = 2s;
  for (int look = 0; look < 10; ++look) {
    looks.weigh(Looks::report(0));
    looks.now += 2s;
    for (int platform = 1; platform < 3; ++platform) {
      looks.now += 20s;  // of time-outs
      looks.weigh(Looks::unreachable(platform));
    }
  }
  CHECK(looks.names() == "self-blind medium ");
  CHECK(looks.recording->is_self_blind());
}

TEST_CASE("a platform is told blind by its controls, but not for proving nothing") {
  Looks looks;
  for (int look = 0; look < 3; ++look) {
    looks.weigh(Looks::report(0, false, false));
    looks.now += 2min;
  }
  CHECK_FALSE(looks.row(0).health.blind);
  CHECK_FALSE(looks.row(0).health.doubted);
  CHECK_FALSE(looks.row(0).note.empty());
  looks.weigh(Looks::report(0, true));
  looks.weigh(Looks::report(0, false, false));  // says nothing, and ends no doubt
  looks.now += 2min;
  looks.weigh(Looks::report(0, true));
  CHECK(looks.row(0).health.blind);
  const auto told = looks.recording->tell(*looks.ledger, looks.row(0), looks.now);
  REQUIRE(told.events.size() == 1);
  CHECK(told.events[0].type == EventType::platform_blind);
  CHECK(told.events[0].detail == "free control x: claimed; claimed control y: claimed");
  CHECK(told.events[0].at == looks.now);
  probing::ProbeReport unasked = Looks::report(0);
  unasked.proof.reset();
  looks.weigh(unasked);
  looks.now += 2min;
  looks.weigh(unasked);
  CHECK(looks.row(0).health.blind);
  looks.weigh(Looks::report(0));
  looks.now += 2min;
  looks.weigh(Looks::report(0));
  CHECK_FALSE(looks.row(0).health.blind);
  CHECK(looks.row(0).note.empty());
}

TEST_CASE("a blind platform sees again when a sweep ends whose controls were right throughout") {
  Looks looks;
  for (int look = 0; look < 2; ++look, looks.now += 2min) looks.weigh(Looks::report(0, true));
  REQUIRE(looks.row(0).health.blind);
  // A wall after some of the sweep, and a sweep with a bracket that was broken.
  for (int look = 0; look < 3; ++look, looks.now += 2min) looks.weigh(Looks::report(0), false);
  CHECK_FALSE(looks.row(0).health.doubted);
  probing::ProbeReport broken = Looks::report(0);
  broken.state.broken = 1;
  for (int look = 0; look < 3; ++look, looks.now += 2min) looks.weigh(broken);
  CHECK_FALSE(looks.row(0).health.doubted);
  for (int look = 0; look < 2; ++look, looks.now += 2min) looks.weigh(Looks::report(0));
  CHECK_FALSE(looks.row(0).health.blind);
}

TEST_CASE(
    "what is ours, a look-alike, and how long a handle is held back are known when it is judged") {
  Looks looks;
  looks.owned.add("p0", "", "pn44", "1");
  looks.sure(0, "pn44", Status::claimed, "2");
  looks.sure(0, "pn44", Status::available, "");
  looks.variant = "omission";
  looks.sure(0, "pn4", Status::claimed, "13");
  looks.recording->tell(*looks.ledger, looks.row(0), looks.now);
  // The strangers of the baseline are told in a message of their own.
  CHECK(looks.names() == "released high baseline high baseline medium ");
  CHECK(looks.told[0].held_until == looks.told[0].at - 1h + 90 * 24h);
  CHECK(looks.ledger->beliefs.find(looks.row(0), "pn44")->belief.state.status == Status::available);
}

namespace {

bool starts_self_blind(ledger::Ledger& ledger) {
  watching::Recording recording([](const model::Event&) { return std::vector<ledger::Address>(); });
  recording.open(ledger);
  return recording.is_self_blind();
}

}  // namespace

TEST_CASE("a restart does not end a self-blindness that was told, and a person can") {
  tests::Watched w;
  const ledger::Routing nobody = w.to({});
  CHECK_FALSE(starts_self_blind(*w.ledger));
  model::Event event;
  event.type = EventType::self_blind;
  event.severity = model::Severity::medium;
  event.at = w.now;
  w.ledger->outbox.tell(event, w.now, nobody);
  CHECK(starts_self_blind(*w.ledger));
  const ledger::Decision decision{w.now, "soc (uid 1001)", "dismiss", "", "the proxy was down"};
  REQUIRE(w.ledger->incidents.dismiss(1, model::Holder::bystander, decision));
  CHECK_FALSE(starts_self_blind(*w.ledger));
}

TEST_CASE("what is told at once is given out whole when the rest could not be written then") {
  tests::FullDisk disk;
  Looks looks;
  looks.weigh(Looks::report(0));
  looks.weigh(Looks::unreachable(1));
  looks.ledger->units.note(looks.row(2), "it proved nothing");
  disk.at("UPDATE OF note ON unit");
  CHECK_THROWS_AS(looks.weigh(Looks::unreachable(2)), ledger::Failure);
  disk.cured();
  const ledger::Frozen told = looks.weigh(Looks::unreachable(2));
  REQUIRE(told.events.size() == 1);
  CHECK(told.events[0].type == EventType::self_blind);
  CHECK(looks.weigh(Looks::unreachable(2)).events.empty());
  CHECK(looks.names() == "self-blind medium ");
}

TEST_CASE("a look that we cut short ourselves neither ends our blindness nor changes a note") {
  Looks looks;
  for (int platform = 0; platform < 3; ++platform) looks.weigh(Looks::unreachable(platform));
  REQUIRE(looks.recording->is_self_blind());
  const std::string note = looks.row(0).note;
  for (int platform = 0; platform < 3; ++platform) {
    probing::ProbeReport cut_short = Looks::report(platform, false, false);
    cut_short.interrupted = true;
    looks.weigh(cut_short);
  }
  CHECK(looks.recording->is_self_blind());
  CHECK(looks.row(0).note == note);
}

TEST_CASE("our account at another handle of ours is ours, and a claim without it decides nothing") {
  Looks looks;
  looks.owned.add("p0", "", "pn44", "1");
  looks.sure(0, "pn45", Status::claimed, "1");
  CHECK(looks.ledger->beliefs.find(looks.row(0), "pn45")->belief.state.holder ==
        model::Holder::ours);
  looks.sure(0, "pn44", Status::claimed, "");
  const auto known = looks.ledger->beliefs.find(looks.row(0), "pn44");
  CHECK(known->belief.state.status == Status::unknown);
  CHECK(known->reason == "no-identity");
  looks.recording->tell(*looks.ledger, looks.row(0), looks.now);
  CHECK(looks.told.empty());
}

TEST_CASE("a second look makes no second sweep of a loss") {
  Looks looks;
  looks.sure(0, "pn02", Status::claimed, "13");
  const auto released = [&looks] {
    return looks.ledger->beliefs.find(looks.row(0), "pn02")->belief.state.status ==
           Status::available;
  };
  looks.record(0, "pn02", Status::available, "");
  looks.now += 2min;
  for (int look = 0; look < 3; ++look) {
    looks.record(0, "pn02", Status::available, "", judging::Occasion::second_look);
    CHECK_FALSE(released());
  }
  looks.now += 6h;
  looks.record(0, "pn02", Status::available, "");
  CHECK(released());
}
