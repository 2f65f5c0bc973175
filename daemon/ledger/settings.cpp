#include "ledger/settings.hpp"

#include "text/time.hpp"
#include "text/visible.hpp"

namespace ledger {
namespace {

using reading::Form;
using reading::Json;
using reading::Shape;

constexpr std::string_view scheme = "sqlite:";
constexpr std::string_view memory = ":memory:";

bool is_ledger(std::string_view text) {
  if (!text.starts_with(scheme)) return false;
  const std::string_view path = text.substr(scheme.size());
  // sqlite://host/… is what other programs write; it would be the path //host/… here.
  const bool is_path = !path.empty() && !path.starts_with("//") && !path.ends_with('/');
  return is_path && text::visible(path) == path;
}

// A slip such as 5m for five months must not empty the history.
bool is_long(std::string_view text) {
  const auto duration = text::parse_duration(text);
  return duration && *duration >= std::chrono::hours(24);
}

Form ledger_form() {
  // Not shown: the URL of another database may hold a password.
  return {.name =
              "sqlite: and the path of a file, such as sqlite:/var/lib/handlewatch/ledger.db "
              "(other databases are not part of this version yet),",
          .admits = is_ledger,
          .pattern = "^sqlite:",
          .shown = false};
}

Form long_duration() {
  Form form = reading::duration();
  form.name = "a duration of a day or more, such as 90d or 5y,";
  form.admits = is_long;
  return form;
}

}  // namespace

Shape settings_shape() {
  return Shape::string(ledger_form());
}

Json default_settings() {
  return Json::string("sqlite:/var/lib/handlewatch/ledger.db");
}

Shape retention_shape() {
  return Shape::object(
      {optional("history", Shape::string(long_duration()),
                "How long changes, gaps and closed incidents are kept.", Json::string("5y")),
       optional("profiles", Shape::string(long_duration()),
                "How long the names and descriptions that strangers gave their accounts are kept.",
                Json::string("180d"))});
}

LedgerSettings read_settings(const Json& json, const std::filesystem::path& folder) {
  const std::string path = json.text.substr(scheme.size());
  return {path == memory ? std::filesystem::path(memory) : folder / path};
}

Retention read_retention(const Json& json) {
  return {reading::duration_at(json, "history"), reading::duration_at(json, "profiles")};
}

}  // namespace ledger
