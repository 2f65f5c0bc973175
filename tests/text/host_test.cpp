#include "text/host.hpp"

#include <doctest/doctest.h>

TEST_CASE("a host goes over the wire in lower case, and its letters beyond ASCII as browsers do") {
  struct Row {
    std::string host;
    std::string wire;
  };
  const Row rows[] = {
      {"PN44.Blog.Example", "pn44.blog.example"},
      {"élysée.fr", "xn--lyse-9oad.fr"},
      {"ÉLYSÉE.FR", "xn--lyse-9oad.fr"},
      {"e\u0301lyse\u0301e.fr", "xn--lyse-9oad.fr"},
      {"straße.de", "xn--strae-oqa.de"},
      {"кто.рф", "xn--j1ail.xn--p1ai"},
      {"例え。テスト", "xn--r8jz45g.xn--zckzah"},
      {"xn--lyse-9oad.fr", "xn--lyse-9oad.fr"},
      {"127.0.0.1", "127.0.0.1"},
      {"", ""},
      {"a b\u00E9", ""},
      {"é_e.fr", ""},
      {std::string(60, 'a') + "éé", ""},
      {"-é.fr", ""},
      {"acme\U0001F600.fr", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.host);
    CHECK(text::host_on_wire(row.host).value_or("") == row.wire);
  }
}

TEST_CASE("of a URL the scheme and the host go so, and nothing else of it") {
  struct Row {
    const char* url;
    const char* wire;
  };
  const Row rows[] = {
      {"HTTP://A.Example/Users/{handle}?Q=É", "http://a.example/Users/{handle}?Q=É"},
      {"https://кто.рф:8080/Я", "https://xn--j1ail.xn--p1ai:8080/Я"},
      {"https://{account}.кто.рф", "https://{account}.xn--j1ail.xn--p1ai"},
      {"https://Me:Secret@é.fr/", "https://Me:Secret@xn--9ca.fr/"},
      {"https://[2001:DB8::1]:80/x", "https://[2001:db8::1]:80/x"},
      {"https://a b é/x", "https://a b é/x"},
      {"//B.Example/AbC?x=https://c/", "//b.example/AbC?x=https://c/"},
      {"//É.fr:80/É", "//xn--9ca.fr:80/É"},
      {"/Profile/pn44?site=https://X/", "/Profile/pn44?site=https://X/"},
      {"?Next=https://É.fr/", "?Next=https://É.fr/"},
      {"#A://B", "#A://B"},
      {"Users/PN://B", "Users/PN://B"},
      {"{server}/Api/Lookup?u=https://{Host}/É", "{server}/Api/Lookup?u=https://{Host}/É"},
      {"{server}://A", "{server}://A"},
      {"1a://B", "1a://B"},
      {"://B", "://B"},
      {"Git+SSH://B/C", "git+ssh://b/C"},
      {"HTTPS://", "https://"},
      {"Example.ORG", "Example.ORG"},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.url));
    CHECK(text::url_on_wire(row.url) == row.wire);
  }
}

TEST_CASE("what is too long for a host stays as it is, and costs no time") {
  std::string marks = "a";
  while (marks.size() < 2'000'000) marks += "\u0301\u0316";
  std::string labels;
  while (labels.size() < 2'000'000) labels += "É.";
  const std::string as_long(253, 'a');
  CHECK_FALSE(text::host_on_wire(marks));
  for (const std::string& host : {marks, labels, marks + '.' + labels, "é" + as_long}) {
    const std::string url = "http://" + host + "/x";
    CHECK(text::url_on_wire(url) == url);
  }
  CHECK(text::url_on_wire("http://" + as_long + "é.É.fr/") ==
        "http://" + as_long + "é.xn--9ca.fr/");
}
