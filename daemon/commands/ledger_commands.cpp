#include "commands/ledger_commands.hpp"

#include <memory>

#include <fmt/format.h>

#include "commands/catalogue_input.hpp"
#include "commands/incident_commands.hpp"
#include "commands/last_look.hpp"
#include "commands/service_call.hpp"
#include "platforms/loader.hpp"
#include "targets/planning.hpp"
#include "text/counted.hpp"
#include "text/join.hpp"
#include "text/name.hpp"
#include "text/trim.hpp"
#include "text/visible.hpp"

namespace commands {
namespace {

using reading::Json;
using serving::Request;

struct TypedRequest {
  std::string handle;
  std::optional<std::string> account_id;
  std::string account;
  std::string reason;
  std::string file;
  std::string platform;
  bool registered = false;
  bool unpin = false;
};

// What was typed, as `read` takes it (text/name.hpp); nothing where it is wrong, which is said.
template <class Read>
std::optional<std::string> meant(Context& context, std::string_view before,
                                 const std::string& typed, Read read) {
  std::string why;
  auto text = read(typed, why);
  if (!text) context.error(fmt::format("{}{}", before, why));
  return text;
}

int history(Context& context, const TypedRequest& typed) {
  int exit_code = Exit::done;
  const auto name = meant(context, "", typed.handle, text::name_written);
  if (!name) return Exit::usage;
  const std::string& handle = *name;
  const auto body =
      ask(context, {"GET", "/v1/history", {{"handle", handle}}, Json::object(), ""}, exit_code);
  if (!body) return exit_code;
  reporting::Layout layout;
  layout.keys = {"at",     "until",  "watch",      "platform",     "server", "handle",
                 "status", "holder", "account_id", "display_name", "reason"};
  layout.shown = {{"at", "AT"},         {"until", "UNTIL"},   {"platform", "PLATFORM"},
                  {"status", "STATUS"}, {"holder", "HOLDER"}, {"display_name", "NAME", 40},
                  {"reason", "REASON"}};
  print_rows(context, layout, member(*body, "history").items);
  if (member(*body, "history").items.empty()) {
    context.remark(fmt::format(
        "nothing was seen of {}; the handle alone is needed, with the platform's suffix "
        "where there is one, such as acme.bsky.social",
        handle));
  }
  return Exit::done;
}

// Why the account that was typed makes no sense.
std::optional<std::string> wrong_account(const TypedRequest& typed) {
  if (!typed.account_id) return std::nullopt;
  if (text::trimmed(*typed.account_id).empty()) {
    return "--account-id needs the id of an account; --unpin lets go of one";
  }
  if (typed.unpin) return "--account-id pins an account and --unpin lets go of it: one of them";
  return std::nullopt;
}

// What became of the account that is pinned to it; empty: nothing to tell.
std::string word_on_account(const Json& answer, const TypedRequest& typed) {
  const Json* before = answer.find("before");
  const Json* account = answer.find("account_id");
  if (before == nullptr || account == nullptr) return "";
  if (!before->is(Json::Kind::string)) return typed.unpin ? "; no account was pinned to it" : "";
  if (account->is(Json::Kind::null)) {
    return fmt::format("; the account {} is no longer pinned", text::visible(before->text));
  }
  if (account->text == before->text) {
    return fmt::format("; the account {} stays pinned", text::visible(account->text));
  }
  return fmt::format("; the account {} is pinned in place of {}", text::visible(account->text),
                     text::visible(before->text));
}

std::string why(const TypedRequest& typed) {
  if (!typed.registered) return typed.reason;
  return typed.reason.empty() ? "registered" : "registered: " + typed.reason;
}

std::string name_of(const targets::Place& place) {
  return targets::place_name(place.definition->id, place.server);
}

// What is declared ours is not looked at for that alone.
std::string word_on_watch(const Json& answer, const targets::Place& place) {
  if (!member(answer, "seen").is(Json::Kind::null)) return "";
  return fmt::format(
      "; no look at it on {} has shown anything so far: 'expect' or 'owned' has to name it",
      name_of(place));
}

std::string word_on_incidents(const Json& answer) {
  std::vector<std::string> numbers;
  for (const Json& incident : member(answer, "resolved").items) numbers.push_back(incident.text);
  if (numbers.empty()) return "";
  return numbers.size() == 1
             ? fmt::format("; incident {} is resolved", numbers.front())
             : fmt::format("; incidents {} are resolved", text::joined(numbers, ", "));
}

// HANDLE@PLATFORM or HANDLE@PLATFORM@SERVER, in the platform's own spelling.
int own(Context& context, const TypedRequest& typed) {
  if (const auto why = wrong_account(typed)) {
    context.error(*why);
    return Exit::usage;
  }
  const importing::Catalogue catalogue = read_catalogue(context);
  const auto name = meant(context, "", typed.handle, text::name_written);
  if (!name) return Exit::usage;
  const std::string& written = *name;
  const std::size_t at = written.find('@');
  if (at == std::string::npos || at == 0) {
    context.error(
        fmt::format("'{}': HANDLE@PLATFORM is needed, such as PNationale44@bluesky", written));
    return Exit::usage;
  }
  const auto place = targets::parse_place(written.substr(at + 1), catalogue);
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
  Request request{"POST", "/v1/own", {}, Json::object(), ""};
  request.body.add("platform", Json::string(place->definition->id));
  request.body.add("server", Json::string(place->server));
  request.body.add("handle", Json::string(spelling.handle));
  if (typed.account_id) {
    const auto id = meant(context, "--account-id: ", *typed.account_id, text::pasted);
    if (!id) return Exit::usage;
    request.body.add("account_id", Json::string(*id));
  }
  if (typed.unpin) request.body.add("unpin", Json::boolean(true));
  if (typed.registered) request.body.add("registered", Json::boolean(true));
  request.body.add("reason", Json::string(why(typed)));
  int exit_code = Exit::done;
  const auto answer = ask(context, std::move(request), exit_code);
  if (!answer) return exit_code;
  const Freedom freedom = typed.registered ? Freedom::is_known : Freedom::is_news;
  context.remark(
      fmt::format("{} on {} is ours from now on{}{}{}{}", spelling.handle, name_of(*place),
                  word_on_account(*answer, typed), word_on_watch(*answer, *place),
                  last_look(member(*answer, "seen"), member(*answer, "account_id"), freedom),
                  word_on_incidents(*answer)));
  return Exit::done;
}

int check_ledger(Context& context) {
  int exit_code = Exit::done;
  const auto body = ask(context, {"GET", "/v1/ledger/check", {}, Json::object(), ""}, exit_code);
  if (!body) return exit_code;
  for (const Json& line : member(*body, "wrong").items) context.error(line.text);
  if (!member(*body, "wrong").items.empty()) return Exit::failed;
  context.remark("nothing is wrong with the ledger");
  return Exit::done;
}

int back_up(Context& context, const TypedRequest& typed) {
  Request request{"POST", "/v1/ledger/backup", {}, Json::object(), ""};
  std::error_code unseen;  // of an empty name, which is refused as one
  request.body.add("to", Json::string(std::filesystem::absolute(typed.file, unseen).string()));
  int exit_code = Exit::done;
  if (!ask(context, std::move(request), exit_code)) return exit_code;
  context.remark(fmt::format("copied to {}", typed.file));
  return Exit::done;
}

int forget(Context& context, const TypedRequest& typed) {
  const importing::Catalogue catalogue = read_catalogue(context);
  const auto place = targets::parse_place(typed.platform, catalogue);
  if (!place) {
    context.errors(place.error());
    return Exit::usage;
  }
  const auto account = meant(context, "", typed.account, text::pasted);
  if (!account) return Exit::usage;
  Request request{"POST", "/v1/ledger/forget", {}, Json::object(), ""};
  request.body.add("account", Json::string(*account));
  request.body.add("platform", Json::string(place->definition->id));
  request.body.add("server", Json::string(place->server));
  int exit_code = Exit::done;
  const auto body = ask(context, std::move(request), exit_code);
  if (!body) return exit_code;
  const auto rows = std::stoull(member(*body, "rows").text);
  context.remark("forgotten in " + text::counted(rows, "row"));
  for (const Json& handle : member(*body, "still_ours").items) {
    context.remark(fmt::format("{} on {} stays declared ours by this account",
                               text::visible(handle.text), name_of(*place)));
  }
  context.remark("copies of the ledger and the configuration are not touched");
  return Exit::done;
}

// One JSON object a line, whatever the format: targets, then history, incidents and decisions.
int export_all(Context& context) {
  int exit_code = Exit::done;
  std::string from;
  while (true) {
    const auto body =
        ask(context, {"GET", "/v1/ledger/export", {{"from", from}}, Json::object(), ""}, exit_code);
    if (!body) return exit_code;
    for (const Json& row : member(*body, "rows").items) {
      context.results().write(reading::to_text(row) + "\n");
    }
    const Json& next = member(*body, "next");
    if (!next.is(Json::Kind::string)) break;
    from = next.text;
  }
  context.results().flush();
  return Exit::done;
}

void add_ledger(const Command& parent) {
  const Command ledger =
      parent.add("ledger", "Look after the database, also while the service runs");
  ledger.footer(
      "Examples:\n  handlewatch ledger backup /var/lib/handlewatch/ledger-2026-11-22.db\n"
      "  handlewatch ledger forget did:plc:abc --platform bluesky");
  auto typed = std::make_shared<TypedRequest>();
  ledger.add("backup", "A whole copy, while others go on writing")
      .argument("FILE", typed->file, "A file that is not there yet")
      .footer(
          "A running service makes the copy itself: where it may write, that is.\n"
          "Example:\n  handlewatch ledger backup /var/lib/handlewatch/ledger-2026-11-22.db")
      .runs([typed](Context& context) { return back_up(context, *typed); });
  ledger.add("check", "Whether the database is whole")
      .footer("Example:\n  handlewatch ledger check")
      .runs(check_ledger);
  ledger.add("export", "All of it but the messages, one JSON object a line")
      .footer("Example:\n  handlewatch ledger export > ledger.jsonl")
      .runs(export_all);
  ledger.add("forget", "Blank an account everywhere: its id, its names")
      .argument("ACCOUNT", typed->account, "The account's id")
      .option("--platform", typed->platform, "Where the account is: ID, or ID@SERVER", "ID",
              Need::required)
      .footer(
          "The accounts of that id on other platforms are others, and stay.\n"
          "Copies made by 'ledger backup' and before a migration hold it still, and so do "
          "messages\n"
          "that were sent.\n"
          "Example:\n  handlewatch ledger forget did:plc:abc --platform bluesky")
      .runs([typed](Context& context) { return forget(context, *typed); });
}

}  // namespace

void add_ledger_commands(const Command& parent) {
  auto typed = std::make_shared<TypedRequest>();
  parent.add("history", "What was seen of a handle, when, and the gaps")
      .argument("HANDLE", typed->handle, "As the platform spells it")
      .footer("Example:\n  handlewatch history pnationale02.bsky.social")
      .runs([typed](Context& context) { return history(context, *typed); });
  parent.add("own", "A handle is ours from now on")
      .argument("HANDLE@PLATFORM", typed->handle,
                "Such as PNationale44@bluesky; HANDLE@PLATFORM@SERVER for one with servers")
      .option("--account-id", typed->account_id, "Ours means this account: it is pinned", "ID")
      .flag("--unpin", typed->unpin, "Let go of the account that is pinned")
      .flag("--registered", typed->registered,
            "Nobody had it, and we have just registered it: whoever has it next is us")
      .option("--reason", typed->reason, "For those who come later", "TEXT")
      .footer(
          "A pinned account stays until another is pinned in its place or it is let go of.\n"
          "Examples:\n  handlewatch own PNationale44@bluesky --account-id did:plc:abc\n"
          "  handlewatch own PNationale45@bluesky --registered")
      .runs([typed](Context& context) { return own(context, *typed); });
  add_ledger(parent);
  add_incidents(parent);
}

}  // namespace commands
