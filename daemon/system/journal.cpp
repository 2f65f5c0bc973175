#include "system/journal.hpp"

#include <cstdlib>

#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <systemd/sd-journal.h>

namespace sys {
namespace {

// systemd says which stream it gave us as stderr: when it is still that one, the journal listens.
bool has_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat info {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &info) != 0) return false;
  return std::to_string(info.st_dev) + ':' + std::to_string(info.st_ino) == stream;
}

void to_stderr(const std::string& message) {
  const std::string line = message + '\n';
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void write_log(Priority priority, const std::string& message, const Fields& fields,
               const std::string& message_id) {
  if (!has_journal()) {
    to_stderr(message);
    return;
  }
  std::vector<std::string> lines = {"MESSAGE=" + message,
                                    "PRIORITY=" + std::to_string(static_cast<int>(priority)),
                                    "SYSLOG_IDENTIFIER=handlewatch"};
  if (!message_id.empty()) lines.push_back("MESSAGE_ID=" + message_id);
  for (const auto& [name, value] : fields) {
    if (!value.empty()) lines.push_back(std::string(name).append("=").append(value));
  }
  std::vector<iovec> parts;
  parts.reserve(lines.size());
  for (std::string& line : lines) parts.push_back({line.data(), line.size()});
  if (::sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) != 0) to_stderr(message);
}

}  // namespace sys
