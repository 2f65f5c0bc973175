#include "net/content_coding.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

using net::unpack;

namespace {

constexpr std::size_t most = 1 << 20;
constexpr int gzip = 15 + 16;
constexpr int zlib = 15;
constexpr int bare = -15;

std::string packed(const std::string& text, int window) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string bytes(text.size() + 1'000, '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

std::string page() {
  std::string page = "<title>held</title>";
  for (int i = 0; i < 5'000; ++i) page += "line " + std::to_string(i * 7919 % 10'007) + "\n";
  return page;
}

const std::string cut = "the answer has a packed body that ends in the middle";
const std::string damaged = "the answer has a packed body that is damaged";

}  // namespace

TEST_CASE("what was packed for the way is unpacked, in whichever form and letter case") {
  const std::string text = page();
  for (const auto& [codings, window] :
       {std::pair("gzip", gzip), std::pair(" GZip ", gzip), std::pair("x-gzip", gzip),
        std::pair("deflate", zlib), std::pair("deflate", bare), std::pair("deflate", gzip),
        std::pair("identity, gzip", gzip), std::pair("utf-8,gzip,,", gzip)}) {
    CAPTURE(std::string(codings));
    const auto unpacked = unpack(packed(text, window), codings, most);
    CHECK(unpacked.odd.empty());
    CHECK(unpacked.body == text);
  }
  CHECK(unpack(packed(packed(text, gzip), zlib), "gzip, deflate", most).body == text);
  for (const char* codings : {"", "identity", "none", "utf-8", "ISO-8859-1", "Windows-1252", ","}) {
    CHECK(unpack(text, codings, most).body == text);
  }
  CHECK(unpack("", "gzip", most).odd.empty());
}

TEST_CASE("what ends in the middle is no answer, wherever it ends") {
  for (const int window : {gzip, zlib, bare}) {
    const std::string whole = packed(page(), window);
    const char* codings = window == gzip ? "gzip" : "deflate";
    for (const std::size_t missing :
         {std::size_t{1}, std::size_t{4}, std::size_t{8}, whole.size() / 2, whole.size() - 20}) {
      CAPTURE(window);
      CAPTURE(missing);
      CHECK(unpack(whole.substr(0, whole.size() - missing), codings, most).odd == cut);
    }
  }
  // A part that fills what is unpacked at a time exactly.
  const std::string part(16'384, 'x');
  for (const int window : {gzip, bare}) {
    const std::string whole = packed(part, window);
    CHECK(unpack(whole, window == gzip ? "gzip" : "deflate", most).body == part);
  }
}

TEST_CASE("several members are one body, and what stands behind them does not count") {
  const std::string two = packed("first ", gzip) + packed("second", gzip);
  CHECK(unpack(two, "gzip", most).body == "first second");
  CHECK(unpack(two + "trailing bytes", "gzip", most).body == "first second");
  CHECK(unpack(two + std::string(100, '\0'), "gzip", most).body == "first second");
  CHECK(unpack(two + packed("third", gzip).substr(0, 12), "gzip", most).odd == cut);
}

TEST_CASE("what is damaged, packed otherwise or packed too often is odd") {
  std::string wrong = packed(page(), gzip);
  wrong[wrong.size() - 6] ^= 0x55;  // its checksum
  CHECK(unpack(wrong, "gzip", most).odd == damaged);
  CHECK(unpack("<html>", "gzip", most).odd == damaged);
  CHECK(unpack("\xff\xff\xff\xff", "deflate", most).odd == damaged);
  CHECK(unpack("x", "snap\x01py", most).odd ==
        "the answer is packed as 'snap\\u{0001}py', which was not asked for");
  CHECK(unpack("x", "br", most).odd == "the answer is packed as 'br', which was not asked for");
  CHECK(unpack("x", "zstd", most).odd == "the answer is packed as 'zstd', which was not asked for");
  CHECK(unpack("x", "gzip,b,c,d,e,f", most).odd == "the answer is packed 6 times");
}

TEST_CASE("a bomb is too large, and takes no more than is allowed") {
  const std::string bomb = packed(std::string(50 << 20, '\0'), gzip);
  const auto unpacked = unpack(bomb, "gzip", most);
  CHECK(unpacked.too_large);
  CHECK(unpacked.body.size() == most);
  const std::string just = packed(std::string(most, 'x'), gzip);
  CHECK(unpack(just, "gzip", most).body.size() == most);
  CHECK(unpack(packed(std::string(most + 1, 'x'), gzip), "gzip", most).too_large);
}
