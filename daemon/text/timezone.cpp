#include "text/timezone.hpp"

#include <memory>

#include <unicode/ucal.h>
#include <unicode/uenum.h>

namespace text {

bool is_timezone(std::string_view name) {
  constexpr std::size_t longest = 64;
  if (name.empty() || name.size() > longest) return false;
  UChar wide[longest + 1] = {};
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (static_cast<unsigned char>(name[i]) >= 0x80) return false;
    wide[i] = static_cast<UChar>(name[i]);
  }
  UChar canonical[longest * 2];
  UBool is_known = false;
  UErrorCode error = U_ZERO_ERROR;
  ucal_getCanonicalTimeZoneID(wide, static_cast<int32_t>(name.size()), canonical, longest * 2,
                              &is_known, &error);
  // ICU's own name for 'no zone at all' is known to it as well.
  return U_SUCCESS(error) && is_known && name != "Etc/Unknown";
}

std::vector<std::string> timezones() {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UEnumeration, void (*)(UEnumeration*)> zones(ucal_openTimeZones(&error),
                                                                     &uenum_close);
  std::vector<std::string> names;
  int32_t length = 0;
  while (U_SUCCESS(error)) {
    const char* name = uenum_next(zones.get(), &length, &error);
    if (name == nullptr) break;
    names.emplace_back(name, static_cast<std::size_t>(length));
  }
  return names;
}

}  // namespace text
