// Mail over libcurl: the one real Mailer.
//
// Each mail has a thread while it is under way, because libcurl's SMTP is only half asynchronous:
// in a multi handle too it blocks from the end of the content to the server's reply (7.88.1:
// lib/smtp.c, smtp_done), which on a server that looks into mails takes minutes. The thread gets
// the mail, gives back the reply, and shares nothing else with the loop. All else is on the loop
// thread.
//
// One per program. Before the io_context ends: cancel_all(), then drained(); destroyed with mails
// under way it waits about a second for their threads, and their coroutines are never resumed.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "async/task.hpp"
#include "net/mail.hpp"

namespace net {

class CurlMailer final : public Mailer {
 public:
  // `ca_file`: as in Settings.
  CurlMailer(const boost::asio::io_context::executor_type& executor, const std::string& ca_file);
  ~CurlMailer() override;
  CurlMailer(const CurlMailer&) = delete;
  CurlMailer& operator=(const CurlMailer&) = delete;

  // May be cancelled by Asio's terminal cancellation, emitted on the loop thread; the reply is then
  // `interrupted`. Throws only when our machine or our code is broken.
  async::Task<MailReply> send(Mail mail) override;

  // Ends every mail under way, and every later one at once, as `interrupted`.
  void cancel_all();
  // Returns when no mail is under way.
  async::Task<void> drained();

  struct Core;  // shared with the coroutines, so that any order of destruction is safe

 private:
  std::shared_ptr<Core> core_;
};

}  // namespace net
