#include "commands/output.hpp"

#include <cerrno>
#include <cstring>

#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>

namespace commands {
namespace {

constexpr std::size_t enough = std::size_t{64} << 10;
// A pipe that is ready takes so much without a wait.
constexpr std::size_t a_page = 4096;

// Also where its reader has gone: the next write says so.
bool is_ready(int descriptor, int wait_ms) {
  pollfd ready{descriptor, POLLOUT, 0};
  return ::poll(&ready, 1, wait_ms) > 0;
}

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
    const std::size_t written = write_some(rest);
    rest.remove_prefix(written);
    if (written == 0) is_ready(descriptor_, -1);  // somebody made our output non-blocking
  }
  buffer_.clear();
}

bool Output::offer(std::string_view text) {
  if (closed_) return true;
  buffer_ += text;
  std::string_view rest = buffer_;
  while (!rest.empty() && !closed_ && is_ready(descriptor_, 0)) {
    const std::size_t written = write_some(rest.substr(0, a_page));
    rest.remove_prefix(written);
    if (written == 0) break;
  }
  buffer_.erase(0, closed_ ? buffer_.size() : buffer_.size() - rest.size());
  return buffer_.empty();
}

// Of the bytes how many; none where it has to be tried again, or nobody reads any more.
std::size_t Output::write_some(std::string_view text) {
  const ssize_t written = ::write(descriptor_, text.data(), text.size());
  if (written >= 0) return static_cast<std::size_t>(written);
  if (errno == EPIPE) {
    closed_ = true;
  } else if (errno != EAGAIN && errno != EINTR) {
    const std::string why = std::strerror(errno);
    buffer_.clear();
    throw OutputFailed(fmt::format("results could not be written: {}", why));
  }
  return 0;
}

bool Output::is_terminal() const {
  return ::isatty(descriptor_) == 1;
}

}  // namespace commands
