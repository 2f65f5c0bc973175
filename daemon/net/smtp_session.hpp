// An SMTP conversation as it goes by, line by line: how far it came, what the server said last, and
// whether it may go on. Pure: neither libcurl nor a socket.
//
// libcurl holds the conversation, but it sends a mail without logging in when a user is set and the
// server offers no AUTH (7.88.1: lib/smtp.c, smtp_perform_authentication). Here that ends it,
// before anything of the mail is said.
#pragma once

#include <string>
#include <string_view>

#include "net/mail.hpp"

namespace net {

class SmtpSession {
 public:
  struct Needs {
    bool starttls = false;  // the connection begins plain and must not stay so
    bool login = false;
    bool takes_tls = false;  // begins plain, and goes on under TLS where that is offered
  };
  explicit SmtpSession(Needs needs) : needs_(needs) {}

  // A line of ours; may hold a password, and is not kept.
  void said(std::string_view line);
  // A line of the server's. False: the conversation must end here.
  bool heard(std::string_view line);

  MailStage stage() const { return stage_; }
  int code() const { return code_; }
  const std::string& text() const { return text_; }
  bool taken() const { return taken_; }
  bool lacks_login() const { return lacks_login_; }
  bool lacks_tls() const;              // asked when the conversation has ended
  bool over() const { return over_; }  // QUIT was said: what the server answers does not matter

 private:
  bool end_of_reply();
  void look_for_offers(std::string_view text);

  Needs needs_;
  MailStage stage_ = MailStage::connecting;
  bool secured_ = false;     // STARTTLS was answered with 220
  bool in_reply_ = false;    // the next line goes on
  bool offers_tls_ = false;  // in the last answer to EHLO
  bool offers_login_ = false;
  bool data_accepted_ = false;  // 354
  int code_ = 0;
  std::string text_;
  bool taken_ = false;
  bool lacks_login_ = false;
  bool over_ = false;
};

}  // namespace net
