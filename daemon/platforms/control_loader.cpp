#include "platforms/control_loader.hpp"

#include <fmt/format.h>

#include "platforms/base_url.hpp"
#include "platforms/controls.hpp"
#include "reading/object.hpp"
#include "text/visible.hpp"

namespace platforms {
namespace {

using reading::Document;
using reading::Json;
using reading::ObjectReader;

// Whether a control's name can be asked; a broken pattern has been reported itself.
void check_control_name(ObjectReader& object, std::string_view key, const std::string& name,
                        const Definition& definition) {
  const bool has_grammar = !definition.grammar.pattern.written().empty();
  if (!has_grammar || canonical(definition, name).admitted) return;
  object.report(key,
                fmt::format("the control '{}' is not admitted by 'handle'", text::visible(name)));
}

void read_anywhere(ObjectReader& object, Definition& definition) {
  const auto name = object.string("anywhere");
  if (!name) return;
  definition.controls.anywhere = *name;
  if (!definition.server) {
    object.report("anywhere",
                  "a name that lives on every server, but the definition has no 'server'; a "
                  "control of the one service belongs into 'claimed'");
    return;
  }
  check_control_name(object, "anywhere", *name, definition);
}

}  // namespace

void read_controls(Document& document, const Json& json, Definition& definition) {
  ObjectReader object(document, json, "/controls");
  for (const std::string& written : object.strings("claimed")) {
    Control control;
    // A server is a URL or a host; a name may hold an @ of its own (none does so far).
    const std::size_t at = written.find('@');
    control.name = written.substr(0, at);
    if (at != std::string::npos) {
      const auto base = base_url(written.substr(at + 1));
      if (!definition.server) {
        object.report("claimed", fmt::format("'{}' names a server, but the definition has no "
                                             "'server'",
                                             text::visible(written)));
      } else if (!base) {
        object.report("claimed", fmt::format("'{}' names no server; NAME@HOST or NAME@URL is "
                                             "needed",
                                             text::visible(written)));
      }
      control.server = base.value_or("");
    }
    check_control_name(object, "claimed", control.name, definition);
    definition.controls.claimed.push_back(std::move(control));
  }
  read_anywhere(object, definition);
  object.finish();
  const Json* claimed = json.find("claimed");
  const bool is_list = claimed == nullptr || claimed->is(Json::Kind::array);
  if (object.is_object() && is_list && definition.controls.claimed.empty() &&
      json.find("anywhere") == nullptr) {
    object.report("claimed",
                  "no control: a handle that is surely claimed is needed, or no claimed "
                  "answer could ever be proven");
  }
}

void check_random_control(Document& document, const Json& handle, const Definition& definition) {
  if (admits_random_controls(definition)) return;
  const auto is_right_without = [&definition](std::optional<Pattern> Grammar::*part) {
    Definition lenient = definition;
    (lenient.grammar.*part).reset();
    return admits_random_controls(lenient);
  };
  const std::string_view key = is_right_without(&Grammar::signup)      ? "signup"
                               : is_right_without(&Grammar::forbidden) ? "not"
                                                                       : "pattern";
  const std::string& suffix = definition.grammar.suffix;
  document.report(*handle.find(key), fmt::format("/handle/{}", key),
                  fmt::format("forbids the random free control (12 to 15 of a-z 0-9, a letter "
                              "first and last{}): no available answer could be proven",
                              suffix.empty() ? "" : ", plus '" + text::visible(suffix) + "'"));
}

}  // namespace platforms
