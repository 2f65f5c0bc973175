// A file that a command writes for a person. Whatever is there already stays as it is.
#pragma once

#include <string>

#include "commands/context.hpp"

namespace commands {

// Exit::done, or Exit::usage when the file exists or cannot be made; it has been said then. A disk
// that fills up throws OutputFailed, and no half of a file is left.
int write_new_file(Context& context, const std::string& file, const std::string& text);

}  // namespace commands
