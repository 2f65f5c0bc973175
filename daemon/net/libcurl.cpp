#include "net/libcurl.hpp"

#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <netinet/in.h>

#include <fmt/format.h>

namespace net {

void initialise_libcurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) {
    throw std::runtime_error(fmt::format("libcurl failed: {}", curl_easy_strerror(code)));
  }
}

void refuse_option(CURLoption option, CURLcode code) {
  throw std::runtime_error(
      fmt::format("libcurl refuses option {}: {}", int{option}, curl_easy_strerror(code)));
}

// libcurl keeps the certificates it has read, for all connections, only where they come from one
// file and no folder; Debian's build names both by default.
void trust(CURL* easy, const std::string& ca_file) {
  std::string file = ca_file;
  const char* environment = std::getenv("SSL_CERT_FILE");
  if (file.empty() && environment != nullptr) file = environment;
  if (file.empty()) {
    const char* built_in = nullptr;
    curl_easy_getinfo(easy, CURLINFO_CAINFO, &built_in);
    if (built_in == nullptr) return;
    file = built_in;
  }
  set_option(easy, CURLOPT_CAINFO, file.c_str());
  set_option(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
  set_option(easy, CURLOPT_PROXY_CAINFO, file.c_str());
  set_option(easy, CURLOPT_PROXY_CAPATH, static_cast<char*>(nullptr));
}

boost::asio::ip::address to_address(const curl_sockaddr& from) {
  if (from.family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &from.addr, sizeof v4);
    return boost::asio::ip::address_v4(ntohl(v4.sin_addr.s_addr));
  }
  if (from.family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &from.addr, sizeof v6);
    boost::asio::ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return boost::asio::ip::address_v6(bytes);
  }
  return boost::asio::ip::address_v4::any();  // no such family leads anywhere
}

}  // namespace net
