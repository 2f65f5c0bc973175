#include "ledger/event_text.hpp"

#include <algorithm>
#include <charconv>

#include "ledger/nullable.hpp"
#include "model/profile_field.hpp"
#include "reading/json.hpp"

namespace ledger {
namespace {

using reading::Json;

void add_text(Json& object, std::string_view key, const std::optional<std::string>& text) {
  if (text) object.add(std::string(key), Json::string(*text));
}

template <class Names, class Enum>
std::optional<Enum> named(const Names& names, const std::optional<std::string>& word) {
  if (!word) return std::nullopt;
  const auto found = std::find(names.begin(), names.end(), *word);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

std::optional<model::Holder> holder_named(const std::optional<std::string>& word) {
  return named<decltype(model::holder_names), model::Holder>(model::holder_names, word);
}

model::Status status_named(const std::optional<std::string>& word) {
  return named<decltype(model::status_names), model::Status>(model::status_names, word)
      .value_or(model::Status::unknown);
}

std::optional<std::string> text_at(const Json& object, std::string_view key) {
  const Json* member = object.find(key);
  if (member == nullptr || !member->is(Json::Kind::string)) return std::nullopt;
  return member->text;
}

std::optional<long long> number_at(const Json& object, std::string_view key) {
  const Json* member = object.find(key);
  if (member == nullptr || !member->is(Json::Kind::number)) return std::nullopt;
  long long value = 0;
  const char* end = member->text.data() + member->text.size();
  const auto read = std::from_chars(member->text.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

Json seen_json(const model::Observation& seen) {
  Json json = Json::object();
  json.add("platform", Json::string(seen.target.platform));
  add_text(json, "server", seen.target.server);
  json.add("handle", Json::string(seen.target.handle));
  add_text(json, "expected", seen.target.expected);
  add_text(json, "variant", seen.target.variant);
  json.add("at", Json::number(to_number(seen.checked_at)));
  json.add("status", Json::string(std::string(name(seen.status))));
  if (seen.holder) json.add("holder", Json::string(std::string(name(*seen.holder))));
  json.add("reason", Json::string(seen.reason));
  json.add("url", Json::string(seen.url));
  for (const model::ProfileField& field : model::profile_fields) {
    if (field.member != nullptr) add_text(json, field.key, seen.profile.*field.member);
  }
  if (!seen.profile.more.empty()) {
    Json more = Json::object();
    for (const auto& [key, value] : seen.profile.more) more.add(key, Json::string(value));
    json.add("more", std::move(more));
  }
  if (seen.http_status) json.add("http_status", Json::number(*seen.http_status));
  if (seen.elapsed_ms) json.add("elapsed_ms", Json::number(*seen.elapsed_ms));
  return json;
}

model::Observation seen_from(const Json& json) {
  model::Observation seen;
  seen.target.platform = text_at(json, "platform").value_or("");
  seen.target.server = text_at(json, "server");
  seen.target.handle = text_at(json, "handle").value_or("");
  seen.target.expected = text_at(json, "expected");
  seen.target.variant = text_at(json, "variant");
  seen.checked_at = to_instant(number_at(json, "at").value_or(0));
  seen.status = status_named(text_at(json, "status"));
  seen.holder = holder_named(text_at(json, "holder"));
  seen.reason = text_at(json, "reason").value_or("");
  seen.url = text_at(json, "url").value_or("");
  for (const model::ProfileField& field : model::profile_fields) {
    if (field.member != nullptr) seen.profile.*field.member = text_at(json, field.key);
  }
  if (const Json* more = json.find("more")) {
    for (std::size_t i = 0; i < more->keys.size(); ++i) {
      seen.profile.more.emplace_back(more->keys[i], more->items[i].text);
    }
  }
  if (const auto status = number_at(json, "http_status")) seen.http_status = int(*status);
  if (const auto elapsed = number_at(json, "elapsed_ms")) seen.elapsed_ms = int(*elapsed);
  return seen;
}

}  // namespace

std::string to_text(const model::Event& event) {
  Json json = Json::object();
  json.add("seen", seen_json(event.seen));
  if (event.before) {
    Json before = Json::object();
    before.add("status", Json::string(std::string(name(event.before->status))));
    if (event.before->holder) {
      before.add("holder", Json::string(std::string(name(*event.before->holder))));
    }
    add_text(before, "account_id", event.before->account_id);
    before.add("since", Json::number(to_number(event.before->since)));
    json.add("before", std::move(before));
  }
  if (event.held_until) json.add("held_until", Json::number(to_number(*event.held_until)));
  if (event.losses > 0) json.add("losses", Json::number(event.losses));
  if (event.lost_ours) json.add("lost_ours", Json::boolean(true));
  if (!event.detail.empty()) json.add("detail", Json::string(event.detail));
  return reading::to_text(json);
}

void read_text(const std::string& text, model::Event& event) {
  const auto json = reading::parse_json(text, reading::foreign_files);
  if (!json) return;
  if (const Json* seen = json->find("seen")) event.seen = seen_from(*seen);
  if (const Json* before = json->find("before")) {
    event.before = model::Before{
        status_named(text_at(*before, "status")), holder_named(text_at(*before, "holder")),
        text_at(*before, "account_id"), to_instant(number_at(*before, "since").value_or(0))};
  }
  if (const auto until = number_at(*json, "held_until")) event.held_until = to_instant(*until);
  event.losses = number_at(*json, "losses").value_or(0);
  event.lost_ours = json->find("lost_ours") != nullptr;
  event.detail = text_at(*json, "detail").value_or("");
}

}  // namespace ledger
