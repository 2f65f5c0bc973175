#include "commands/new_file.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace commands {

int write_new_file(Context& context, const std::string& file, const std::string& text) {
  // O_EXCL: whatever is there already stays as it is, a link that leads nowhere too.
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    context.error(errno == EEXIST
                      ? fmt::format("{} exists already, and stays as it is", file)
                      : fmt::format("{}: cannot be written: {}", file, std::strerror(errno)));
    return Exit::usage;
  }
  Output out(descriptor);
  try {
    out.write(text);
    out.flush();
  } catch (...) {
    ::close(descriptor);
    ::unlink(file.c_str());  // half a file would only be in the way of the next attempt
    throw;
  }
  if (::close(descriptor) != 0) throw OutputFailed(std::strerror(errno));
  return Exit::done;
}

}  // namespace commands
