#include "commands/asking.hpp"

#include <cstdlib>

#include <unistd.h>

#include <fmt/format.h>
#include <pwd.h>

#include "commands/configuration.hpp"
#include "commands/roster.hpp"
#include "service/system_clock.hpp"
#include "serving/api_server.hpp"

namespace commands {

using reading::Json;
using serving::Question;
using serving::Reply;

namespace {

constexpr const char* usual_socket = "/run/handlewatch/api.sock";

std::string who() {
  const passwd* entry = ::getpwuid(::getuid());
  return fmt::format("{} (uid {})", entry != nullptr ? entry->pw_name : "?", ::getuid());
}

std::optional<Reply> ask_own_desk(Context& context, Question question) {
  platforms::Catalogue catalogue = read_catalogue(context);
  naming::DatasetStore datasets({context.patterns() / "datasets"});
  const auto configuration =
      read_configuration(configuration_file(context.common()), {catalogue, datasets});
  if (!configuration) {
    context.errors(configuration.error());
    return std::nullopt;
  }
  const std::filesystem::path path = configuration->ledger.path;
  if (!std::filesystem::exists(path)) {
    return serving::refusal(404,
                            fmt::format("{}: there is no ledger yet: nothing ran", path.string()));
  }
  const auto ledger = ledger::Ledger::open(path.string());
  if (!ledger) {
    context.errors(ledger.error());
    return std::nullopt;
  }
  const service::SystemClock clock;
  question.author = who();
  return serving::Desk(**ledger, clock).answer(question);
}

}  // namespace

std::filesystem::path socket_of_clients() {
  const char* named = std::getenv("HANDLEWATCH_SOCKET");
  return named != nullptr && *named != '\0' ? named : usual_socket;
}

std::optional<Json> ask(Context& context, Question question, int& exit_code) {
  std::optional<Reply> reply = serving::ask_service(socket_of_clients(), question);
  if (!reply) reply = ask_own_desk(context, std::move(question));
  if (!reply) {
    exit_code = Exit::usage;
    return std::nullopt;
  }
  if (reply->status == 200) return std::move(reply->body);
  const Json* why = reply->body.find("error");
  context.error(why != nullptr ? why->text : fmt::format("the service says {}", reply->status));
  exit_code = reply->status >= 500 ? Exit::failed : Exit::usage;
  return std::nullopt;
}

int print_rows(Context& context, reporting::Layout layout, const Json& rows) {
  Output& out = context.results();
  reporting::Listing listing(context.format(), std::move(layout), context.in_colour(),
                             [&out](std::string_view text) { out.write(text); });
  for (const Json& row : rows.items) listing.add(row);
  listing.finish();
  out.flush();
  return Exit::done;
}

}  // namespace commands
