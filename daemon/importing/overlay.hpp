// The folder of an administrator's own definitions, laid over the shipped ones.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "importing/catalogue.hpp"

namespace importing {

// $HANDLEWATCH_PLATFORMS, else /etc/handlewatch/platforms.
std::filesystem::path overlay_folder();

// The definitions that came with the program, with the administrator's laid over them.
Catalogue installed_catalogue(const std::filesystem::path& patterns);

// Writes there that the definition was tested live at `at`. What was written where; or why not.
model::Result<std::filesystem::path> write_verified(const platforms::Definition& definition,
                                                    const std::string& at);

}  // namespace importing
