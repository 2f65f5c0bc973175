#include "text/charset.hpp"

#include <doctest/doctest.h>

#include "text/utf8.hpp"

using namespace std::string_literals;
using text::decoded;

TEST_CASE("text in a declared charset is read as browsers read it") {
  struct Row {
    const char* charset;
    std::string bytes;
    const char* text;
  };
  const Row rows[] = {
      {"ISO-8859-1", "caf\xe9 \x80\x93", "café €“"},
      {" latin1 ", "\xe9", "é"},
      {"us-ascii", "\xe9", "é"},
      {"windows-1252", "\x80 5", "€ 5"},
      {"Windows-1251", "\xcf\xee\xeb\xfc\xe7\xee\xe2\xe0\xf2\xe5\xeb\xfc", "Пользователь"},
      {"koi8-r", "\xf0\xcf\xcc\xd8", "Поль"},
      {"iso-8859-15", "\xa4", "€"},
      {"iso-8859-9", "\xfe\xdd", "şİ"},
      {"shift_jis", "\x83\x86\x81\x5b\x83\x55\x81\x5b", "ユーザー"},
      {"euc-jp", "\xa5\xe6\xa1\xbc", "ユー"},
      {"gb2312", "\xd3\xc3\xbb\xa7", "用户"},
      {"big5", "\xa8\xcf\xa5\xce", "使用"},
      {"euc-kr", "\xbb\xe7\xbf\xeb\xc0\xda", "사용자"},
      {"iso-2022-jp", "\x1b$B%f!<\x1b(B", "ユー"},
      {"utf-16le", "\xff\xfe<\0\xe9\0"s, "<é"},
      {"utf-16be", "\0<\0\xe9"s, "<é"},
      {"UTF-16", "<\0\xe9\0"s, "<é"},
      {"utf8", "caf\xe9", "caf\uFFFD"},
      {"UTF-8", "café", "café"},
      {"utf-16le", "\x3d\xd8<\0"s, "\uFFFD<"},
      {"windows-1252", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.charset));
    CHECK(decoded(row.bytes, row.charset) == row.text);
  }
}

TEST_CASE("what no page is written in is no charset") {
  for (const char* charset : {"", " ", "utf-7", "cesu-8", "scsu", "bocu-1", "ibm-037",
                              "ebcdic-cp-us", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312",
                              "imap-mailbox-name", "utf-32", "no-such", "../../etc", "utf-8\n"}) {
    CAPTURE(std::string(charset));
    const bool is_none = !decoded("abc", charset);
    CHECK(is_none == (std::string_view(charset) != "utf-8\n"));
  }
}

TEST_CASE("long texts come whole, and as UTF-8 whatever they are") {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7);
  for (const char* charset : {"windows-1251", "shift_jis", "big5", "utf-16be", "gb18030"}) {
    CAPTURE(std::string(charset));
    const auto text = decoded(bytes, charset);
    REQUIRE(text.has_value());
    CHECK(text::is_utf8(*text));
    CHECK(text->size() > 50'000);
  }
  CHECK(decoded(std::string(3'000'000, '\xe9'), "latin1")->size() == 6'000'000);
}

TEST_CASE("a byte order mark says which it is") {
  CHECK(text::charset_by_mark("\xEF\xBB\xBF{}") == "utf-8");
  CHECK(text::charset_by_mark("\xFF\xFE<") == "utf-16le");
  CHECK(text::charset_by_mark("\xFE\xFF") == "utf-16be");
  CHECK(text::charset_by_mark("\xFE").empty());
  CHECK(text::charset_by_mark("").empty());
}
