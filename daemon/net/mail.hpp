// One mail as plain values, and sending it: the face that tests fake. Everything runs on the one
// loop thread; a reply is always a value, whatever went wrong. What a reply means for an alert is
// not known here.
#pragma once

#include <optional>
#include <string>

#include "async/task.hpp"
#include "model/instant.hpp"
#include "model/words.hpp"

namespace net {

enum class MailSecurity {
  required,           // smtps: TLS from the first byte; smtp: STARTTLS, or nothing is sent
  plain_to_loopback,  // as required, but without TLS to a server on this machine
};

struct Mail {
  std::string url;  // smtp://HOST[:PORT] or smtps://HOST[:PORT]
  MailSecurity security = MailSecurity::required;
  std::string user;  // empty: the server lets us without
  std::string password;
  std::string own_name;   // said in EHLO
  std::string sender;     // of the envelope: a bare address
  std::string recipient;  // one: each learns for itself whether it went
  std::string content;    // RFC 5322, every line ended by CRLF
  model::Milliseconds timeout{120'000};
};

// How far a conversation came: the last thing that was said to the server.
enum class MailStage { connecting, hello, securing, authenticating, sender, recipient, content };

struct MailReply {
  // Set when the conversation ended otherwise than by a reply: network, dns, tls, timeout or
  // interrupted (cancelled).
  std::optional<model::Reason> failure;
  std::string failure_detail;
  MailStage stage = MailStage::connecting;
  int code = 0;               // of the server's last reply
  std::string text;           // that reply's words; hostile
  bool taken = false;         // the server has the mail
  bool content_sent = false;  // all of it went out
  bool lacks_tls = false;     // TLS is required and the server offers none: nothing was sent
  bool lacks_login = false;   // there is a user, and no log-in that we can do: nothing was sent
};

class Mailer {
 public:
  virtual ~Mailer() = default;
  virtual async::Task<MailReply> send(Mail mail) = 0;
};

}  // namespace net
