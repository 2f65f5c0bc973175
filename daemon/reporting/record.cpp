#include "reporting/record.hpp"

#include "model/profile_field.hpp"
#include "text/time.hpp"
#include "text/utf8.hpp"

namespace reporting {
namespace {

using reading::Json;

Json text_or_null(const std::optional<std::string>& text) {
  return text ? Json::string(text::well_formed(*text)) : Json::null();
}

Json number_or_null(const std::optional<int>& number) {
  return number ? Json::number(*number) : Json::null();
}

}  // namespace

const std::vector<std::string>& record_keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> made = {"checked_at", "platform", "server", "handle", "expected",
                                     "model",      "status",   "holder", "reason", "url"};
    for (const model::ProfileField& field : model::profile_fields) {
      if (field.member != nullptr) made.emplace_back(field.key);
    }
    made.insert(made.end(), {"http_status", "elapsed_ms"});
    return made;
  }();
  return keys;
}

Json record_of(const model::Observation& seen) {
  Json record = Json::object();
  record.keys.reserve(record_keys().size());
  record.key_at.reserve(record_keys().size());
  record.items.reserve(record_keys().size());
  record.add("checked_at", Json::string(text::iso(seen.checked_at)));
  record.add("platform", Json::string(seen.target.platform));
  record.add("server", text_or_null(seen.target.server));
  record.add("handle", Json::string(seen.target.handle));
  record.add("expected", text_or_null(seen.target.expected));
  record.add("model", text_or_null(seen.target.variant));
  record.add("status", Json::string(std::string(name(seen.status))));
  record.add("holder", seen.holder ? Json::string(std::string(name(*seen.holder))) : Json::null());
  record.add("reason", Json::string(seen.reason));
  record.add("url", seen.url.empty() ? Json::null() : Json::string(seen.url));
  for (const model::ProfileField& field : model::profile_fields) {
    if (field.member == nullptr) continue;
    record.add(std::string(field.key), text_or_null(seen.profile.*field.member));
  }
  record.add("http_status", number_or_null(seen.http_status));
  record.add("elapsed_ms", number_or_null(seen.elapsed_ms));
  return record;
}

}  // namespace reporting
