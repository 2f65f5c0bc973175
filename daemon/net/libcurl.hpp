// What every use of libcurl begins with: its own start, whom to trust, and an address as Asio has
// it.
#pragma once

#include <string>

#include <boost/asio/ip/address.hpp>
#include <curl/curl.h>

namespace net {

// Once a process; again is harmless. Throws when libcurl cannot start.
void initialise_libcurl();

// Sets one option; throws when libcurl refuses it: our code is broken, or the library.
template <class Value>
void set_option(CURL* easy, CURLoption option, Value value);

// Certificates are always verified: against `ca_file`, else SSL_CERT_FILE, else the system's
// bundle.
void trust(CURL* easy, const std::string& ca_file);

boost::asio::ip::address to_address(const curl_sockaddr& from);

[[noreturn]] void refuse_option(CURLoption option, CURLcode code);

template <class Value>
void set_option(CURL* easy, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK) refuse_option(option, code);
}

}  // namespace net
