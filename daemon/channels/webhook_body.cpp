#include <string>

#include "alerting/split.hpp"
#include "channels/plain_text.hpp"
#include "channels/webhook.hpp"
#include "model/event_kind.hpp"
#include "model/profile_field.hpp"
#include "reporting/record.hpp"
#include "text/clip.hpp"
#include "text/time.hpp"
#include "text/utf8.hpp"

namespace channels {
namespace {

using model::Event;
using reading::Json;

// Bytes of a stranger's text at most, so that one event always fits: even if each byte had to be
// escaped in JSON (six for one), an event with all of these stays below the limit.
constexpr std::size_t longest_handle = 256;
constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_id = 150;
constexpr std::size_t longest_address = 500;
constexpr std::size_t longest_detail = 300;
constexpr std::size_t longest_text = 3'000;
constexpr std::size_t longest_title = 400;
constexpr std::size_t ids_listed = 20;

Json text(std::string_view written, std::size_t most) {
  return Json::string(text::clipped_bytes(text::well_formed(written), most));
}

Json text_or_null(std::string_view written, std::size_t most) {
  return written.empty() ? Json::null() : text(written, most);
}

void clip(std::optional<std::string>& written, std::size_t most) {
  if (written) written = text::clipped_bytes(text::well_formed(*written), most);
}

// The check record, with a stranger's texts cut to what a webhook may carry.
Json target_of(const Event& event) {
  model::Observation seen = event.seen;
  if (model::about(event.type) == model::About::platform) {
    Json target = Json::object();
    target.add("platform", text(seen.target.platform, longest_name));
    target.add("server", text_or_null(seen.target.server.value_or(""), longest_name));
    return target;
  }
  if (model::about(event.type) != model::About::handle) return Json::null();
  seen.target.handle = text::clipped_bytes(text::well_formed(seen.target.handle), longest_handle);
  seen.url = text::clipped_bytes(text::well_formed(seen.url), longest_address);
  clip(seen.target.server, longest_name);
  clip(seen.target.expected, longest_handle);
  for (const model::ProfileField& field : model::profile_fields) {
    if (field.member == nullptr) continue;
    const bool is_name = field.member == &model::Profile::display_name;
    clip(seen.profile.*field.member, is_name ? longest_name : longest_id);
  }
  return reporting::record_of(seen);
}

Json before_of(const std::optional<model::Before>& before) {
  if (!before) return Json::null();
  Json json = Json::object();
  json.add("status", Json::string(std::string(name(before->status))));
  json.add("holder",
           before->holder ? Json::string(std::string(name(*before->holder))) : Json::null());
  json.add("account_id", text_or_null(before->account_id.value_or(""), longest_id));
  json.add("since", Json::string(text::iso(before->since)));
  return json;
}

Json held_until(const Event& event) {
  if (!event.held_until) return Json::null();
  const bool ends = *event.held_until != model::for_ever;
  return Json::string(ends ? text::iso(*event.held_until) : "never");
}

// What every event has, in full or not.
void add_core(Json& json, const Event& event) {
  json.add("id", Json::string(event.id));
  json.add("event", Json::string(std::string(name(event.type))));
  json.add("severity", Json::string(std::string(name(event.severity))));
  json.add("incident", event.incident == 0 ? Json::null() : Json::number(event.incident));
  json.add("at", Json::string(text::iso(event.at)));
}

void add_rest(Json& json, const Event& event) {
  json.add("watch", text_or_null(event.watch, longest_name));
  json.add("detail", text_or_null(event.detail, longest_detail));
  json.add("target", target_of(event));
  json.add("before", before_of(event.before));
  json.add("held_until", held_until(event));
}

Json full_event(const Event& event) {
  Json json = Json::object();
  add_core(json, event);
  add_rest(json, event);
  return json;
}

Json named_event(const Event& event) {
  Json json = Json::object();
  add_core(json, event);
  const model::Target& target = event.seen.target;
  json.add("platform", text_or_null(target.platform, longest_name));
  json.add("server", text_or_null(target.server.value_or(""), longest_name));
  json.add("handle", text_or_null(target.handle, longest_handle));
  return json;
}

Json words_of(const alerting::Rendered& rendered, const alerting::Texts& texts) {
  constexpr std::size_t full_in_text = 3;
  Json words = Json::object();
  words.add("title", text(alerting::plain(rendered.title), longest_title));
  words.add("text", Json::string(plain_text(rendered, texts, full_in_text, longest_text)));
  words.add("language", Json::string(texts.language));
  return words;
}

Json stands_for(const alerting::Message& message) {
  Json ids = Json::array();
  for (std::size_t i = 0; i < message.stands_for.size() && i < ids_listed; ++i) {
    ids.add(Json::string(message.stands_for[i]));
  }
  return ids;
}

Json envelope(std::string type, model::Instant timestamp, Json data) {
  Json body = Json::object();
  body.add("type", Json::string(std::move(type)));
  body.add("timestamp", Json::string(text::iso(timestamp)));
  body.add("data", std::move(data));
  return body;
}

class Group {
 public:
  Group(const alerting::Message& message, Json words)
      : message_(message), words_(std::move(words)) {
    for (const Event& event : message.events) {
      full_.push_back(full_event(event));
      named_.push_back(named_event(event));
    }
  }

  Json body(alerting::Split split) const {
    Json events = Json::array();
    for (std::size_t i = 0; i < split.named; ++i) events.add(i < split.full ? full_[i] : named_[i]);
    Json data = Json::object();
    data.add("schema_version", Json::number(1));
    data.add("count", Json::number(static_cast<long long>(full_.size())));
    data.add("omitted", Json::number(static_cast<long long>(full_.size() - split.named)));
    data.add("events", std::move(events));
    data.add("message", words_);
    data.add("stands_for", stands_for(message_));
    return envelope("handle.events", message_.created, std::move(data));
  }

 private:
  const alerting::Message& message_;
  Json words_;
  std::vector<Json> full_;
  std::vector<Json> named_;
};

}  // namespace

Json webhook_body(const alerting::Message& message, const alerting::Voice& voice) {
  Json words = words_of(alerting::render(message, voice), voice.texts);
  if (message.events.size() > 1) {
    const Group group(message, std::move(words));
    const auto fits = [&](alerting::Split part) {
      return reading::to_text(group.body(part)).size() < largest_webhook_body;
    };
    return group.body(alerting::split(message.events.size(), message.events.size(), fits));
  }
  const Event& event = message.events.front();
  Json data = Json::object();
  data.add("schema_version", Json::number(1));
  add_core(data, event);
  add_rest(data, event);
  data.add("message", std::move(words));
  data.add("stands_for", stands_for(message));
  return envelope(model::kind_of(event.type).webhook_type(), event.at, std::move(data));
}

}  // namespace channels
