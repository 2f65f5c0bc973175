#include "net/proxy.hpp"

#include <cstdlib>

#include <doctest/doctest.h>

#include "net/failure.hpp"
#include "net/proxy_spelling.hpp"
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

TEST_CASE("what fails at the proxy says so, with the word that it would have anyway") {
  struct Row {
    const char* what;
    net::ProxyJourney journey;
    const char* fault;  // null: it lies beyond
  };
  const Row rows[] = {
      {"no name",
       {CURLE_COULDNT_RESOLVE_PROXY, "Could not resolve proxy: p", false, false, 0},
       "our proxy: Could not resolve proxy: p"},
      {"refused",
       {CURLE_COULDNT_CONNECT, "Failed to connect", false, false, 0},
       "our proxy: Failed to connect"},
      {"407",
       {CURLE_RECV_ERROR, "CONNECT tunnel failed, response 407", false, false, 407},
       "our proxy wants a user and a password, or others than it was given (407)"},
      {"403",
       {CURLE_RECV_ERROR, "CONNECT tunnel failed", false, false, 403},
       "our proxy does not let us there (403)"},
      {"511",
       {CURLE_RECV_ERROR, "CONNECT tunnel failed", false, false, 511},
       "our proxy wants somebody to log in first (511)"},
      {"504",
       {CURLE_RECV_ERROR, "CONNECT tunnel failed", false, false, 504},
       "our proxy answered 504 in place of leading us there"},
      {"SOCKS",
       {CURLE_PROXY, "Can't complete SOCKS5 connection", true, false, 0},
       "our proxy: Can't complete SOCKS5 connection"},
      {"TLS after SOCKS", {CURLE_PEER_FAILED_VERIFICATION, "no", true, false, 0}, nullptr},
      {"TLS in the tunnel", {CURLE_PEER_FAILED_VERIFICATION, "no", false, false, 200}, nullptr},
      {"TLS to the proxy", {CURLE_SSL_CONNECT_ERROR, "no", false, false, 0}, "our proxy: no"},
      {"sent", {CURLE_RECV_ERROR, "reset", false, true, 0}, nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto fault = net::proxy_fault(row.journey);
    REQUIRE(fault.has_value() == (row.fault != nullptr));
    if (fault) CHECK(*fault == row.fault);
  }
}

TEST_CASE("an answer is our own net's only where nobody else can say so") {
  struct Row {
    int status;
    bool secure;
    bool proxy;
    bool ours;
  };
  const Row rows[] = {{407, false, true, true},  {407, false, false, false},
                      {407, true, true, false},  {511, false, false, true},
                      {511, false, true, true},  {511, true, false, false},
                      {511, true, true, false},  {403, false, true, false},
                      {200, false, true, false}, {0, false, true, false}};
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CHECK(net::fault_in_answer(row.status, row.secure, row.proxy).has_value() == row.ours);
  }
}

TEST_CASE("a proxy is right in every form that libcurl takes, and what is wrong is named") {
  for (const char* right : {"http://h:3128", "https://h", "h:3128", "h", "HTTP://h:1/",
                            "socks4://h", "socks4a://h:1080", "socks5://u:p@h:1", "SOCKS5H://h",
                            "http://u:p%40%3A%2F%25ss@h:65535", "http://u:p:p@h", "http://u@h",
                            "http://[::1]:3128", "http://[::1]", "http://127.0.0.1:1"}) {
    CAPTURE(right);
    CHECK_FALSE(net::fault_of_proxy(right).has_value());
  }
  struct Row {
    const char* proxy;
    const char* word;
  };
  const Row rows[] = {
      {"", "no host"},           {"http://", "no host"},         {":3128", "no host"},
      {"http://u:p@", "host"},   {"http://u:p@:1", "no host"},   {"http://[::1", "host is none"},
      {"http://h:", "port"},     {"http://h:0", "port"},         {"h:65536", "port"},
      {"http://h:x", "port"},    {"http://h:-1", "port"},        {"http://h:1x", "port"},
      {"http://u:p@s@h", "%40"}, {"u:p@s@h:1", "%40"},           {"http://u:p/s@h", "%2F"},
      {"http://u:p#s@h", "%23"}, {"http://u:p?s@h", "%3F"},      {" http://h", "blank"},
      {"http://h\n", "blank"},   {"http://h h", "blank"},        {"http://\xc3\xa9", "blank"},
      {"ftp://h", "'ftp'"},      {"socks://h", "'socks'"},       {"://h", "'…'"},
      {"u:hunter2://h", "'…'"},  {"http://h/proxy.pac", "path"}, {"http://h?x", "path"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.proxy);
    const auto fault = net::fault_of_proxy(row.proxy);
    REQUIRE(fault.has_value());
    CHECK(fault->find(row.word) != std::string::npos);
    CHECK(fault->find("hunter2") == std::string::npos);
  }
}

TEST_CASE("a proxy that is none is not asked, and is ours") {
  net::HttpSettings settings = loopback_settings();
  World world(always({page("")}), settings);
  settings.proxy = "ftp://user:hunter2@127.0.0.1:1";
  world.fetcher = std::make_unique<net::CurlFetcher>(world.io.get_executor(), settings);
  const net::Reply reply = world.fetch(get(world.server.url()));
  CHECK(reason(reply) == "network");
  CHECK(reply.our_fault);
  CHECK(reply.failure_detail.find("our proxy is not right") == 0);
  CHECK(reply.failure_detail.find("hunter2") == std::string::npos);
  CHECK(world.server.requests().empty());
}
