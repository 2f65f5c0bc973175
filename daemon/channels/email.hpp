// Mail: one for each recipient, text and HTML, in one conversation per incident. The same message
// to the same recipient is the same mail to the byte, Message-ID included, so that mail stores
// which know duplicates drop one that comes twice.
#pragma once

#include <string>

#include "alerting/channel.hpp"
#include "alerting/rendering.hpp"
#include "channels/kinds.hpp"
#include "channels/mailbox.hpp"
#include "net/mail.hpp"

namespace channels {

ChannelKind email_kind();

// Never without TLS, but to a server on this machine.
net::MailSecurity security_to(const std::string& server);

struct MailAccount {
  std::string server;  // smtps://HOST[:PORT] or smtp://HOST[:PORT]
  net::MailSecurity security = net::MailSecurity::plain_to_loopback;
  std::string user;  // empty: no log-in
  std::string password;
  Mailbox from;
  std::string envelope_sender;  // where bounces go; empty: the address of `from`
  std::string own_name;         // said in EHLO; empty: the domain of `from`
};

// The mail as it is sent. The message's recipient must be an address.
std::string email_content(const alerting::Message& message, const alerting::Voice& voice,
                          const MailAccount& account);

// What a reply means. A recipient or a content that is refused is this message's end; a log-in, a
// sender or a server that refuses is the channel's.
alerting::Delivery judge_mail(const net::MailReply& reply);

class Email final : public alerting::Channel {
 public:
  Email(net::Mailer& mailer, MailAccount account, alerting::Voice voice);

  async::Task<alerting::Delivery> deliver(alerting::Message message) override;
  std::string preview(const alerting::Message& message) const override;

 private:
  net::Mailer& mailer_;
  MailAccount account_;
  alerting::Voice voice_;
};

}  // namespace channels
