// One easy handle that carries one mail over a connection of its own: its options, and the reply
// made of what its callbacks saw. Made on the loop thread; run() blocks and belongs to a thread
// that nobody else uses, and only stop() may be called beside it.
#pragma once

#include <array>
#include <atomic>
#include <exception>
#include <memory>
#include <string>

#include <curl/curl.h>

#include "net/mail.hpp"
#include "net/smtp_session.hpp"
#include "net/url.hpp"

namespace net {

class MailTransfer {
 public:
  // `mail` must outlive this; `server` is its URL.
  MailTransfer(const Mail& mail, const Url& server, const std::string& ca_file);
  MailTransfer(const MailTransfer&) = delete;
  MailTransfer& operator=(const MailTransfer&) = delete;

  // Carries the mail to its end. Throws what a callback threw.
  MailReply run();
  // Makes run() return within about a second, as `interrupted`. From any thread, at any time.
  void stop() { stopped_ = true; }

 private:
  struct CloseEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct CloseList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  template <class Value>
  void set(CURLoption option, Value value);
  void set_road(const Url& server, const std::string& ca_file);
  void set_content();
  void set_callbacks();

  MailReply reply_to(CURLcode code) const;
  curl_socket_t open(const curl_sockaddr& address);
  template <class Body>
  bool caught(Body body);

  static std::size_t on_line(char* bytes, std::size_t, std::size_t size, void* self);
  static std::size_t on_content(char* buffer, std::size_t, std::size_t size, void* self) noexcept;
  static int on_debug(CURL*, curl_infotype kind, char* bytes, std::size_t size, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept;
  static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);

  const Mail& mail_;
  bool plain_;  // to this machine, needs no TLS
  SmtpSession dialogue_;
  std::size_t given_ = 0;  // bytes of the content that libcurl has
  bool content_sent_ = false;
  bool refused_ = false;  // an address that is not of this machine
  std::atomic<bool> stopped_ = false;
  int socket_ = -1;  // the last that was opened
  std::exception_ptr error_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  std::unique_ptr<curl_slist, CloseList> recipients_;
  std::unique_ptr<CURL, CloseEasy> easy_;
};

}  // namespace net
