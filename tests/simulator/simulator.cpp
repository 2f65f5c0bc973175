#include "simulator/simulator.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"
#include "simulator/pages.hpp"

namespace simulator {
namespace {

constexpr std::size_t most_platform_names = 100'000;  // kept for the statistics

bool is_this_machine(const std::string& host) {
  return host == "127.0.0.1" || host == "localhost" || host == "::1";
}

Reply truth_of(View& view, const Request& request) {
  const Platform& platform = view.platform();
  const bool takes_posts = platform.kind == Kind::mediawiki || platform.kind == Kind::github ||
                           platform.kind == Kind::twitch;
  if (request.method != "GET" && request.method != "HEAD" &&
      !(request.method == "POST" && takes_posts))
    return text_reply(405, "Method Not Allowed\n");
  if (request.path == std::vector<std::string>{""})
    return html_reply(200, home_page(platform.name, platform.page_bytes));
  if (platform.kind != Kind::npm && request.path == std::vector<std::string>{"login"})
    return html_reply(200, login_page());
  switch (platform.kind) {
    case Kind::bluesky: return bluesky(view, request);
    case Kind::mastodon: return mastodon(view, request);
    case Kind::mediawiki: return mediawiki(view, request);
    case Kind::github: return github(view, request);
    case Kind::gitlab: return gitlab(view, request);
    case Kind::forgejo: return forgejo(view, request);
    case Kind::npm: return npm(view, request);
    case Kind::rdap: return rdap(view, request);
    case Kind::site: return site(view, request);
    case Kind::x: return x(view, request);
    case Kind::twitch: return twitch(view, request);
    case Kind::youtube: return youtube(view, request);
  }
  throw std::logic_error("a kind of platform without a voice");
}

bool mentions(const Platform& platform, const Fault& fault, const std::vector<std::string>& asked) {
  if (!fault.names) return true;
  return std::any_of(asked.begin(), asked.end(), [&](const std::string& name) {
    return std::any_of(fault.names->begin(), fault.names->end(), [&](const std::string& wanted) {
      return folded(platform.kind, wanted) == folded(platform.kind, name);
    });
  });
}

// A log line has five fields; a hostile host or target must not make it six.
std::string one_word(std::string_view text) {
  std::string word(text.empty() ? "-" : text);
  std::replace_if(
      word.begin(), word.end(), [](char c) { return c <= ' ' || c > '~'; }, '?');
  return word;
}

ScenarioClock real_time(double speed) {
  const auto begin = std::chrono::steady_clock::now();
  return [begin, speed] {
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - begin;
    return since.count() * speed;
  };
}

void open(std::ofstream& stream, const std::string& file) {
  if (file.empty()) return;
  stream.open(file, std::ios::app);
  if (!stream) throw std::runtime_error(file + ": cannot be written");
}

}  // namespace

std::string domain_of(const View& view, const Request& request) {
  const std::vector<std::string>& hosts = view.platform().hosts;
  return hosts.empty() ? request.host : hosts.front();
}

Simulator::Simulator(Scenario scenario, const Files& files)
    : Simulator(std::move(scenario), files, real_time(scenario.speed)) {}

Simulator::Simulator(Scenario scenario, const Files& files, ScenarioClock clock)
    : start_(scenario.start), clock_(std::move(clock)) {
  for (Platform& platform : scenario.platforms) {
    places_.push_back(std::make_unique<Place>());
    places_.back()->traffic.fault_turns.resize(platform.faults.size());
    places_.back()->platform = std::move(platform);
  }
  open(log_, files.log);
  open(inbox_, files.inbox);
}

bool Simulator::knows(const std::string& host) const {
  if (is_this_machine(host)) return true;
  return std::any_of(places_.begin(), places_.end(), [&](const auto& place) {
    const std::vector<std::string>& hosts = place->platform.hosts;
    return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
  });
}

Instant Simulator::date() const {
  return start_ + milliseconds_of(now());
}

Answer Simulator::answer(Request request) {
  read_target(request, request.target);
  const std::string type = lowered(request.header("content-type"));
  if (type.starts_with("application/x-www-form-urlencoded"))
    for (auto& field : parsed_query(request.body)) request.parameters.push_back(std::move(field));
  const bool of_myself = is_this_machine(request.host) && request.path.size() == 2 &&
                         request.path.front() == "_simulator";
  Place* place = of_myself ? nullptr : place_of(request);
  if (place != nullptr) {
    Answer answer = answer_at(*place, request);
    if (answer.delivery.status == 401) ++place->traffic.unauthorized;
    log(request, answer.delivery);
    return answer;
  }
  Answer answer;
  answer.delivery =
      whole(request, reply_myself(request, of_myself ? request.path.back() : ""), date());
  if (!of_myself) log(request, answer.delivery);
  return answer;
}

// By the name in Host; on this machine's own address by the prefix /@name/, else the default.
Simulator::Place* Simulator::place_of(Request& request) {
  for (const auto& place : places_) {
    const std::vector<std::string>& hosts = place->platform.hosts;
    if (std::find(hosts.begin(), hosts.end(), request.host) != hosts.end()) return place.get();
  }
  if (!is_this_machine(request.host)) return nullptr;
  for (const auto& place : places_) {
    if (request.path.front() != "@" + place->platform.name) continue;
    request.prefix = "/@" + place->platform.name;
    request.path.erase(request.path.begin());
    if (request.path.empty()) request.path.emplace_back();
    return place.get();
  }
  for (const auto& place : places_)
    if (place->platform.is_default) return place.get();
  return nullptr;
}

Answer Simulator::answer_at(Place& place, const Request& request) {
  const Platform& platform = place.platform;
  Traffic& traffic = place.traffic;
  ++traffic.requests;
  traffic.most_in_flight = std::max(traffic.most_in_flight, ++traffic.in_flight);
  Answer answer;
  answer.in_flight.reset(&traffic);
  answer.latency = platform.latency;

  const Instant date = this->date();
  View view(platform, now(), date, Mood::honest, traffic.tokens);
  Reply reply = truth_of(view, request);
  for (const std::string& name : view.asked())
    if (traffic.names.size() < most_platform_names) ++traffic.names[name];

  std::optional<Quota> quota;
  if (platform.rate && is_metered(platform.kind, request))
    quota = traffic.window.admit(*platform.rate, now());
  if (quota && !quota->admitted) {
    ++traffic.rate_limited;
    answer.delivery = whole(request, refusal(platform.kind, *quota, date, request), date);
    return answer;
  }
  if (quota) announce(platform.kind, *quota, date, request, reply);
  const Fault* fault = struck(place, view.asked());
  if (fault == nullptr) {
    answer.delivery = whole(request, reply, date);
    return answer;
  }
  ++traffic.faulted;
  if (fault->kind == FaultKind::r429) ++traffic.rate_limited;
  if (mood_of(fault->kind) != Mood::honest) {
    View bent(platform, now(), date, mood_of(fault->kind), traffic.tokens);
    reply = truth_of(bent, request);
  }
  answer.delivery = broken(*fault, request, reply, date);
  return answer;
}

// The first fault in the scenario's order whose time, names and turn it is.
const Fault* Simulator::struck(Place& place, const std::vector<std::string>& asked) {
  const Seconds moment = now();
  for (std::size_t i = 0; i < place.platform.faults.size(); ++i) {
    const Fault& fault = place.platform.faults[i];
    if (moment < fault.from || (fault.until && moment >= *fault.until)) continue;
    if (!mentions(place.platform, fault, asked)) continue;
    if (++place.traffic.fault_turns[i] % fault.every == 0) return &fault;
  }
  return nullptr;
}

Reply Simulator::reply_myself(const Request& request, const std::string& what) {
  if (what == "stats") return json_reply(200, stats(), "application/json");
  if (what == "inbox" && inbox_.is_open()) {
    std::string body = request.body;
    std::replace(body.begin(), body.end(), '\n', ' ');
    inbox_ << milliseconds_of(now()).count() << ' ' << body << std::endl;
    return text_reply(200, "ok");
  }
  return text_reply(
      421, "The simulator plays no platform \"" + well_formed_utf8(request.authority) + "\".\n");
}

std::string Simulator::stats() const {
  Json json;
  json.object().field("scenario_ms", milliseconds_of(now()).count()).object("platforms");
  for (const auto& place : places_) {
    const Traffic& traffic = place->traffic;
    json.object(place->platform.name).field("requests", traffic.requests);
    json.field("rate_limited", traffic.rate_limited).field("faulted", traffic.faulted);
    json.field("unauthorized", traffic.unauthorized);
    json.field("tokens_issued", traffic.tokens.issued());
    json.field("in_flight", traffic.in_flight).field("most_in_flight", traffic.most_in_flight);
    json.object("names");
    for (const auto& [name, times] : traffic.names) json.field(name, times);
    json.end().end();
  }
  json.end().end();
  return json.text();
}

void Simulator::log(const Request& request, const Delivery& delivery) {
  if (!log_.is_open()) return;
  log_ << milliseconds_of(now()).count() << ' ' << one_word(request.host) << ' '
       << one_word(request.method) << ' ' << one_word(request.target) << ' '
       << (delivery.status ? std::to_string(*delivery.status) : "-") << std::endl;
}

}  // namespace simulator
