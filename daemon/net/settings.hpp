// What an operator decides about the network, and the caps that protect us from the other side.
#pragma once

#include <cstddef>
#include <string>

namespace net {

struct Limits {
  std::size_t body = std::size_t{2} << 20;       // bytes after decompression
  std::size_t headers = std::size_t{128} << 10;  // bytes of all header lines of one response
  int connect_timeout_ms = 10'000;
  int names_at_once = 16;  // libcurl starts one thread per name being resolved
  int connections = 128;   // open at once over all hosts
  int cached_connections = 256;
};

struct HttpSettings {
  std::string user_agent;
  std::string ca_file;  // PEM; empty: the system's bundle (or SSL_CERT_FILE)
  std::string proxy;    // empty: from the environment (HTTPS_PROXY, NO_PROXY ...)
  bool allow_private_addresses = false;
  Limits limits;
};

}  // namespace net
