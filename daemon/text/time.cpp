#include "text/time.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace text {
namespace {

using namespace std::chrono;

std::optional<long long> take_number(std::string_view& rest) {
  long long number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc{} || rest.front() == '-') return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}

std::optional<long long> unit_in_ms(std::string_view unit) {
  constexpr std::array<std::pair<std::string_view, long long>, 6> units = {{{"ms", 1},
                                                                            {"s", 1'000},
                                                                            {"m", 60'000},
                                                                            {"h", 3'600'000},
                                                                            {"d", 86'400'000},
                                                                            {"y", 31'536'000'000}}};
  for (const auto& [name, milliseconds] : units) {
    if (unit == name) return milliseconds;
  }
  return std::nullopt;
}

// Exactly `digits` decimal digits at `at`.
std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  int number = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

std::optional<model::Instant> instant(int year, int month, int day, int hour, int minute,
                                      int second) {
  const year_month_day date{std::chrono::year(year), std::chrono::month(unsigned(month)),
                            std::chrono::day(unsigned(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return model::Instant(sys_days(date)) + hours(hour) + minutes(minute) + seconds(second);
}

}  // namespace

std::optional<model::Milliseconds> parse_duration(std::string_view written) {
  if (written.empty()) return std::nullopt;
  const auto number = take_number(written);
  const auto unit = unit_in_ms(written);
  constexpr long long most = 1'000LL * 31'536'000'000;  // a thousand years
  if (!number || !unit || *number > most / *unit) return std::nullopt;
  return model::Milliseconds(*number * *unit);
}

std::optional<Rate> parse_rate(std::string_view written) {
  const std::size_t slash = written.find('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  std::string_view count_text = written.substr(0, slash);
  const auto count = take_number(count_text);
  const auto period = parse_duration(written.substr(slash + 1));
  if (!count || !count_text.empty() || *count < 1 || *count > 1'000'000) return std::nullopt;
  if (!period || period->count() < 1) return std::nullopt;
  return Rate{static_cast<int>(*count), *period};
}

std::string to_string(const Rate& rate) {
  const auto ms = rate.period.count();
  constexpr std::array<std::pair<long long, std::string_view>, 4> units = {
      {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1'000, "s"}}};
  for (const auto& [milliseconds, name] : units) {
    if (ms % milliseconds == 0) return fmt::format("{}/{}{}", rate.count, ms / milliseconds, name);
  }
  return fmt::format("{}/{}ms", rate.count, ms);
}

std::string to_string(const Rates& rates) {
  std::string all;
  for (const Rate& rate : rates) all += (all.empty() ? "" : " and ") + to_string(rate);
  return all;
}

std::string spoken(model::Milliseconds duration) {
  const auto s = (duration.count() + 999) / 1000;
  if (s < 90) return fmt::format("{} s", s);
  const auto m = (s + 59) / 60;
  if (m < 90) return fmt::format("{} min", m);
  const auto h = m / 60;
  if (h < 48) return m % 60 == 0 ? fmt::format("{} h", h) : fmt::format("{} h {} min", h, m % 60);
  return h % 24 == 0 ? fmt::format("{} d", h / 24) : fmt::format("{} d {} h", h / 24, h % 24);
}

std::string iso(model::Instant at) {
  const auto midnight = floor<days>(at);
  const year_month_day date(midnight);
  const hh_mm_ss clock(floor<seconds>(at - midnight));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", int(date.year()),
                     unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::optional<model::Instant> parse_iso(std::string_view written) {
  if (written.size() < 20 || written[4] != '-' || written[7] != '-' || written[13] != ':' ||
      written[16] != ':' || (written[10] != 'T' && written[10] != 't' && written[10] != ' ')) {
    return std::nullopt;
  }
  const auto year = digits_at(written, 0, 4);
  const auto month = digits_at(written, 5, 2);
  const auto day = digits_at(written, 8, 2);
  const auto hour = digits_at(written, 11, 2);
  const auto minute = digits_at(written, 14, 2);
  const auto second = digits_at(written, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  std::size_t at = 19;
  if (written[at] == '.') {
    ++at;
    while (at < written.size() && written[at] >= '0' && written[at] <= '9') ++at;
  }
  auto moment = instant(*year, *month, *day, *hour, *minute, *second);
  if (!moment || at >= written.size()) return std::nullopt;
  const char zone = written[at];
  if (zone == 'Z' || zone == 'z') return at + 1 == written.size() ? moment : std::nullopt;
  const auto zone_hours = digits_at(written, at + 1, 2);
  const auto zone_minutes = digits_at(written, at + 4, 2);
  const bool whole = at + 6 == written.size() && written[at + 3] == ':';
  if ((zone != '+' && zone != '-') || !whole || !zone_hours || !zone_minutes) return std::nullopt;
  if (*zone_hours > 23 || *zone_minutes > 59) return std::nullopt;
  const auto offset = hours(*zone_hours) + minutes(*zone_minutes);
  return zone == '+' ? *moment - offset : *moment + offset;
}

std::optional<model::Instant> parse_http_date(std::string_view written) {
  // IMF-fixdate, RFC 9110 section 5.6.7; its two obsolete forms are not sent by living servers.
  const auto is_at = [&](char separator, std::size_t at) { return written[at] == separator; };
  if (written.size() != 29 || written.substr(3, 2) != ", " || written.substr(25) != " GMT" ||
      !is_at(' ', 7) || !is_at(' ', 11) || !is_at(' ', 16) || !is_at(':', 19) || !is_at(':', 22)) {
    return std::nullopt;
  }
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::size_t month = months.find(written.substr(8, 3));
  const auto day = digits_at(written, 5, 2);
  const auto year = digits_at(written, 12, 4);
  const auto hour = digits_at(written, 17, 2);
  const auto minute = digits_at(written, 20, 2);
  const auto second = digits_at(written, 23, 2);
  if (month == std::string_view::npos || month % 3 != 0 || !day || !year || !hour || !minute ||
      !second) {
    return std::nullopt;
  }
  return instant(*year, static_cast<int>(month / 3) + 1, *day, *hour, *minute, *second);
}

}  // namespace text
