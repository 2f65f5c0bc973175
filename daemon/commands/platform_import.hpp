// `platforms import FILE`: what of another tool's site list can be used here, and the same as
// definitions of one's own.
#pragma once

#include <string>

#include "commands/context.hpp"

namespace commands {

// One row per listed site. With a folder: also one file there per site that can be asked; a file
// that is there already stays, and then nothing is written at all.
int import_platforms(Context& context, const std::string& file, const std::string& folder);

}  // namespace commands
