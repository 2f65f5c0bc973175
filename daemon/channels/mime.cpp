#include "channels/mime.hpp"

#include <array>
#include <cassert>

#include <fmt/format.h>

#include "channels/digest.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace channels {
namespace {

constexpr std::string_view crlf = "\r\n";

bool is_printable_ascii(std::string_view text) {
  for (const char c : text) {
    if (c < ' ' || c > '~') return false;
  }
  return true;
}

// The next bytes of `rest`, at most `most`, ending between code points.
std::string_view take_piece(std::string_view& rest, std::size_t most) {
  std::string_view behind = rest;
  while (!behind.empty()) {
    std::string_view next = behind;
    text::take_code_point(next);
    if (rest.size() - next.size() > most) break;
    behind = next;
  }
  const std::string_view piece = rest.substr(0, rest.size() - behind.size());
  rest = behind;
  return piece;
}

std::string encoded_words(std::string_view utf8) {
  // 48 characters of base64 and 12 around them: with the longest name of a header of ours before
  // it, a line stays below the 76 of RFC 2047.
  constexpr std::size_t bytes_a_word = 36;
  std::string words;
  while (!utf8.empty()) {
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + base64(take_piece(utf8, bytes_a_word)) + "?=";
  }
  return words;
}

std::string from_header(const Mailbox& from) {
  if (from.name.empty()) return from.address;
  const bool is_plain = is_printable_ascii(from.name) &&
                        from.name.find_first_of("\"\\") == std::string::npos &&
                        from.name.size() <= 40 && from.name.find("=?") == std::string::npos;
  const std::string name =
      is_plain ? '"' + from.name + '"' : encoded_words(text::visible(from.name));
  return fmt::format("{}\r\n <{}>", name, from.address);
}

// A broken value is a bug of ours: everything hostile was encoded before.
void add_header(std::string& to, std::string_view name, std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '\r') {
      assert(value.substr(i, 3) == "\r\n " && "a header's value is folded or one line");
      i += 2;
    } else {
      assert(c >= ' ' && c <= '~' && "a header's value is ASCII");
    }
  }
  to += fmt::format("{}: {}\r\n", name, value);
}

void add_part(std::string& to, std::string_view boundary, std::string_view type,
              std::string_view content) {
  to += fmt::format("--{}\r\n", boundary);
  add_header(to, "Content-Type", fmt::format("{}; charset=utf-8", type));
  add_header(to, "Content-Transfer-Encoding", "quoted-printable");
  to += crlf;
  to += quoted_printable(content);
  to += crlf;
}

}  // namespace

std::string header_text(std::string_view utf8) {
  constexpr std::size_t short_enough = 67;  // 76 with "Subject: " before it
  const std::string shown = text::visible(utf8);
  const bool is_plain = is_printable_ascii(shown) && shown.size() <= short_enough &&
                        shown.find("=?") == std::string::npos && !shown.starts_with(' ') &&
                        !shown.ends_with(' ');
  return is_plain ? shown : encoded_words(shown);
}

std::string quoted_printable(std::string_view utf8) {
  constexpr std::size_t longest_line = 76;
  std::string encoded;
  std::size_t column = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const char c = utf8[i];
    if (c == '\n') {
      encoded += crlf;
      column = 0;
      continue;
    }
    const bool at_end = i + 1 == utf8.size() || utf8[i + 1] == '\n';
    const bool blank = c == ' ';
    // A dot, or the "From " of mailbox files, at the start of a line means something to programs on
    // the way.
    const bool risky_start =
        column == 0 && (c == '.' || (c == 'F' && utf8.substr(i, 5) == "From "));
    const bool literal = c >= ' ' && c <= '~' && c != '=' && !risky_start && !(blank && at_end);
    const std::size_t width = literal ? 1 : 3;
    if (column + width > longest_line - (at_end ? 0 : 1)) {
      encoded += "=\r\n";
      column = 0;
      --i;  // once more, at the start of a line
      continue;
    }
    encoded += literal ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c));
    column += width;
  }
  return encoded;
}

std::string mail_date(model::Instant at) {
  using namespace std::chrono;
  constexpr std::array<const char*, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto midnight = floor<days>(at);
  const year_month_day date(midnight);
  const hh_mm_ss clock(floor<seconds>(at - midnight));
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000",
                     weekdays[weekday(midnight).c_encoding()], unsigned(date.day()),
                     months[unsigned(date.month()) - 1], int(date.year()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::string mime(const Letter& letter) {
  // "=_" cannot stand in quoted-printable, so no line of a part is ever the boundary.
  const std::string boundary = "=_" + sha256_hex(letter.text + '\0' + letter.html).substr(0, 32);
  std::string mail;
  add_header(mail, "Date", mail_date(letter.date));
  add_header(mail, "From", from_header(letter.from));
  add_header(mail, "To", letter.to);
  add_header(mail, "Subject", header_text(letter.subject));
  for (const auto& [name, value] : letter.more) add_header(mail, name, value);
  add_header(mail, "MIME-Version", "1.0");
  add_header(mail, "Content-Type",
             fmt::format("multipart/alternative;\r\n boundary=\"{}\"", boundary));
  mail += crlf;
  add_part(mail, boundary, "text/plain", letter.text);
  add_part(mail, boundary, "text/html", letter.html);
  mail += fmt::format("--{}--\r\n", boundary);
  return mail;
}

}  // namespace channels
