// Mail addresses as a person configures them: "soc@example.org", or with a name, "SOC
// <soc@example.org>". Strict: what passes cannot write a header or an SMTP command of its own.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "model/problem.hpp"

namespace channels {

struct Mailbox {
  std::string name;     // UTF-8, may be empty
  std::string address;  // ASCII

  std::string domain() const { return address.substr(address.rfind('@') + 1); }
};

model::Result<Mailbox> parse_mailbox(std::string_view written);

}  // namespace channels
