// The other end of api.sock.
#pragma once

#include <filesystem>
#include <optional>

#include "serving/message.hpp"

namespace serving {

// Asks a service over its socket. Nothing when no service listens there.
std::optional<Response> call_service(const std::filesystem::path& path, const Request& request);

}  // namespace serving
