#include "net/proxy.hpp"

#include <cstdlib>

#include <doctest/doctest.h>

#include "net/world.hpp"

TEST_CASE("NO_PROXY names hosts, their subdomains and networks") {
  struct Row {
    const char* list;
    const char* host;
    bool excepted;
  };
  const Row rows[] = {
      {"*", "example.org", true},
      {"example.org", "example.org", true},
      {"example.org", "EXAMPLE.org", true},
      {"example.org", "www.example.org", true},
      {"example.org", "notexample.org", false},
      {".example.org", "example.org", true},
      {"example.org.", "example.org", true},
      {"example.org", "example.org.", true},
      {"a.example, b.example", "b.example", true},
      {"a.example b.example", "b.example", true},
      {"a.example,,b.example", "c.example", false},
      {"", "example.org", false},
      {"org", "example.org", true},
      {"192.168.0.0/16", "192.168.4.5", true},
      {"192.168.0.0/16", "192.169.4.5", false},
      {"192.168.4.5", "192.168.4.5", true},
      {"192.168.4.0/33", "192.168.4.5", false},
      {"fd00::/8", "[fd12::1]", true},
      {"fd00::/8", "[fe80::1]", false},
      {"::1", "[::1]", true},
      {"1.2.3.4", "x1.2.3.4", false},
      {"a.example\tb.example", "b.example", true},
      {"a.example b.example ", "b.example", true},
      {"*,a.example", "example.org", false},
      {".", "example.org", false},
      {"example.or", "example.org", false},
      {"xample.org", "example.org", false},
      {"www.example.org", "example.org", false},
      {"EXAMPLE.ORG", "example.org", true},
      {"exAmple.ORG", "www.EXAMPLE.org", true},
      {"example@org", "example`org", false},
      {"0.0.0.0/0", "192.168.0.1", true},
      {"10.0.0.1/32", "10.0.0.1", true},
      {"10.0.0.1/32", "10.0.0.2", false},
      {"10.0.0.2/31", "10.0.0.3", true},
      {"10.0.0.2/31", "10.0.0.1", false},
      {"::1/128", "[::1]", true},
      {"::1/128", "[::2]", false},
      {"::1/129", "[::1]", false},
      {"::/0", "[::1]", true},
      {"::/0", "192.168.0.1", false},
      {"0.0.0.0/0", "[::1]", false},
      {"192.168.4.5/", "192.168.4.5", false},
      {"192.168.4.5/32x", "192.168.4.5", false},
      {"192.168.4.5/-1", "192.168.4.5", false},
      {"example.org", "192.168.4.5", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.list);
    CAPTURE(row.host);
    CHECK(net::is_excepted(row.list, row.host) == row.excepted);
  }
}

TEST_CASE("the environment names the proxies as curl reads it") {
  const net::Url http{"http", "a.example", "80"};
  const net::Url https{"https", "a.example", "443"};
  const net::Url near{"http", "near.example", "80"};
  tests::forget_proxies();
  CHECK(net::proxy_for(net::read_proxies(""), http).empty());

  setenv("HTTP_PROXY", "http://upper:1", 1);  // a CGI server's, not ours
  CHECK(net::proxy_for(net::read_proxies(""), http).empty());
  unsetenv("HTTP_PROXY");

  setenv("http_proxy", "http://one:1", 1);
  CHECK(net::proxy_for(net::read_proxies(""), http) == "http://one:1");
  CHECK(net::proxy_for(net::read_proxies(""), https).empty());
  setenv("HTTPS_PROXY", "http://two:2", 1);
  CHECK(net::proxy_for(net::read_proxies(""), https) == "http://two:2");
  setenv("NO_PROXY", "near.example", 1);
  CHECK(net::proxy_for(net::read_proxies(""), near).empty());
  CHECK(net::proxy_for(net::read_proxies("http://three:3"), near).empty());
  CHECK(net::proxy_for(net::read_proxies("http://three:3"), http) == "http://three:3");
  tests::forget_proxies();

  // Of two spellings the one in small letters stands first, and an empty one is none.
  setenv("https_proxy", "", 1);
  setenv("HTTPS_PROXY", "http://two:2", 1);
  CHECK(net::proxy_for(net::read_proxies(""), https) == "http://two:2");
  setenv("https_proxy", "http://small:2", 1);
  CHECK(net::proxy_for(net::read_proxies(""), https) == "http://small:2");
  setenv("all_proxy", "http://all:4", 1);
  setenv("ALL_PROXY", "http://other:4", 1);
  CHECK(net::proxy_for(net::read_proxies(""), https) == "http://small:2");
  CHECK(net::proxy_for(net::read_proxies(""), http) == "http://all:4");
  setenv("NO_PROXY", "a.example", 1);
  CHECK(net::proxy_for(net::read_proxies(""), http).empty());
  setenv("no_proxy", "b.example", 1);
  CHECK(net::proxy_for(net::read_proxies(""), http) == "http://all:4");
  tests::forget_proxies();

  setenv("ALL_PROXY", "http://all:4", 1);
  CHECK(net::proxy_for(net::read_proxies(""), http) == "http://all:4");
  CHECK(net::proxy_for(net::read_proxies(""), https) == "http://all:4");
  tests::forget_proxies();
}

using namespace tests;

TEST_CASE(
    "through a proxy the name is the proxy's to resolve, and the proxy's own address is not "
    "judged") {
  const auto script = [](const std::string& request) {
    return Answer{page(request.substr(0, request.find('\r')))};
  };
  net::HttpSettings settings = loopback_settings();
  settings.allow_private_addresses = false;
  World world(script, settings);
  setenv("http_proxy", world.server.url().c_str(), 1);
  world.fetcher = std::make_unique<net::CurlFetcher>(world.io.get_executor(), settings);
  forget_proxies();

  const net::Reply reply = world.fetch(get("http://name.invalid/x"));
  CHECK(reason(reply) == "none");
  CHECK(reply.body == "GET http://name.invalid/x HTTP/1.1");
}

TEST_CASE(
    "a proxy from the settings carries https by CONNECT, and its refusal is a network failure") {
  std::string asked;
  const auto script = [&asked](const std::string& request) {
    asked = request.substr(0, request.find('\r'));
    return Answer{page("no", "", "403 Forbidden")};
  };
  net::HttpSettings settings = loopback_settings();
  World world(script, settings);
  settings.proxy = world.server.url();
  world.fetcher = std::make_unique<net::CurlFetcher>(world.io.get_executor(), settings);

  const net::Reply reply = world.fetch(get("https://name.invalid/x"));
  CHECK(asked == "CONNECT name.invalid:443 HTTP/1.1");
  CHECK(reason(reply) == "network");
  CHECK(reply.head.status == 0);
  CHECK(reply.head.headers.empty());
}

TEST_CASE("behind a proxy a literal private address is refused, asked for or redirected to") {
  const auto script = [](const std::string& request) {
    const bool first = request.find("/start") != std::string::npos;
    return Answer{first ? page("", "Location: http://2130706433:81/\r\n", "302 Found")
                        : page("in")};
  };
  net::HttpSettings settings = loopback_settings();
  settings.allow_private_addresses = false;
  World world(script, settings);
  settings.proxy = world.server.url();
  world.fetcher = std::make_unique<net::CurlFetcher>(world.io.get_executor(), settings);

  for (const char* url : {"http://10.0.0.1/", "http://0x7f.1/", "http://[::1]/",
                          "http://localhost/", "http://[::ffff:192.168.0.1]/"}) {
    CAPTURE(url);
    CHECK(reason(world.fetch(get(url))) == "private-address");
  }
  CHECK(world.server.requests().empty());

  net::Request request = get("http://name.invalid/start");
  request.redirects = 5;
  const net::Reply reply = world.fetch(request);
  CHECK(reason(reply) == "private-address");
  CHECK(world.server.requests().size() == 1);
}
