#include "text/local_time.hpp"

#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include "text/time.hpp"

namespace text {
namespace {

// The offset in words that are the same in every language: "UTC", "UTC+1", "UTC-3:30".
std::string offset_name(const icu::TimeZone& zone, UDate at) {
  std::int32_t raw = 0;
  std::int32_t daylight = 0;
  UErrorCode error = U_ZERO_ERROR;
  zone.getOffset(at, 0, raw, daylight, error);
  const std::int32_t minutes = U_FAILURE(error) ? 0 : (raw + daylight) / 60'000;
  if (minutes == 0) return "UTC";
  const std::int32_t size = minutes < 0 ? -minutes : minutes;
  const std::string hours = fmt::format("UTC{}{}", minutes < 0 ? '-' : '+', size / 60);
  return size % 60 == 0 ? hours : fmt::format("{}:{:02}", hours, size % 60);
}

}  // namespace

std::string local_time(model::Instant instant, const std::string& zone,
                       const std::string& language) {
  const bool french = language == "fr";
  const icu::UnicodeString pattern =
      icu::UnicodeString::fromUTF8(french ? "d MMMM y 'à' HH:mm" : "d MMMM y, HH:mm");
  UErrorCode error = U_ZERO_ERROR;
  icu::SimpleDateFormat format(pattern, french ? icu::Locale::getFrench() : icu::Locale::getUK(),
                               error);
  if (U_FAILURE(error)) return iso(instant);
  // The format owns a zone it adopts; an unknown name gives GMT.
  std::unique_ptr<icu::TimeZone> place(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
  const auto at = static_cast<UDate>(instant.time_since_epoch().count());
  const std::string offset = offset_name(*place, at);
  format.adoptTimeZone(place.release());
  icu::UnicodeString wide;
  format.format(at, wide);
  std::string local;
  wide.toUTF8String(local);
  if (french && local.starts_with("1 ")) local.insert(1, "er");
  return fmt::format("{} ({})", local, offset);
}

}  // namespace text
