#include "bench/played_platform.hpp"

#include <charconv>

#include "simulator/limits.hpp"

namespace bench {
namespace {

using simulator::Kind;

constexpr int given_names = 85;
constexpr const char* secret = "secret";

std::vector<std::string> departments() {
  std::vector<std::string> all;
  for (int number = 1; number <= 95; ++number) {
    if (number == 20) continue;  // Corsica's, divided since 1976
    all.push_back((number < 10 ? "0" : "") + std::to_string(number));
  }
  for (const char* code : {"2A", "2B", "971", "972", "973", "974", "976"}) all.emplace_back(code);
  return all;
}

std::vector<std::string> controls(Kind kind) {
  switch (kind) {
    case Kind::bluesky: return {"bsky.app", "jay.bsky.team"};
    case Kind::x: return {"XDevelopers", "jack"};
    case Kind::twitch: return {"twitch", "twitchdev"};
    case Kind::youtube: return {"youtube", "GoogleDevelopers"};
    default: return {"Jimbo Wales", "MediaWiki default"};
  }
}

std::vector<std::string> hosts(Kind kind) {
  switch (kind) {
    case Kind::bluesky: return {"public.api.bsky.app", "bsky.social"};
    case Kind::x: return {"api.x.com"};
    case Kind::twitch: return {"id.twitch.tv", "api.twitch.tv"};
    case Kind::youtube: return {"www.googleapis.com", "www.youtube.com"};
    default: return {"en.wikipedia.org"};
  }
}

simulator::Request as_platforms_see_it(const net::Request& sent) {
  simulator::Request request;
  const std::size_t host = sent.url.find("://") + 3;
  const std::size_t path = sent.url.find('/', host);
  request.method = sent.method;
  request.host = request.authority = sent.url.substr(host, path - host);
  request.target = sent.url.substr(path);
  request.headers = sent.headers;
  request.headers.emplace_back("User-Agent", "handlewatch-bench");
  request.body = sent.body;
  return request;
}

net::Reply as_curl_reads_it(const std::string& bytes) {
  net::Reply reply;
  const std::size_t head_ends = bytes.find("\r\n\r\n");
  std::size_t at = bytes.find("\r\n");
  std::from_chars(bytes.data() + bytes.find(' ') + 1, bytes.data() + at, reply.head.status);
  while (at < head_ends) {
    const std::size_t line = at + 2;
    const std::size_t colon = bytes.find(": ", line);
    at = bytes.find("\r\n", line);
    reply.head.headers.emplace_back(bytes.substr(line, colon - line),
                                    bytes.substr(colon + 2, at - colon - 2));
  }
  reply.body = bytes.substr(head_ends + 4);
  return reply;
}

}  // namespace

std::vector<std::string> handles_of_a_pass() {
  std::vector<std::string> handles;
  for (const std::string& department : departments()) handles.push_back("PNationale" + department);
  for (int i = 1; i <= given_names; ++i) handles.push_back("commissariat" + std::to_string(i));
  return handles;
}

simulator::Scenario scenario_of(const Played& played, model::Instant start) {
  simulator::Platform platform;
  platform.name = played.id;
  platform.kind = played.kind;
  platform.hosts = hosts(played.kind);
  platform.rate = simulator::documented_rate(played.kind);
  platform.credential = secret;
  int number = 0;
  const auto hold = [&](std::string handle) {
    simulator::Account account;
    account.handle = std::move(handle);
    account.id = std::to_string(++number);
    if (played.kind == Kind::bluesky) account.id = "did:plc:" + account.id;
    if (played.kind == Kind::youtube) account.id = "UC" + account.id;
    account.created = simulator::Instant(start.time_since_epoch());
    platform.accounts.push_back(std::move(account));
  };
  for (std::string& control : controls(played.kind)) hold(std::move(control));
  // As in January 2014, one name in eleven: the others are free, which takes the most calls.
  const std::vector<std::string> handles = handles_of_a_pass();
  for (std::size_t i = 0; i < handles.size(); i += 11)
    hold(handles[i] + (played.kind == Kind::bluesky ? ".bsky.social" : ""));
  simulator::Scenario scenario;
  scenario.start = simulator::Instant(start.time_since_epoch());
  scenario.platforms.push_back(std::move(platform));
  return scenario;
}

PlayedFetcher::PlayedFetcher(tests::VirtualClock& clock, const Played& played, std::uint64_t seed)
    : clock_(clock),
      kind_(played.kind),
      platform_(scenario_of(played, clock.now()), {},
                [&clock] { return std::chrono::duration<double>(clock.passed()).count(); }),
      random_(seed) {}

async::Task<net::Reply> PlayedFetcher::fetch(net::Request request) {
  const model::Moment begun = clock_.steady();
  const auto within = static_cast<std::uint64_t>(a_call.count() + 1);
  const model::Moment arrives = begun + model::Milliseconds(random_() % within);
  while (clock_.steady() < arrives) {
    co_await clock_.sleep_until(arrives);
  }
  net::Reply reply = answered(request);
  const model::Moment ends = begun + a_call;
  while (clock_.steady() < ends) {
    co_await clock_.sleep_until(ends);
  }
  reply.elapsed = a_call;
  reply.effective_url = request.url;
  co_return reply;
}

net::Reply PlayedFetcher::answered(const net::Request& request) {
  simulator::Request asked = as_platforms_see_it(request);
  simulator::read_target(asked, asked.target);
  ++calls;
  if (simulator::is_metered(kind_, asked)) ++metered;
  const simulator::Answer answer = platform_.answer(as_platforms_see_it(request));
  net::Reply reply = as_curl_reads_it(answer.delivery.bytes);
  const bool out_of_units = reply.body.find("quotaExceeded") != std::string::npos;
  const bool nobody = kind_ == Kind::bluesky && reply.head.status == 400;
  if (reply.head.status == 429 || out_of_units) {
    ++limited;
  } else if (reply.head.status >= 400 && !nobody) {
    ++failed;
  }
  return reply;
}

}  // namespace bench
