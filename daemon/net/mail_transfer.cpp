#include "net/mail_transfer.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <sys/socket.h>

#include <fmt/format.h>

#include "net/address_guard.hpp"
#include "net/failure.hpp"
#include "net/libcurl.hpp"
#include "text/host.hpp"

namespace net {
namespace {

// To the greeting, TLS and log-in included: servers make strangers wait half a minute on purpose.
constexpr long connect_timeout_ms = 45'000;

CURL* new_easy() {
  CURL* easy = curl_easy_init();
  if (easy == nullptr) throw std::bad_alloc();
  return easy;
}

// `localhost` is trusted by name only to be asked; the address it leads to is looked at again.
bool is_this_machine(const std::string& host) {
  if (host == "localhost") return true;
  const auto literal = literal_address(host);
  return literal && literal->is_loopback();
}

bool stays_plain(const Mail& mail, const Url& server) {
  return mail.security == MailSecurity::plain_to_loopback && server.scheme == "smtp" &&
         is_this_machine(server.host);
}

}  // namespace

MailTransfer::MailTransfer(const Mail& mail, const Url& server, const std::string& ca_file)
    : mail_(mail),
      plain_(stays_plain(mail, server)),
      dialogue_({.starttls = server.scheme == "smtp" && !plain_,
                 .login = !mail.user.empty(),
                 .takes_tls = plain_ && !mail.user.empty()}),
      easy_(new_easy()) {
  set_road(server, ca_file);
  set_content();
  set_callbacks();
}

template <class Value>
void MailTransfer::set(CURLoption option, Value value) {
  set_option(easy_.get(), option, value);
}

void MailTransfer::set_road(const Url& server, const std::string& ca_file) {
  // The path is what libcurl says in EHLO.
  const std::string url =
      fmt::format("{}://{}:{}/{}", server.scheme, server.host, server.port, mail_.own_name);
  const long patience = std::max<long>(1, static_cast<long>(mail_.timeout.count()));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_URL, text::url_on_wire(url).c_str());
  set(CURLOPT_PROXY, "");  // neither the environment's: none of those carries mail
  set(CURLOPT_FRESH_CONNECT, 1L);
  set(CURLOPT_FORBID_REUSE, 1L);
  set(CURLOPT_TIMEOUT_MS, patience);
  set(CURLOPT_CONNECTTIMEOUT_MS, std::min(patience, connect_timeout_ms));
  // A server on this machine may want TLS before it lets anybody log in.
  const long plain = mail_.user.empty() ? long{CURLUSESSL_NONE} : long{CURLUSESSL_TRY};
  set(CURLOPT_USE_SSL, plain_ ? plain : long{CURLUSESSL_ALL});
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  trust(easy_.get(), ca_file);
  if (mail_.user.empty()) return;
  set(CURLOPT_USERNAME, mail_.user.c_str());
  set(CURLOPT_PASSWORD, mail_.password.c_str());
  // libcurl prefers whatever else is offered, and does not come back to these when that fails (curl
  // issues 7156 and 22832). Under TLS they are as good.
  set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
  set(CURLOPT_SASL_IR, 1L);  // RFC 4954; some servers know no other way (curl issue 4080)
}

void MailTransfer::set_content() {
  set(CURLOPT_MAIL_FROM, mail_.sender.c_str());
  recipients_.reset(curl_slist_append(nullptr, mail_.recipient.c_str()));
  if (!recipients_) throw std::bad_alloc();
  set(CURLOPT_MAIL_RCPT, recipients_.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail_.content.size()));
}

void MailTransfer::set_callbacks() {
  set(CURLOPT_ERRORBUFFER, error_text_.data());
  set(CURLOPT_READFUNCTION, &MailTransfer::on_content);
  set(CURLOPT_READDATA, this);
  set(CURLOPT_HEADERFUNCTION, &MailTransfer::on_line);
  set(CURLOPT_HEADERDATA, this);
  // The only way to see what libcurl says to the server.
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_DEBUGFUNCTION, &MailTransfer::on_debug);
  set(CURLOPT_DEBUGDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &MailTransfer::on_open);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &MailTransfer::on_progress);
  set(CURLOPT_XFERINFODATA, this);
}

// --- what libcurl tells us ---

template <class Body>
bool MailTransfer::caught(Body body) {
  try {
    return body();
  } catch (...) {
    error_ = std::current_exception();
    return false;
  }
}

std::size_t MailTransfer::on_line(char* bytes, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<MailTransfer*>(self);
  const auto hear = [&] { return transfer.dialogue_.heard({bytes, size}); };
  return transfer.caught(hear) ? size : 0;
}

std::size_t MailTransfer::on_content(char* buffer, std::size_t, std::size_t size,
                                     void* self) noexcept {
  auto& transfer = *static_cast<MailTransfer*>(self);
  const std::string& content = transfer.mail_.content;
  const std::size_t count = std::min(size, content.size() - transfer.given_);
  std::copy_n(content.data() + transfer.given_, count, buffer);
  transfer.given_ += count;
  transfer.content_sent_ = transfer.given_ == content.size();
  return count;
}

int MailTransfer::on_debug(CURL*, curl_infotype kind, char* bytes, std::size_t size, void* self) {
  auto& transfer = *static_cast<MailTransfer*>(self);
  if (kind != CURLINFO_HEADER_OUT) return 0;
  const auto look = [&] {
    transfer.dialogue_.said({bytes, size});
    return true;
  };
  transfer.caught(look);
  // Having said QUIT libcurl waits up to two minutes for an answer that does not matter
  // (lib/smtp.c, smtp_disconnect): nothing more is read.
  if (transfer.dialogue_.over() && transfer.socket_ >= 0) ::shutdown(transfer.socket_, SHUT_RD);
  return 0;
}

// Called at least once a second.
int MailTransfer::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return static_cast<MailTransfer*>(self)->stopped_ ? 1 : 0;
}

curl_socket_t MailTransfer::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<MailTransfer*>(self);
  curl_socket_t opened = CURL_SOCKET_BAD;
  const auto open = [&] {
    opened = transfer.open(*address);
    return true;
  };
  transfer.caught(open);
  return opened;
}

curl_socket_t MailTransfer::open(const curl_sockaddr& address) {
  if (plain_ && !to_address(address).is_loopback()) {
    refused_ = true;
    return CURL_SOCKET_BAD;
  }
  socket_ = ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
  return socket_ < 0 ? CURL_SOCKET_BAD : socket_;
}

// --- the reply ---

MailReply MailTransfer::run() {
  const CURLcode code = curl_easy_perform(easy_.get());
  if (error_) std::rethrow_exception(error_);
  return reply_to(code);
}

MailReply MailTransfer::reply_to(CURLcode code) const {
  MailReply reply;
  reply.stage = dialogue_.stage();
  reply.code = dialogue_.code();
  reply.text = dialogue_.text();
  reply.taken = dialogue_.taken();
  reply.content_sent = content_sent_;
  reply.lacks_login = dialogue_.lacks_login();
  reply.lacks_tls = code == CURLE_USE_SSL_FAILED && dialogue_.lacks_tls();
  const bool answered = reply.code >= 400 && code != CURLE_OPERATION_TIMEDOUT;
  if (code == CURLE_ABORTED_BY_CALLBACK && !reply.taken) {
    reply.failure = model::Reason::interrupted;
    reply.failure_detail = "cancelled";
  } else if (refused_) {
    reply.failure = model::Reason::private_address;
    reply.failure_detail = "a mail without TLS goes to this machine only";
  } else if (code != CURLE_OK && !reply.taken && !answered && !reply.lacks_tls &&
             !reply.lacks_login) {
    reply.failure = reason_of(code);
    reply.failure_detail = error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(code);
  }
  return reply;
}

}  // namespace net
