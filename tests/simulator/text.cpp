#include "simulator/text.hpp"

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <cwchar>
#include <cwctype>

namespace simulator {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

struct Rune {
  wchar_t point;
  std::size_t size;  // 0: not UTF-8
};

Rune first_rune(std::string_view text) {
  std::mbstate_t state{};
  wchar_t point = 0;
  const std::size_t size = std::mbrtowc(&point, text.data(), text.size(), &state);
  if (size == 0) return {0, 1};
  if (size > text.size()) return {0, 0};
  return {point, size};
}

}  // namespace

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (text[i] == '%' && high >= 0 && low >= 0) {
      result += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      result += text[i] == '+' && plus_is_space ? ' ' : text[i];
    }
  }
  return well_formed_utf8(result);
}

std::string percent_encoded(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = hex_value(c) >= 0 || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      result += c;
    } else {
      result += '%';
      result += digits[byte / 16];
      result += digits[byte % 16];
    }
  }
  return result;
}

Fields parsed_query(std::string_view query) {
  Fields fields;
  for (const std::string& part : split(query, '&')) {
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    const std::string_view value = equals == std::string::npos
                                       ? std::string_view()
                                       : std::string_view(part).substr(equals + 1);
    fields.emplace_back(percent_decoded(std::string_view(part).substr(0, equals), true),
                        percent_decoded(value, true));
  }
  return fields;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string well_formed_utf8(std::string_view bytes) {
  std::string result;
  while (!bytes.empty()) {
    const Rune rune = first_rune(bytes);
    if (rune.size == 0) {
      result += '?';
    } else {
      result += bytes.substr(0, rune.size);
    }
    bytes.remove_prefix(std::max<std::size_t>(rune.size, 1));
  }
  return result;
}

std::string with_first_letter_upper(std::string_view utf8) {
  if (utf8.empty()) return {};
  const Rune rune = first_rune(utf8);
  if (rune.size == 0) return std::string(utf8);
  char upper[MB_LEN_MAX];
  std::mbstate_t state{};
  const auto capital = static_cast<wchar_t>(std::towupper(static_cast<std::wint_t>(rune.point)));
  const std::size_t size = std::wcrtomb(upper, capital, &state);
  if (size > sizeof upper) return std::string(utf8);
  return std::string(upper, size) + std::string(utf8.substr(rune.size));
}

std::string escaped_html(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default: result += c;
    }
  }
  return result;
}

std::chrono::milliseconds milliseconds_of(Seconds seconds) {
  constexpr Seconds century = 100 * 366 * 86400.0;  // keeps a silly scenario from overflowing
  return std::chrono::milliseconds(std::llround(std::min(seconds, century) * 1000));
}

std::optional<Instant> parsed_utc(const std::string& text) {
  int year = 0, hour = 0, minute = 0, second = 0, length = 0;
  unsigned month = 0, day = 0;
  const int found = std::sscanf(text.c_str(), "%4d-%2u-%2uT%2d:%2d:%2dZ%n", &year, &month, &day,
                                &hour, &minute, &second, &length);
  if (found != 6 || static_cast<std::size_t>(length) != text.size()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  const bool in_range =
      hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  if (!date.ok() || !in_range) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

std::string formatted(Instant instant, const char* strftime_format) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(instant);
  const std::time_t time = whole.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[64];
  return {text, std::strftime(text, sizeof text, strftime_format, &parts)};
}

std::string http_date(Instant instant) {
  return formatted(instant, "%a, %d %b %Y %H:%M:%S GMT");
}

std::string iso_seconds(Instant instant) {
  return formatted(instant, "%Y-%m-%dT%H:%M:%SZ");
}

std::string iso_millis(Instant instant) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(instant);
  char millis[8];
  std::snprintf(millis, sizeof millis, ".%03dZ", static_cast<int>((instant - whole).count()));
  return formatted(instant, "%Y-%m-%dT%H:%M:%S") + millis;
}

long long epoch(Instant instant) {
  return std::chrono::ceil<std::chrono::seconds>(instant).time_since_epoch().count();
}

}  // namespace simulator
