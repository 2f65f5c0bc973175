#include "commands/service_call.hpp"

#include <cstdlib>

#include <unistd.h>

#include <fmt/format.h>
#include <pwd.h>

#include "commands/catalogue_input.hpp"
#include "running/local_answer.hpp"
#include "serving/api_client.hpp"

namespace commands {

using reading::Json;
using serving::Request;
using serving::Response;

namespace {

constexpr const char* usual_socket = "/run/handlewatch/api.sock";

std::string who() {
  const passwd* entry = ::getpwuid(::getuid());
  return fmt::format("{} (uid {})", entry != nullptr ? entry->pw_name : "?", ::getuid());
}

// Where it gives nothing, it has said why and set the exit code.
std::optional<Response> ask_locally(Context& context, Request request, int& exit_code) {
  importing::Catalogue catalogue = read_catalogue(context);
  naming::DatasetStore datasets({context.patterns() / "datasets"});
  const auto configuration =
      configuration::read_configuration(configuration::configuration_file(context.common().config),
                                        {catalogue, datasets, context.patterns() / "messages"});
  if (!configuration) {
    context.errors(configuration.error());
    exit_code = Exit::usage;
    return std::nullopt;
  }
  request.author = who();
  auto answer = running::answer_locally(
      {context.patterns(), socket_of_clients(), *configuration, catalogue}, std::move(request));
  if (answer) return std::move(*answer);
  context.errors(answer.error());
  exit_code = Exit::failed;
  return std::nullopt;
}

}  // namespace

const Json& member(const Json& answer, std::string_view key) {
  if (const Json* found = answer.find(key)) return *found;
  throw std::runtime_error(fmt::format(
      "the service's answer says nothing of '{}': is the service of this version?", key));
}

std::filesystem::path socket_of_clients() {
  const char* named = std::getenv("HANDLEWATCH_SOCKET");
  return named != nullptr && *named != '\0' ? named : usual_socket;
}

std::optional<Json> ask(Context& context, Request request, int& exit_code) {
  std::optional<Response> reply = serving::call_service(socket_of_clients(), request);
  if (!reply) reply = ask_locally(context, std::move(request), exit_code);
  if (!reply) return std::nullopt;
  if (reply->status == 200) return std::move(reply->body);
  const Json* why = reply->body.find("error");
  context.error(why != nullptr ? why->text : fmt::format("the service says {}", reply->status));
  exit_code = reply->status >= 500 ? Exit::failed : Exit::usage;
  return std::nullopt;
}

}  // namespace commands
