#include "simulator/scenario_reader.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include "simulator/limits.hpp"
#include "simulator/strict_object.hpp"
#include "simulator/text.hpp"

namespace simulator {
namespace {

using Value = rapidjson::Value;

constexpr std::pair<std::string_view, Kind> kinds[] = {{"bluesky", Kind::bluesky},
                                                       {"mastodon", Kind::mastodon},
                                                       {"mediawiki", Kind::mediawiki},
                                                       {"github", Kind::github},
                                                       {"gitlab", Kind::gitlab},
                                                       {"forgejo", Kind::forgejo},
                                                       {"npm", Kind::npm},
                                                       {"rdap", Kind::rdap},
                                                       {"site", Kind::site},
                                                       {"x", Kind::x},
                                                       {"twitch", Kind::twitch},
                                                       {"youtube", Kind::youtube}};

constexpr std::pair<std::string_view, Shape> shapes[] = {
    {"status", Shape::status}, {"message", Shape::message},     {"redirect", Shape::redirect},
    {"json", Shape::json},     {"always200", Shape::always200}, {"batch", Shape::batch}};

constexpr std::pair<std::string_view, FaultKind> fault_kinds[] = {
    {"cf403", FaultKind::cf403},
    {"cf200", FaultKind::cf200},
    {"captcha", FaultKind::captcha},
    {"aws202", FaultKind::aws202},
    {"r999", FaultKind::r999},
    {"r401", FaultKind::r401},
    {"r403", FaultKind::r403},
    {"r451", FaultKind::r451},
    {"r429", FaultKind::r429},
    {"r500", FaultKind::r500},
    {"r502", FaultKind::r502},
    {"r503", FaultKind::r503},
    {"ddosguard403", FaultKind::ddosguard403},
    {"login_redirect", FaultKind::login_redirect},
    {"home_redirect", FaultKind::home_redirect},
    {"empty200", FaultKind::empty200},
    {"soft404", FaultKind::soft404},
    {"home200", FaultKind::home200},
    {"reset", FaultKind::reset},
    {"half_closed", FaultKind::half_closed},
    {"slow", FaultKind::slow},
    {"stall", FaultKind::stall},
    {"endless", FaultKind::endless},
    {"endless_headers", FaultKind::endless_headers},
    {"gzip_bomb", FaultKind::gzip_bomb},
    {"deep_json", FaultKind::deep_json},
    {"wrong_type", FaultKind::wrong_type},
    {"bad_utf8", FaultKind::bad_utf8},
    {"bad_json", FaultKind::bad_json},
    {"redirect_loop", FaultKind::redirect_loop},
    {"redirect_private", FaultKind::redirect_private},
    {"escapes", FaultKind::escapes},
    {"lying_all", FaultKind::lying_all}};

Instant instant(const StrictObject& object, std::string_view key, const std::string& written) {
  const std::optional<Instant> parsed = parsed_utc(written);
  if (!parsed) refuse(object.place(key), "must be like 2014-01-15T08:00:00Z");
  return *parsed;
}

void check_id(Kind kind, const std::string& id, const std::string& path) {
  if (id.empty()) refuse(path, "must not be empty");
  const bool numeric = kind == Kind::mediawiki || kind == Kind::github || kind == Kind::gitlab ||
                       kind == Kind::forgejo || kind == Kind::mastodon || kind == Kind::x ||
                       kind == Kind::twitch;
  const bool digits = id.find_first_not_of("0123456789") == std::string::npos && id.size() <= 18;
  if (numeric && !digits) refuse(path, "must be at most 18 digits on this kind of platform");
  if (kind == Kind::youtube && !id.starts_with("UC")) refuse(path, "must begin with UC");
}

Change read_change(const Value& value, const std::string& path, Kind kind) {
  const StrictObject object(
      value, path, {"at", "handle", "id", "display_name", "bio", "suspended", "deactivated"});
  object.need("at");
  Change change;
  change.at = object.number_if("at").value_or(0);
  change.handle = object.text_if("handle");
  change.id = object.text_if("id");
  change.display_name = object.text_if("display_name");
  change.bio = object.text_if("bio");
  change.suspended = object.flag_if("suspended");
  change.deactivated = object.flag_if("deactivated");
  if (change.handle && change.handle->empty()) refuse(object.place("handle"), "must not be empty");
  if (change.id) check_id(kind, *change.id, object.place("id"));
  return change;
}

Account read_account(const Value& value, const std::string& path, Kind kind, Instant start) {
  const StrictObject object(
      value, path,
      {"handle", "id", "display_name", "bio", "created_at", "suspended", "deactivated", "group",
       "private", "parody", "from", "until", "changes"});
  Account account;
  account.handle = object.text("handle");
  if (account.handle.empty()) refuse(object.place("handle"), "must not be empty");
  account.id = object.text("id");
  check_id(kind, account.id, object.place("id"));
  account.display_name = object.text_if("display_name").value_or("");
  account.bio = object.text_if("bio").value_or("");
  account.suspended = object.flag_if("suspended").value_or(false);
  account.deactivated = object.flag_if("deactivated").value_or(false);
  account.group = object.flag_if("group").value_or(false);
  account.hidden = object.flag_if("private").value_or(false);
  account.parody = object.flag_if("parody").value_or(false);
  if (account.parody && kind != Kind::x) refuse(object.place("parody"), "only for kind x");
  account.from = object.number_if("from").value_or(0);
  account.until = object.number_if("until");
  const std::optional<std::string> created = object.text_if("created_at");
  account.created =
      created ? instant(object, "created_at", *created) : start + milliseconds_of(account.from);
  object.each("changes", [&](const Value& item, const std::string& place) {
    account.changes.push_back(read_change(item, place, kind));
    const std::size_t count = account.changes.size();
    if (count > 1 && account.changes[count - 2].at > account.changes[count - 1].at)
      refuse(place + ".at", "changes must be in the order of time");
  });
  return account;
}

Fault read_fault(const Value& value, const std::string& path) {
  const StrictObject object(value, path,
                            {"kind", "from", "until", "names", "every", "retry_after", "provider"});
  Fault fault;
  fault.kind = object.choice("kind", fault_kinds);
  fault.from = object.number_if("from").value_or(0);
  fault.until = object.number_if("until");
  if (object.find("names") != nullptr) fault.names = object.texts("names");
  fault.every = object.whole("every", 1, 1);
  if (const Value* wait = object.find("retry_after")) {
    if (fault.kind != FaultKind::r429) refuse(object.place("retry_after"), "only for r429");
    fault.retry_after_date = wait->IsString() && std::string_view(wait->GetString()) == "date";
    if (!fault.retry_after_date && !wait->IsUint())
      refuse(object.place("retry_after"), "must be whole seconds or \"date\"");
    if (wait->IsUint()) fault.retry_after = wait->GetUint();
  }
  if (const std::optional<std::string> provider = object.text_if("provider")) {
    if (fault.kind != FaultKind::captcha) refuse(object.place("provider"), "only for captcha");
    fault.recaptcha = *provider == "recaptcha";
    if (!fault.recaptcha && *provider != "hcaptcha")
      refuse(object.place("provider"), "must be hcaptcha or recaptcha");
  }
  return fault;
}

Rate read_rate(const Value& value, const std::string& path, Kind kind) {
  if (value.IsString() && std::string_view(value.GetString()) == "documented") {
    const std::optional<Rate> rate = documented_rate(kind);
    if (!rate) refuse(path, "no limit is documented for this kind of platform");
    return *rate;
  }
  const StrictObject object(value, path, {"limit", "period_s"});
  object.need("limit");
  object.need("period_s");
  const Rate rate{object.whole("limit", 1, 1), object.number_if("period_s").value_or(0)};
  if (rate.period <= 0) refuse(object.place("period_s"), "must be above zero");
  return rate;
}

void read_options(const StrictObject& object, Platform& platform) {
  const auto only = [&](std::string_view key, Kind kind, const char* name) {
    if (object.find(key) != nullptr && platform.kind != kind)
      refuse(object.place(key), std::string("only for kind ") + name);
  };
  only("closed_api", Kind::mastodon, "mastodon");
  only("lag_s", Kind::mediawiki, "mediawiki");
  only("shape", Kind::site, "site");
  only("page_bytes", Kind::site, "site");
  only("client_id", Kind::twitch, "twitch");
  only("token_s", Kind::twitch, "twitch");
  only("token_calls", Kind::twitch, "twitch");
  only("consent", Kind::youtube, "youtube");
  platform.credential = object.text_if("credential");
  const bool closed =
      platform.kind == Kind::x || platform.kind == Kind::twitch || platform.kind == Kind::youtube;
  if (platform.credential && !closed)
    refuse(object.place("credential"), "only for kinds x, twitch and youtube");
  platform.client_id = object.text_if("client_id");
  platform.token_life = object.number_if("token_s").value_or(platform.token_life);
  platform.token_calls = object.whole("token_calls", 0, 1);
  platform.consent = object.flag_if("consent").value_or(false);
  platform.closed_api = object.flag_if("closed_api").value_or(false);
  platform.lag = object.number_if("lag_s").value_or(0);
  if (platform.kind == Kind::site) platform.shape = object.choice("shape", shapes);
  platform.page_bytes = object.whole("page_bytes", 0, 0);
}

Platform read_platform(const Value& value, const std::string& path, Instant start) {
  const StrictObject object(value, path,
                            {"name", "hosts", "kind", "default", "latency_ms", "rate", "accounts",
                             "reserved", "faults", "closed_api", "lag_s", "shape", "page_bytes",
                             "credential", "client_id", "token_s", "token_calls", "consent"});
  Platform platform;
  platform.name = object.text("name");
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  if (platform.name.empty() || !std::all_of(platform.name.begin(), platform.name.end(), plain))
    refuse(object.place("name"), "must be of [a-z0-9._-]: it stands in the path prefix /@NAME/");
  object.need("hosts");
  for (const std::string& host : object.texts("hosts")) platform.hosts.push_back(lowered(host));
  platform.kind = object.choice("kind", kinds);
  platform.is_default = object.flag_if("default").value_or(false);
  platform.latency = std::chrono::milliseconds(object.whole("latency_ms", 0, 0));
  if (const Value* rate = object.find("rate"))
    platform.rate = read_rate(*rate, object.place("rate"), platform.kind);
  object.each("accounts", [&](const Value& item, const std::string& place) {
    platform.accounts.push_back(read_account(item, place, platform.kind, start));
  });
  platform.reserved = object.texts("reserved");
  object.each("faults", [&](const Value& item, const std::string& place) {
    platform.faults.push_back(read_fault(item, place));
  });
  read_options(object, platform);
  return platform;
}

void check_together(const Scenario& scenario) {
  std::set<std::string> names, hosts;
  bool have_default = false;
  for (std::size_t i = 0; i < scenario.platforms.size(); ++i) {
    const Platform& platform = scenario.platforms[i];
    const std::string path = "platforms[" + std::to_string(i) + "]";
    if (!names.insert(platform.name).second) refuse(path + ".name", "given twice");
    for (const std::string& host : platform.hosts)
      if (!hosts.insert(host).second) refuse(path + ".hosts", "\"" + host + "\" given twice");
    if (platform.is_default && have_default) refuse(path + ".default", "only one may be");
    have_default = have_default || platform.is_default;
  }
}

std::string contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw ScenarioError(file + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

Scenario read_document(const Value& document, Instant now) {
  const StrictObject object(document, "", {"clock", "platforms"});
  const StrictObject clock(object.need("clock"), "clock", {"start", "speed"});
  Scenario scenario;
  const std::string start = clock.text("start");
  scenario.start = start == "now" ? now : instant(clock, "start", start);
  scenario.speed = clock.number_if("speed").value_or(1);
  if (scenario.speed <= 0) refuse("clock.speed", "must be above zero");
  object.need("platforms");
  object.each("platforms", [&](const Value& item, const std::string& place) {
    scenario.platforms.push_back(read_platform(item, place, scenario.start));
  });
  check_together(scenario);
  return scenario;
}

}  // namespace

Scenario read_scenario(const std::string& file, Instant now) {
  const std::string text = contents(file);
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
      text.data(), text.size());
  if (document.HasParseError()) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(document.GetErrorOffset());
    const auto line = 1 + std::count(text.begin(), end, '\n');
    throw ScenarioError(file + ":" + std::to_string(line) + ": " +
                        rapidjson::GetParseError_En(document.GetParseError()));
  }
  try {
    return read_document(document, now);
  } catch (const ScenarioError& error) {
    throw ScenarioError(file + ": " + error.what());
  }
}

}  // namespace simulator
