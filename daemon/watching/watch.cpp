#include "watching/watch.hpp"

#include "text/name.hpp"
#include "text/time.hpp"

namespace watching {
namespace {

using reading::Form;
using reading::Json;
using reading::Shape;

bool is_interval(std::string_view text) {
  const auto duration = text::parse_duration(text);
  return duration && *duration >= std::chrono::seconds(1);
}

Form interval() {
  Form form = reading::duration();
  form.name = "a duration of a second or more, such as 15m, 6h or 1d,";
  form.admits = is_interval;
  return form;
}

Shape owned_shape() {
  const Shape handle =
      Shape::object({required("platform", Shape::string(reading::some_text("ID, ID@SERVER or *")),
                              "ID or ID@SERVER; * is any platform."),
                     required("handle", Shape::string(reading::handle()),
                              "As people write it, with or without @."),
                     optional("account_id", Shape::string(reading::account_id()),
                              "Then ours means this account and no other.")});
  return Shape::either({Shape::string(reading::path()), Shape::list(handle)});
}

void check_watch(reading::Document& document, const Json& json, const std::string& path) {
  if (json.find("expect") != nullptr || json.find("owned") != nullptr) return;
  document.report(json, path, "a watch without handles: 'expect' or 'owned' is needed");
}

}  // namespace

Shape watch_shape() {
  using reading::some_text;
  return Shape::object(
      {required("name", Shape::string(reading::identifier()),
                "Names the watch in routes, alerts and `status`."),
       optional("expect", Shape::list(Shape::string(some_text("a naming template")), 1),
                "Naming templates; `handlewatch expand TEMPLATE` shows what each yields."),
       required("platforms", Shape::list(Shape::string(some_text("ID or ID@SERVER")), 1),
                "Where to look: `handlewatch platforms list` names them. One with servers takes "
                "one after @, such as mastodon@mastodon.social."),
       optional("every", Shape::string(interval()), "How often each handle is asked about.",
                Json::string("6h")),
       optional("confirm", Shape::string(reading::duration()),
                "A change is asked about again after this time, before it is believed and told.",
                Json::string("2m")),
       optional("owned", owned_shape(),
                "The handles that are ours: a list, or a CSV file with the columns platform, "
                "handle and account_id (which may be missing)."),
       optional("variants", Shape::later(), "Look-alikes of the expected handles."),
       optional("identity", Shape::later(), "What the organisation is and looks like."),
       optional("discovery", Shape::later(), "Search and streams that find further handles."),
       optional("formerly", Shape::later(), "Naming templates of former times."),
       optional("was", Shape::later(), "Former names of this watch.")},
      check_watch);
}

judging::OwnedHandle read_owned(const Json& json) {
  judging::OwnedHandle owned;
  const std::string platform = reading::string_at(json, "platform");
  const std::size_t at = platform.find('@');
  owned.platform = platform.substr(0, at);
  if (at != std::string::npos) owned.server = platform.substr(at + 1);
  std::string why;
  owned.handle = text::name_written(reading::string_at(json, "handle"), why).value_or("");
  if (const Json* account = json.find("account_id")) {
    owned.account_id = text::pasted(account->text, why);
  }
  return owned;
}

Watch read_watch(const Json& json, const std::filesystem::path& folder) {
  Watch watch;
  watch.name = reading::string_at(json, "name");
  watch.expect = reading::strings_at(json, "expect");
  watch.platforms = reading::strings_at(json, "platforms");
  watch.every = reading::duration_at(json, "every");
  watch.confirm = reading::duration_at(json, "confirm");
  const Json* owned = json.find("owned");
  if (owned == nullptr) return watch;
  if (owned->is(Json::Kind::string)) {
    watch.owned_file = folder / owned->text;
    return watch;
  }
  for (const Json& handle : owned->items) watch.owned.push_back(read_owned(handle));
  return watch;
}

}  // namespace watching
