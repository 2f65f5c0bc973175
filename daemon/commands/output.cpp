#include "commands/output.hpp"

#include <cerrno>
#include <cstring>

#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>

namespace commands {
namespace {

constexpr std::size_t enough = std::size_t{64} << 10;

}  // namespace

Output::Output(int descriptor) : descriptor_(descriptor) {
  buffer_.reserve(enough);
}

void Output::write(std::string_view text) {
  if (closed_) return;
  buffer_ += text;
  if (buffer_.size() >= enough) flush();
}

void Output::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && !closed_) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      closed_ = true;
    } else if (errno == EAGAIN) {
      pollfd ready{descriptor_, POLLOUT, 0};  // somebody made our output non-blocking
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      const std::string why = std::strerror(errno);
      buffer_.clear();
      throw OutputFailed(fmt::format("results could not be written: {}", why));
    }
  }
  buffer_.clear();
}

bool Output::is_terminal() const {
  return ::isatty(descriptor_) == 1;
}

}  // namespace commands
