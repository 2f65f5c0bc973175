#include "channels/response.hpp"

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"

using namespace alerting;
using namespace channels;
using Outcome = Delivery::Outcome;

namespace {

const model::Instant now = tests::at("2026-11-22T06:40:00Z");
const std::string url =
    "https://user:hunter22@hooks.example.org/services/T0/B0SECRETS/XyZ?k=abcdefghij";

net::Reply reply_of(int status, net::Headers headers = {}, std::string body = {}) {
  net::Reply reply;
  reply.sent = true;
  reply.head.status = status;
  reply.head.headers = std::move(headers);
  reply.body = std::move(body);
  return reply;
}

}  // namespace

TEST_CASE("a status says: delivered, later, never this message, or never this channel") {
  const std::vector<std::pair<Outcome, std::vector<int>>> table = {
      {Outcome::delivered, {200, 201, 202, 204, 299}},
      {Outcome::retry, {408, 421, 423, 425, 429, 500, 501, 502, 503, 504, 599, 600, 999}},
      {Outcome::closed, {300, 301, 302, 304, 307, 308, 401, 402, 403, 404, 405, 407, 410, 451}},
      {Outcome::refused, {400, 406, 409, 411, 413, 414, 415, 418, 422, 431, 499}},
  };
  for (const auto& [outcome, statuses] : table) {
    for (const int status : statuses) {
      CAPTURE(status);
      const Delivery delivery = judge_answer(reply_of(status), now, url);
      CHECK(delivery.outcome == outcome);
      CHECK(delivery.surely == (status == 410));
      CHECK_FALSE(delivery.may_have_arrived);
    }
  }
}

TEST_CASE("Retry-After counts in seconds and as a date, and nonsense is as if it were not there") {
  const std::vector<std::pair<std::string, std::optional<long long>>> table = {
      {"0", 0},
      {"120", 120},
      {"Sun, 22 Nov 2026 06:45:00 GMT", 300},
      {"Sun, 22 Nov 2026 06:00:00 GMT", 0},
      {"99999999999", 366LL * 86'400},
      {"-5", 0},
      {"soon", {}},
      {"1.5", {}},
      {"", {}},
  };
  for (const auto& row : table) {
    const auto& [written, seconds] = row;
    CAPTURE(row.first);
    const Delivery delivery = judge_answer(reply_of(503, {{"retry-after", written}}), now, url);
    CHECK(delivery.not_before.has_value() == seconds.has_value());
    if (seconds) CHECK(*delivery.not_before == std::chrono::seconds(*seconds));
  }
}

TEST_CASE("without an answer the message may have arrived only if it was sent") {
  net::Reply reply;
  reply.failure = model::Reason::network;
  reply.failure_detail = "Failed to connect to hooks.example.org port 443";
  Delivery delivery = judge_answer(reply, now, url);
  CHECK(delivery.outcome == Outcome::retry);
  CHECK_FALSE(delivery.may_have_arrived);
  CHECK(delivery.detail == "network: Failed to connect to hooks.example.org port 443");
  reply.failure = model::Reason::timeout;
  reply.sent = true;
  delivery = judge_answer(reply, now, url);
  CHECK(delivery.outcome == Outcome::retry);
  CHECK(delivery.may_have_arrived);
  reply.failure = model::Reason::no_rule;
  reply.failure_detail = "the answer is no HTTP that can be read";
  delivery = judge_answer(reply, now, url);
  CHECK(delivery.outcome == Outcome::retry);
  CHECK(delivery.detail == "no answer: the answer is no HTTP that can be read");
  reply = reply_of(200);
  reply.failure = model::Reason::network;  // the body broke off
  CHECK(judge_answer(reply, now, url).outcome == Outcome::delivered);
}

TEST_CASE("the detail quotes the answer in one harmless line, and never the secret in the URL") {
  CHECK(judge_answer(reply_of(400, {}, "invalid\x1b[31m\nmore"), now, url).detail ==
        "HTTP 400: invalid\\u{001B}[31m");
  const std::string said =
      "no /services/T0/B0SECRETS/XyZ?k=abcdefghij here, nor B0SECRETS, abcdefghij, user:hunter22";
  const std::string detail = judge_answer(reply_of(404, {}, said), now, url).detail;
  CHECK(detail == "HTTP 404: no … here, nor …, …, …");
  CHECK(judge_answer(reply_of(500, {}, tests::repeated("x", 5000)), now, url).detail.size() < 250);
}

TEST_CASE("a date far away is a year at most, and what is short is no secret") {
  const auto waits = [](const std::string& written) {
    return *judge_answer(reply_of(503, {{"Retry-After", written}}), now, url).not_before;
  };
  const model::Milliseconds year = std::chrono::hours(366 * 24);
  CHECK(waits("Sun, 22 Nov 2026 06:40:01 GMT") == std::chrono::seconds(1));
  CHECK(waits("Tue, 22 Nov 2050 06:40:00 GMT") == year);
  CHECK(waits(std::to_string(366LL * 86'400 - 1)) == year - std::chrono::seconds(1));
  // Only what will be tried again has a moment.
  CHECK_FALSE(judge_answer(reply_of(404, {{"Retry-After", "5"}}), now, url).not_before);
  CHECK_FALSE(judge_answer(reply_of(200, {{"Retry-After", "5"}}), now, url).not_before);

  CHECK(quoted("T0 and XyZ are in many words, / too", url) ==
        "T0 and XyZ are in many words, / too");
  CHECK(quoted("1234567 is short, 12345678 is not", "https://h.example/1234567/12345678") ==
        "1234567 is short, … is not");
  CHECK(quoted("/abc stays, as does h.example", "https://h.example/abc").find("…") == 0);
  CHECK(quoted("/ab stays", "https://h.example/ab") == "/ab stays");
  CHECK(quoted("said by h.example", "https://h.example") == "said by h.example");
  CHECK(quoted("no /services1", "/services1") == "no …");
  CHECK(quoted("hunter22", "hunter22@h/x") == "…");
  CHECK(quoted("at h.example/abc", "https://h.example/abc@defgh") == "at h.example/abc");
  CHECK(quoted("one\rtwo", url) == "one");
  CHECK(quoted(std::string(200, 'x'), url) == std::string(200, 'x'));
  CHECK(quoted(std::string(201, 'x'), url) == std::string(199, 'x') + "…");
}

TEST_CASE("what a channel that took it says besides is not quoted") {
  CHECK(judge_answer(reply_of(200, {}, "thanks"), now, url).detail == "HTTP 200");
  CHECK(judge_answer(reply_of(500), now, url).detail == "HTTP 500");
  CHECK(judge_answer(reply_of(100), now, url).detail == "no answer: ");
}
