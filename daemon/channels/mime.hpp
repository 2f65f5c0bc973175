// Mails as RFC 5322 and MIME have them, built so that nothing in a value can become structure:
// header values are one line of ASCII, both parts are quoted-printable, every line ends with CRLF
// and none is longer than 76 characters or begins with a dot. The same content gives the same
// bytes. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "channels/mailbox.hpp"
#include "model/instant.hpp"

namespace channels {

struct Letter {
  Mailbox from;
  std::string to;       // an address
  std::string subject;  // UTF-8, any
  model::Instant date{};
  // Whole values, of ASCII; "\r\n " may fold them.
  std::vector<std::pair<std::string, std::string>> more;
  std::string text;  // UTF-8; lines end with "\n"
  std::string html;
};

std::string mime(const Letter& letter);

// The pieces, for tests and for whoever needs one.

// "=?UTF-8?B?…?=" words of at most 75 characters (RFC 2047), folded; plain where that does.
std::string header_text(std::string_view utf8);
std::string quoted_printable(std::string_view utf8);
// "Sun, 22 Nov 2026 06:40:30 +0000".
std::string mail_date(model::Instant at);

}  // namespace channels
