#include "text/clip.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "text/utf8.hpp"

TEST_CASE("a text is cut between code points, and the cut shows") {
  CHECK(text::clipped("short", 5) == "short");
  CHECK(text::clipped("longer", 5) == "long…");
  CHECK(text::clipped("éééééé", 6) == "éééééé");
  CHECK(text::clipped("éééééé", 5) == "éééé…");
  CHECK(text::clipped("🚨🚨🚨", 2) == "🚨…");
  CHECK(text::clipped("", 3).empty());
}

TEST_CASE("a cut to bytes never leaves half a code point, whatever the limit") {
  const std::string text = "aé漢🚨bé漢🚨";
  for (std::size_t most = 3; most <= text.size() + 1; ++most) {
    const std::string cut = text::clipped_bytes(text, most);
    CAPTURE(most);
    CHECK(cut.size() <= most);
    CHECK(text::is_utf8(cut));
    CHECK((cut == text || cut.ends_with("…")));
    CHECK((cut == text) == (most >= text.size()));
    CHECK(cut.size() + 3 >= std::min(most, text.size()));  // no more is lost than half a code point
  }
}

TEST_CASE("a beginning is whole code points, and what is no UTF-8 counts byte by byte") {
  CHECK(text::beginning("éa漢🚨", 0).empty());
  CHECK(text::beginning("éa漢🚨", 1) == "é");
  CHECK(text::beginning("éa漢🚨", 3) == "éa漢");
  CHECK(text::beginning("éa漢🚨", 4) == "éa漢🚨");
  CHECK(text::beginning("éa漢🚨", 9) == "éa漢🚨");
  CHECK(text::beginning("\xff\xfe\xc3", 2) == "\xff\xfe");
}
