#include "net/route.hpp"

#include <doctest/doctest.h>

#include "net/world.hpp"

TEST_CASE("the way depends on the origin alone, whatever stands behind or before it") {
  tests::forget_proxies();
  net::Routes routes{net::HttpSettings{}};
  struct Row {
    const char* url;
    const char* name;     // what is looked up
    const char* refusal;  // or why not
  };
  const Row rows[] = {
      {"https://a.example/x", "a.example:443", ""},
      {"https://a.example?x=http://127.0.0.1/", "a.example:443", ""},
      {"http://a.example:8080", "a.example:8080", ""},
      {"http://A.Example./", "a.example.:80", ""},
      {"http://127.0.0.1@a.example/", "a.example:80", ""},
      {"http://a.example#@127.0.0.1/", "a.example:80", ""},
      {"http://a.example/@127.0.0.1/", "a.example:80", ""},
      {"http://8.8.8.8/", "", ""},
      {"http://a.example@127.0.0.1/", "", "private-address"},
      {"http://a.example:80@10.1/", "", "private-address"},
      {"http://[::1]:80/", "", "private-address"},
      {"http://[fe80::1%25eth0]/", "", "private-address"},
      {"ftp://a.example/", "", "network"},
      {"http://a b/", "", "network"},
      {"a.example", "", "network"},
      {"", "", "network"},
  };
  for (int again = 0; again < 2; ++again) {
    for (const Row& row : rows) {
      CAPTURE(row.url);
      const auto route = routes.to(row.url);
      CHECK(route->name == row.name);
      CHECK((route->refusal ? model::name(route->refusal->reason) : "") == row.refusal);
      if (!route->refusal) CHECK(route->guarded);
      CHECK(route->secure == std::string_view(row.url).starts_with("https://"));
    }
  }
}

TEST_CASE("through a proxy it is the proxy that is looked up, and no socket is guarded") {
  tests::forget_proxies();
  net::HttpSettings settings;
  settings.proxy = "proxy.example:3128";
  net::Routes routes(settings);
  const auto route = routes.to("https://a.example/");
  CHECK(route->name == "proxy.example:3128");
  CHECK(route->proxy == "proxy.example:3128");
  CHECK_FALSE(route->guarded);
  CHECK(routes.to("http://192.168.0.1/")->refusal);
}
