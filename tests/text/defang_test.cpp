#include "text/defang.hpp"

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

TEST_CASE("addresses and mentions are dead, plain words stay, and twice is the same as once") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"https://example.org/x", "hxxps://example[.]org/x"},
      {"HTTP://Example.ORG/a.b?c=d.e", "hxxp://Example[.]ORG/a[.]b?c=d[.]e"},
      {"see www.example.org.", "see www[.]example[.]org."},
      {"evil.com", "evil[.]com"},
      {".hidden", ".hidden"},
      {"ends. Here", "ends. Here"},
      {"@everyone and a@b.example", "[@]everyone and a[@]b[.]example"},
      {"an @ alone", "an @ alone"},
      {"ftp://x", "ftp[:]//x"},
      {"xhttps://a", "xhxxps://a"},
      {"例え。テスト", "例え[。]テスト"},
      {"１．example．org", "１[．]example[．]org"},
      {"＠here", "[＠]here"},
      {"hxxps://example[.]org/[@]x", "hxxps://example[.]org/[@]x"},
      {"10.0.0.1", "10[.]0[.]0[.]1"},
      {"it is 7:40", "it is 7:40"},
      {"", ""},
  };
  for (const auto& row : table) {
    const auto& [live, dead] = row;
    CAPTURE(row.first);
    CHECK(text::defanged(live) == dead);
    CHECK(text::defanged(dead) == dead);
  }
}
