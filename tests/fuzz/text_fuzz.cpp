// Bytes in any charset, and JSON with any slip: what is read is UTF-8, what was JSON says the same,
// and what is mended once needs no mending. The first byte chooses the charset.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "reading/json.hpp"
#include "reading/mended_json.hpp"
#include "text/charset.hpp"
#include "text/utf8.hpp"

namespace {

constexpr std::string_view charsets[] = {
    "utf-8",  "latin1",  "windows-1251", "utf-16le", "utf-16be",    "koi8-r",     "shift_jis",
    "euc-jp", "gb18030", "big5",         "euc-kr",   "iso-2022-jp", "iso-8859-7", "utf-7"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto decoded = text::decoded(bytes, charsets[data[0] % std::size(charsets)]);
  if (decoded && !text::is_utf8(*decoded)) std::abort();
  if (decoded && decoded->size() > 4 * bytes.size() + 4) std::abort();
  text::decoded("<a>", bytes);  // as a name

  const std::string mended = reading::mended_json(bytes);
  if (!text::is_utf8(mended) || mended.size() > 6 * bytes.size()) std::abort();
  const auto strict = reading::parse_json(bytes, reading::answers);
  const auto lenient = reading::parse_json(mended, reading::answers);
  if (strict && (!lenient || !(*lenient == *strict))) std::abort();
  if (lenient && reading::mended_json(mended) != mended) std::abort();
  return 0;
}
