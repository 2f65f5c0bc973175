#include "text/charset.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <unicode/ucnv.h>

#include "text/case.hpp"
#include "text/trim.hpp"
#include "text/utf8.hpp"

namespace text {
namespace {

struct Close {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, Close>;

// Names that the standard gives to another charset than ICU does.
std::string_view name_in_icu(std::string_view name) {
  constexpr std::array<std::string_view, 12> western = {
      "iso-8859-1", "iso8859-1", "iso_8859-1", "iso88591",       "latin1",   "l1",
      "ascii",      "us-ascii",  "cp819",      "ansi_x3.4-1968", "x-cp1252", "iso-ir-100"};
  if (std::find(western.begin(), western.end(), name) != western.end()) return "windows-1252";
  if (name == "iso-8859-9" || name == "latin5") return "windows-1254";
  if (name == "tis-620" || name == "iso-8859-11") return "windows-874";
  if (name == "gb2312" || name == "gbk" || name == "x-gbk") return "gb18030";
  if (name == "shift_jis" || name == "sjis" || name == "shift-jis") return "windows-31j";
  if (name == "euc-kr" || name == "ks_c_5601-1987") return "windows-949";
  if (name == "utf-16") return "utf-16le";
  return name;
}

// Charsets in which the markup of a page would be written in other bytes than ASCII's, or in
// several ways, and which the standard has not (but for UTF-16, and ISO-2022-JP).
bool is_for_pages(const UConverter* converter, std::string_view name) {
  switch (ucnv_getType(converter)) {
    case UCNV_UTF16_BigEndian:
    case UCNV_UTF16_LittleEndian:
    case UCNV_UTF8: return true;
    case UCNV_ISO_2022: return name == "iso-2022-jp";
    case UCNV_SBCS:
    case UCNV_MBCS:
    case UCNV_LATIN_1: break;
    default: return false;
  }
  UErrorCode error = U_ZERO_ERROR;
  std::array<UChar, 8> ascii{};
  const Converter copy(ucnv_clone(converter, &error));
  if (U_FAILURE(error)) return false;
  const int32_t size = ucnv_toUChars(copy.get(), ascii.data(), 8, "<a\"1/>", 6, &error);
  return U_SUCCESS(error) && size == 6 && std::u16string_view(ascii.data(), 6) == u"<a\"1/>";
}

}  // namespace

std::optional<std::string> decoded(std::string_view bytes, std::string_view charset) {
  const std::string asked = to_lower(trimmed(charset));
  if (asked == "utf-8" || asked == "utf8") return well_formed(bytes);
  const std::string name(name_in_icu(asked));
  UErrorCode error = U_ZERO_ERROR;
  const Converter from(ucnv_open(name.c_str(), &error));
  if (name.empty() || U_FAILURE(error) || !is_for_pages(from.get(), name)) return std::nullopt;
  const Converter to(ucnv_open("utf-8", &error));
  std::string text;
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  std::array<char, 4096> part{};
  std::array<UChar, 2048> between{};
  UChar* read_from = between.data();
  UChar* written_to = between.data();
  bool begins = true;
  do {
    error = U_ZERO_ERROR;
    char* out = part.data();
    ucnv_convertEx(to.get(), from.get(), &out, part.data() + part.size(), &at, end, between.data(),
                   &read_from, &written_to, between.data() + between.size(), begins ? 1 : 0, 1,
                   &error);
    begins = false;
    text.append(part.data(), out);
  } while (error == U_BUFFER_OVERFLOW_ERROR);
  if (U_FAILURE(error)) return std::nullopt;
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

std::string_view charset_by_mark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return "utf-8";
  if (bytes.starts_with("\xFF\xFE")) return "utf-16le";
  if (bytes.starts_with("\xFE\xFF")) return "utf-16be";
  return {};
}

}  // namespace text
