// The folder of an administrator's own definitions, laid over the shipped ones.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "commands/context.hpp"
#include "platforms/definition.hpp"

namespace commands {

// $HANDLEWATCH_PLATFORMS, else /etc/handlewatch/platforms.
std::filesystem::path overlay_folder();

// Writes there that the definition was tested live at `at`. What was written where; or why not.
model::Result<std::filesystem::path> write_verified(const platforms::Definition& definition,
                                                    const std::string& at);

}  // namespace commands
