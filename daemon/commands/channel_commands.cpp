#include "commands/channel_commands.hpp"

#include <memory>

#include <fmt/format.h>

#include "commands/service_call.hpp"
#include "text/visible.hpp"

namespace commands {
namespace {

using reading::Json;

int list(Context& context, const std::string&) {
  int exit_code = Exit::done;
  const auto body = ask(context, {"GET", "/v1/channels", {}, Json::object(), ""}, exit_code);
  if (!body) return exit_code;
  reporting::Layout layout;
  layout.keys = {"name",   "type",    "language", "state",     "since",
                 "detail", "pending", "waiting",  "delivered", "dead"};
  layout.shown = {{"name", "NAME"},       {"type", "TYPE"},     {"language", "LANGUAGE"},
                  {"state", "STATE"},     {"since", "SINCE"},   {"pending", "PENDING"},
                  {"waiting", "WAITING"}, {"detail", "WHY", 60}};
  layout.colour = [](const Json& row, const std::string& key) {
    return key == "state" && member(row, "state").text != "ok" ? "31" : "";
  };
  return print_rows(context, layout, member(*body, "channels").items);
}

int preview(Context& context, const std::string& name) {
  int exit_code = Exit::done;
  const auto body =
      ask(context, {"GET", "/v1/channels/" + name + "/preview", {}, Json::object(), ""}, exit_code);
  if (!body) return exit_code;
  context.remark("an example: this is what would be sent; nothing is");
  context.results().write(member(*body, "preview").text);
  context.results().flush();
  return Exit::done;
}

int test(Context& context, const std::string& name) {
  int exit_code = Exit::done;
  const auto body =
      ask(context, {"POST", "/v1/channels/" + name + "/test", {}, Json::object(), ""}, exit_code);
  if (!body) return exit_code;
  for (const Json& answer : member(*body, "answers").items) {
    const Json& to = member(answer, "to");
    const bool delivered = member(answer, "delivered").truth;
    context.results().write(fmt::format(
        "{}{}: {}: {}\n", name, to.is(Json::Kind::null) ? "" : " to " + to.text,
        delivered ? "delivered" : "not delivered", text::visible(member(answer, "answer").text)));
    if (!delivered) exit_code = Exit::found;
  }
  context.results().flush();
  return exit_code;
}

using Action = int (*)(Context&, const std::string&);

}  // namespace

void add_channels(const Command& parent) {
  const Command channels = parent.add("channels", "Who is told, and whether it arrives");
  channels.footer(
      "Examples:\n  handlewatch channels list\n  handlewatch channels preview team\n"
      "  handlewatch channels test team");
  auto name = std::make_shared<std::string>();
  const auto add = [&](const char* word, const char* what, Action action) {
    return channels.add(word, what).runs([name, action](Context& context) {
      return action(context, *name);
    });
  };
  add("list", "All, whether each works, and what it is owed", list)
      .footer("Example:\n  handlewatch channels list");
  add("preview", "What would be sent, of a made-up event; sends nothing", preview)
      .argument("NAME", *name, "As the configuration calls it")
      .footer("Example:\n  handlewatch channels preview team");
  add("test", "Sends a message that says it is a test", test)
      .argument("NAME", *name, "As the configuration calls it")
      .footer(
          "Exit: 0 every address took it, 1 one did not.\n"
          "Example:\n  handlewatch channels test team");
}

}  // namespace commands
