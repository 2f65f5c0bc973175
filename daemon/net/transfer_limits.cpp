#include "net/transfer_limits.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <limits>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace net {
namespace {

constexpr int kept_for_others = 12;
constexpr int for_one_name = 4;

}  // namespace

TransferLimits budget(const Limits& limits, int spare) {
  const int usable = std::max(spare - kept_for_others, 0);
  TransferLimits budget;
  budget.names = std::clamp(usable / 11, 1, limits.names_at_once);
  const int sockets = std::max(usable - for_one_name * budget.names, 1);
  // A quarter is left for second sockets: libcurl tries IPv6 and IPv4 side by side.
  budget.transfers = std::clamp(sockets / 4 * 3, 1, limits.connections);
  budget.connections =
      std::clamp(sockets, budget.transfers, std::max(limits.cached_connections, budget.transfers));
  return budget;
}

int spare_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::numeric_limits<int>::max();
  std::error_code error;
  const std::filesystem::directory_iterator open("/proc/self/fd", error);
  const auto count = error ? 16 : std::distance(begin(open), end(open));
  constexpr rlim_t enough = 1 << 20;
  return static_cast<int>(std::min(limit.rlim_cur, enough)) - static_cast<int>(count);
}

bool can_open(int count) {
  std::vector<int> opened;
  while (static_cast<int>(opened.size()) < count) {
    const int descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) break;
    opened.push_back(descriptor);
  }
  for (const int descriptor : opened) close(descriptor);
  return static_cast<int>(opened.size()) == count;
}

}  // namespace net
