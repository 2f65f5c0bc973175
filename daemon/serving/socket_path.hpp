// Where a socket can be: what the system and Asio say of a path that cannot hold one names neither.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace serving {

// Why no socket can have this path, in a sentence; nothing when one can.
std::optional<std::string> unfit_for_a_socket(const std::filesystem::path& path);

}  // namespace serving
