#include "serving/socket_path.hpp"

#include <sys/un.h>

#include <fmt/format.h>

namespace serving {

std::optional<std::string> unfit_for_a_socket(const std::filesystem::path& path) {
  constexpr std::size_t most = sizeof(sockaddr_un::sun_path) - 1;  // and an end
  const std::size_t size = path.string().size();
  if (size <= most) return std::nullopt;
  return fmt::format("the socket {} has a path of {} bytes; at most {} are possible", path.string(),
                     size, most);
}

}  // namespace serving
