// Commands that touch the ledger ask the service while one runs, and do it themselves otherwise.
#pragma once

#include "commands/context.hpp"
#include "serving/message.hpp"

namespace commands {

// The body of the answer; nothing when there is none, which has been said then.
std::optional<reading::Json> ask(Context& context, serving::Request request, int& exit_code);

// What an answer holds under a key. Throws where a service of another version has it not.
const reading::Json& member(const reading::Json& answer, std::string_view key);

// $RUNTIME_DIRECTORY/api.sock for the service, $HANDLEWATCH_SOCKET or the usual place for others.
std::filesystem::path socket_of_clients();

}  // namespace commands
