#include "commands/ledger_commands.hpp"

#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "commands/asking.hpp"
#include "commands/incident_commands.hpp"
#include "commands/lanes.hpp"
#include "commands/roster.hpp"
#include "platforms/loader.hpp"

namespace commands {
namespace {

using reading::Json;
using serving::Question;

struct Typed {
  std::string handle;
  std::string account_id;
  std::string reason;
  std::string file;
  bool registered = false;
};

int status(Context& context) {
  int exit_code = Exit::done;
  const auto body = ask(context, {"GET", "/v1/status", {}, Json::object(), ""}, exit_code);
  if (!body) return exit_code;
  reporting::Layout layout;
  layout.keys = {"watch",
                 "platform",
                 "server",
                 "ours",
                 "others",
                 "available",
                 "suspended",
                 "reserved",
                 "invalid",
                 "unknown",
                 "undecided_for_7_days",
                 "swept_at",
                 "blind_since"};
  layout.shown = {{"watch", "WATCH"},       {"platform", "PLATFORM"}, {"ours", "OURS"},
                  {"others", "OTHERS"},     {"available", "FREE"},    {"suspended", "SUSPENDED"},
                  {"reserved", "RESERVED"}, {"unknown", "UNKNOWN"},   {"swept_at", "LAST SWEEP"}};
  print_rows(context, layout, body->find("units")->items);
  for (const Json& unit : body->find("units")->items) {
    const std::string where = unit.find("platform")->text;
    if (unit.find("blind_since")->is(Json::Kind::string)) {
      context.remark(
          fmt::format("{} is blind since {}: its definition may have rotted; run "
                      "handlewatch platforms test {}",
                      where, unit.find("blind_since")->text, where));
    }
    if (unit.find("undecided_for_7_days")->text != "0") {
      context.remark(fmt::format("{}: {} handles are undecided for 7 days", where,
                                 unit.find("undecided_for_7_days")->text));
    }
  }
  const std::string open = body->find("open_incidents")->text;
  context.remark(fmt::format("{} open incident{}", open, open == "1" ? "" : "s"));
  return open == "0" ? Exit::done : Exit::found;
}

int history(Context& context, const Typed& typed) {
  int exit_code = Exit::done;
  std::string handle = typed.handle;
  if (handle.starts_with('@')) handle.erase(0, 1);
  const auto body =
      ask(context, {"GET", "/v1/history", {{"handle", handle}}, Json::object(), ""}, exit_code);
  if (!body) return exit_code;
  reporting::Layout layout;
  layout.keys = {"at",     "until",  "watch",      "platform",     "server", "handle",
                 "status", "holder", "account_id", "display_name", "reason"};
  layout.shown = {{"at", "AT"},         {"until", "UNTIL"},   {"platform", "PLATFORM"},
                  {"status", "STATUS"}, {"holder", "HOLDER"}, {"display_name", "NAME", 40},
                  {"reason", "REASON"}};
  print_rows(context, layout, body->find("history")->items);
  if (body->find("history")->items.empty()) {
    context.remark(
        fmt::format("nothing was seen of {}; platforms with a suffix want it too, as in "
                    "{}.bsky.social",
                    handle, handle));
  }
  return Exit::done;
}

// HANDLE@PLATFORM or HANDLE@PLATFORM@SERVER, in the platform's own spelling.
int own(Context& context, const Typed& typed) {
  const platforms::Catalogue catalogue = read_catalogue(context);
  std::string written = typed.handle;
  if (written.starts_with('@')) written.erase(0, 1);
  const std::size_t at = written.find('@');
  if (at == std::string::npos || at == 0) {
    context.error(
        fmt::format("'{}': HANDLE@PLATFORM is needed, such as PNationale44@bluesky", written));
    return Exit::usage;
  }
  const auto place = parse_place(written.substr(at + 1), catalogue);
  if (!place) {
    context.errors(place.error());
    return Exit::usage;
  }
  const auto spelling = platforms::canonical(*place->definition, written.substr(0, at));
  if (!spelling.admitted) {
    context.error(
        fmt::format("'{}' cannot exist on {}", written.substr(0, at), place->definition->id));
    return Exit::usage;
  }
  Question question{"POST", "/v1/own", {}, Json::object(), ""};
  question.body.add("platform", Json::string(place->definition->id));
  question.body.add("server", Json::string(place->server));
  question.body.add("handle", Json::string(spelling.handle));
  if (!typed.account_id.empty()) question.body.add("account_id", Json::string(typed.account_id));
  question.body.add("reason", Json::string(typed.registered ? "registered" : typed.reason));
  int exit_code = Exit::done;
  if (!ask(context, std::move(question), exit_code)) return exit_code;
  context.remark(
      fmt::format("{} on {} is ours from now on", spelling.handle, place->definition->id));
  return Exit::done;
}

int check_ledger(Context& context, const Typed&) {
  int exit_code = Exit::done;
  const auto body = ask(context, {"GET", "/v1/ledger/check", {}, Json::object(), ""}, exit_code);
  if (!body) return exit_code;
  for (const Json& line : body->find("wrong")->items) context.error(line.text);
  if (!body->find("wrong")->items.empty()) return Exit::failed;
  context.remark("nothing is wrong with the ledger");
  return Exit::done;
}

int back_up(Context& context, const Typed& typed) {
  Question question{"POST", "/v1/ledger/backup", {}, Json::object(), ""};
  question.body.add("to", Json::string(std::filesystem::absolute(typed.file).string()));
  int exit_code = Exit::done;
  if (!ask(context, std::move(question), exit_code)) return exit_code;
  context.remark(fmt::format("copied to {}", typed.file));
  return Exit::done;
}

int forget(Context& context, const Typed& typed) {
  Question question{"POST", "/v1/ledger/forget", {}, Json::object(), ""};
  question.body.add("account", Json::string(typed.account_id));
  int exit_code = Exit::done;
  const auto body = ask(context, std::move(question), exit_code);
  if (!body) return exit_code;
  context.remark(fmt::format("forgotten in {} rows", body->find("rows")->text));
  return Exit::done;
}

// One JSON object a line, whatever the format: targets, then history, incidents and decisions.
int export_all(Context& context, const Typed&) {
  int exit_code = Exit::done;
  std::string from;
  while (true) {
    const auto body =
        ask(context, {"GET", "/v1/ledger/export", {{"from", from}}, Json::object(), ""}, exit_code);
    if (!body) return exit_code;
    for (const Json& row : body->find("rows")->items) {
      context.results().write(reading::to_text(row) + "\n");
    }
    const Json& next = *body->find("next");
    if (!next.is(Json::Kind::string)) break;
    from = next.text;
  }
  context.results().flush();
  return Exit::done;
}

using Action = int (*)(Context&, const Typed&);

void add_ledger(CLI::App& app, const Common& common, int& exit_code) {
  CLI::App* ledger =
      app.add_subcommand("ledger", "Look after the database, also while the service runs");
  ledger->fallthrough();
  ledger->footer(
      "Examples:\n  handlewatch ledger backup /backup/ledger-2026-11-22.db\n"
      "  handlewatch ledger forget did:plc:abc");
  const auto add = [&](const char* name, const char* what, Action action) {
    auto typed = std::make_shared<Typed>();
    CLI::App* command = ledger->add_subcommand(name, what);
    command->fallthrough();
    command->callback([typed, action, &common, &exit_code] {
      Context context(common);
      exit_code = action(context, *typed);
    });
    return std::pair(command, typed);
  };
  const auto [copy, into] = add("backup", "A whole copy, while others go on writing", back_up);
  copy->add_option("FILE", into->file, "A file that is not there yet")->required();
  copy->footer("Example:\n  handlewatch ledger backup /backup/ledger-2026-11-22.db");
  add("check", "Whether the database is whole", check_ledger)
      .first->footer("Example:\n  handlewatch ledger check");
  add("export", "All of it but the messages, one JSON object a line", export_all)
      .first->footer("Example:\n  handlewatch ledger export > ledger.jsonl");
  const auto [drop, whom] = add("forget", "Blank an account everywhere: its id, its names", forget);
  drop->add_option("ACCOUNT", whom->account_id, "The account's id")->required();
  drop->footer("Example:\n  handlewatch ledger forget did:plc:abc");
}

}  // namespace

void add_ledger_commands(CLI::App& app, const Common& common, int& exit_code) {
  CLI::App* command = app.add_subcommand("status", "Coverage and health");
  command->fallthrough();
  command->footer("Exit: 0 all is well, 1 an incident is open.\nExample:\n  handlewatch status");
  command->callback([&common, &exit_code] {
    Context context(common);
    exit_code = status(context);
  });
  auto seen = std::make_shared<Typed>();
  command = app.add_subcommand("history", "What was seen of a handle, when, and the gaps");
  command->fallthrough();
  command->add_option("HANDLE", seen->handle, "As the platform spells it")->required();
  command->footer("Example:\n  handlewatch history pnationale02.bsky.social");
  command->callback([seen, &common, &exit_code] {
    Context context(common);
    exit_code = history(context, *seen);
  });
  auto owned = std::make_shared<Typed>();
  command = app.add_subcommand("own", "A handle is ours from now on");
  command->fallthrough();
  command->add_option("HANDLE@PLATFORM", owned->handle, "Such as PNationale44@bluesky")->required();
  command->add_option("--account-id", owned->account_id, "Ours means this account")
      ->type_name("ID");
  command->add_flag("--registered", owned->registered, "It is free until the platform shows it");
  command->add_option("--reason", owned->reason, "For those who come later")->type_name("TEXT");
  command->footer(
      "Examples:\n  handlewatch own PNationale44@bluesky --account-id did:plc:abc\n"
      "  handlewatch own PNationale45@bluesky --registered");
  command->callback([owned, &common, &exit_code] {
    Context context(common);
    exit_code = own(context, *owned);
  });
  add_ledger(app, common, exit_code);
  add_incidents(app, common, exit_code);
}

}  // namespace commands
