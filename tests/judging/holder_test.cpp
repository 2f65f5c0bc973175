#include "judging/holder.hpp"

#include <doctest/doctest.h>

using judging::judge;
using judging::judge_holder;
using judging::OwnedHandles;
using model::Holder;
using model::Status;

namespace {

model::Observation seen(Status status, const char* platform, const char* handle) {
  model::Observation seen;
  seen.target.platform = platform;
  seen.target.handle = handle;
  seen.target.expected = handle;
  seen.status = status;
  return seen;
}

model::Observation claimed_by(const char* platform, const char* handle, const char* id) {
  model::Observation one = seen(Status::claimed, platform, handle);
  if (*id != '\0') one.profile.account_id = id;
  return one;
}

OwnedHandles our_handles() {
  OwnedHandles owned;
  owned.add("x", "", "acme", "12");
  owned.add("x", "", "acme-shop", std::nullopt);
  owned.add("mastodon", "https://a.example", "acme", "https://a.example/users/acme");
  owned.add("mastodon", "", "acme-news", "7");
  return owned;
}

}  // namespace

TEST_CASE("a claimed handle is ours by its account id, and a stranger's otherwise") {
  struct Row {
    const char* handle;
    const char* id;
    Holder holder;
  };
  const Row rows[] = {
      {"acme", "12", Holder::ours},
      {"acme", "13", Holder::stranger},  // changed hands
      {"acme", "012", Holder::stranger},
      {"acme-shop", "99", Holder::ours},  // unconfirmed: any id
      {"acme-shop", "", Holder::ours},
      {"acme-other", "12", Holder::ours},  // our account, at another handle
      {"acme-shop", "12", Holder::ours},
      {"acme-other", "", Holder::stranger},
  };
  const OwnedHandles owned = our_handles();
  for (const Row& row : rows) {
    CAPTURE(row.handle);
    CAPTURE(row.id);
    CHECK(judge_holder(claimed_by("x", row.handle, row.id), owned) == row.holder);
  }
  CHECK(judge_holder(claimed_by("y", "acme", "12"), owned) == Holder::stranger);
}

TEST_CASE("ours on one server is not ours on another, unless listed for all") {
  struct Row {
    const char* server;
    const char* handle;
    const char* id;
    Holder holder;
  };
  const Row rows[] = {
      {"https://a.example", "acme", "https://a.example/users/acme", Holder::ours},
      {"https://a.example", "acme", "https://b.example/users/acme", Holder::stranger},
      {"https://b.example", "acme", "https://a.example/users/acme", Holder::stranger},
      {"https://a.example", "acme-news", "7", Holder::ours},
      {"https://b.example", "acme-news", "7", Holder::ours},
      {"https://b.example", "acme-news", "8", Holder::stranger},
  };
  const OwnedHandles owned = our_handles();
  for (const Row& row : rows) {
    CAPTURE(row.server);
    CAPTURE(row.id);
    model::Observation one = claimed_by("mastodon", row.handle, row.id);
    one.target.server = row.server;
    CHECK(judge_holder(one, owned) == row.holder);
  }
}

TEST_CASE("the entry for a server stands before the one for all") {
  OwnedHandles owned;
  owned.add("mastodon", "", "acme", "any");
  owned.add("mastodon", "https://a.example", "acme", "a");
  model::Observation one = claimed_by("mastodon", "acme", "any");
  one.target.server = "https://a.example";
  CHECK(judge_holder(one, owned) == Holder::stranger);
  one.target.server = "https://b.example";
  CHECK(judge_holder(one, owned) == Holder::ours);
}

TEST_CASE("an account id that is listed is not lost to a row without one") {
  for (const bool first : {true, false}) {
    OwnedHandles owned;
    if (first) owned.add("x", "", "acme", "12");
    owned.add("x", "", "acme", std::nullopt);
    if (!first) owned.add("x", "", "acme", "12");
    CHECK(judge_holder(claimed_by("x", "acme", "13"), owned) == Holder::stranger);
    CHECK(judge_holder(claimed_by("x", "acme", "12"), owned) == Holder::ours);
  }
}

TEST_CASE("the platform's own label makes a parody, but never of ours") {
  model::Observation one = claimed_by("x", "acme-other", "5");
  one.profile.more = {{"verified", "true"}, {"parody", "true"}};
  CHECK(judge_holder(one, our_handles()) == Holder::parody);
  one.profile.more = {{"parody", "false"}};
  CHECK(judge_holder(one, our_handles()) == Holder::stranger);
  one.profile.more = {{"bio", "true"}};
  CHECK(judge_holder(one, our_handles()) == Holder::stranger);
  model::Observation ours = claimed_by("x", "acme", "12");
  ours.profile.more = {{"parody", "true"}};
  CHECK(judge_holder(ours, our_handles()) == Holder::ours);
  model::Observation lost = claimed_by("x", "acme", "13");
  lost.profile.more = {{"parody", "true"}};
  CHECK(judge_holder(lost, our_handles()) == Holder::parody);
}

TEST_CASE("only a claimed handle has a holder") {
  for (const Status status :
       {Status::available, Status::suspended, Status::reserved, Status::invalid, Status::unknown}) {
    CAPTURE(name(status));
    CHECK_FALSE(judge_holder(seen(status, "x", "acme"), our_handles()).has_value());
  }
}

TEST_CASE("the exit verdict: strangers on expected handles, lost ones of ours, open questions") {
  struct Row {
    const char* what;
    model::Observation one;
    bool variant;
    bool bad;
    bool undecided;
  };
  const Row rows[] = {
      {"ours is ours", claimed_by("x", "acme", "12"), false, false, false},
      {"ours, unconfirmed", claimed_by("x", "acme-shop", "1"), false, false, false},
      {"ours changed hands", claimed_by("x", "acme", "13"), false, true, false},
      {"a stranger's", claimed_by("x", "acme-other", "1"), false, true, false},
      {"a stranger's variant", claimed_by("x", "acne", "1"), true, false, false},
      {"a variant of ours changed hands", claimed_by("x", "acme", "13"), true, true, false},
      {"a variant of ours", claimed_by("x", "acme", "12"), true, false, false},
      {"free", seen(Status::available, "x", "acme-other"), false, false, false},
      {"suspended", seen(Status::suspended, "x", "acme-other"), false, false, false},
      {"reserved", seen(Status::reserved, "x", "acme-other"), false, false, false},
      {"impossible", seen(Status::invalid, "x", "acme-other"), false, false, false},
      {"unknown", seen(Status::unknown, "x", "acme-other"), false, false, true},
      {"ours became free", seen(Status::available, "x", "acme"), false, true, false},
      {"ours was suspended", seen(Status::suspended, "x", "acme"), false, true, false},
      {"ours is reserved", seen(Status::reserved, "x", "acme-shop"), false, true, false},
      {"ours is impossible", seen(Status::invalid, "x", "acme"), false, false, false},
      {"ours is unknown", seen(Status::unknown, "x", "acme"), false, false, true},
  };
  const OwnedHandles owned = our_handles();
  for (Row row : rows) {
    CAPTURE(row.what);
    if (row.variant) row.one.target.variant = "omission";
    row.one.holder = judge_holder(row.one, owned);
    const judging::Verdict verdict = judge(row.one, owned);
    CHECK(verdict.bad == row.bad);
    CHECK(verdict.undecided == row.undecided);
  }
  model::Observation parody = claimed_by("x", "acme-other", "1");
  parody.holder = Holder::parody;
  CHECK(judge(parody, owned).bad);
}
