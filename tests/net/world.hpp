// A tiny server and the real fetcher on one io_context, and a plain way to ask.
#pragma once

#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "net/curl_fetcher.hpp"
#include "net/tiny_server.hpp"

namespace tests {

inline void forget_proxies() {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                           "no_proxy", "NO_PROXY"}) {
    unsetenv(name);
  }
}

inline net::HttpSettings loopback_settings() {
  net::HttpSettings settings;
  settings.user_agent = "handlewatch-tests/1";
  settings.allow_private_addresses = true;
  return settings;
}

inline net::Request get(std::string url) {
  net::Request request;
  request.url = std::move(url);
  return request;
}

struct World {
  explicit World(TinyServer::Script script, const net::HttpSettings& settings = loopback_settings())
      : server(io, std::move(script)) {
    forget_proxies();
    // A name server that is not there shall not make the tests slow.
    setenv("RES_OPTIONS", "timeout:1 attempts:1", 1);
    fetcher = std::make_unique<net::CurlFetcher>(io.get_executor(), settings);
  }

  net::Reply fetch(net::Request request) {
    net::Reply reply;
    bool done = false;
    std::exception_ptr thrown;
    asio::co_spawn(io, fetcher->fetch(std::move(request)),
                   [&](std::exception_ptr exception, net::Reply replied) {
                     thrown = std::move(exception);
                     reply = std::move(replied);
                     done = true;
                   });
    while (!done) io.run_one();
    if (thrown) std::rethrow_exception(thrown);
    return reply;
  }

  asio::io_context io{1};
  TinyServer server;
  std::unique_ptr<net::CurlFetcher> fetcher;
};

inline TinyServer::Script always(Answer answer) {
  return [answer](const std::string&) { return answer; };
}

inline std::string_view reason(const net::Reply& reply) {
  return reply.failure ? model::name(*reply.failure) : "none";
}

}  // namespace tests
