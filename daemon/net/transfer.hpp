// One easy handle, used again and again: its options, and the reply made of what its callbacks saw.
// The callbacks run inside libcurl on the loop thread; an exception in one ends the transfer and is
// thrown by end().
#pragma once

#include <array>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <curl/curl.h>

#include "net/curl_loop.hpp"
#include "net/incoming.hpp"
#include "net/message.hpp"
#include "net/route.hpp"
#include "net/settings.hpp"

namespace net {

// One request and the way it takes. Must outlive the transfer.
struct Order {
  const Request& request;
  model::Milliseconds patience;
  const Route& route;
  bool passing = false;  // a redirect of it will be followed
  bool fresh = false;    // on no connection that stands already
  // Called when there is an address to connect to, or a connection; `looked_up`: the name was asked
  // for.
  std::function<void(bool looked_up)> found;
};

class Transfer {
 public:
  Transfer(CurlLoop& loop, const HttpSettings& settings);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  void begin(const Order& order);
  CURL* easy() const { return easy_.get(); }
  Reply end(CURLcode code);

  bool was_sent() const { return seen_.sent; }
  // It ended without an answer of its own, and may be asked once more.
  bool may_ask_again() const { return seen_.may_ask_again; }
  bool lacked_descriptors() const { return seen_.starved; }

 private:
  struct CloseEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct CloseList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  struct Seen {
    bool looked_up = false;   // a name
    bool refused = false;     // an address, by the guard
    bool opened = false;      // a socket
    bool starved = false;     // no descriptor was left for one
    bool sent = false;        // the request, or a part of it
    bool new_socket = false;  // opened since it was sent
    bool sent_again = false;  // by libcurl
    bool held_back = false;   // by us, when libcurl would have sent it once more
    bool calm = false;        // a connection was given up because we ask too much
    bool closed = false;      // TLS announced the end of the connection
    bool may_ask_again = false;
    std::exception_ptr error;
  };

  template <class Value>
  void set(CURLoption option, Value value);
  void set_once(const HttpSettings& settings);
  void set_method(const Request& request);
  void set_headers(const Request& request);
  void unpack_body(Reply& reply);
  void judge(CURLcode code, Reply& reply) const;
  void judge_failure(CURLcode code, Reply& reply) const;
  bool may_be_cut() const;
  bool may_be_asked_again(CURLcode code, const Reply& reply) const;
  bool let_send();

  curl_socket_t open(const curl_sockaddr& address);
  template <class Body>
  bool caught(Body body);

  static std::size_t on_header(char* bytes, std::size_t, std::size_t size, void* self);
  static std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* self);
  static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);
  static int on_look_up(void*, void*, void* self) noexcept;
  static int on_ready(void* self, char*, char*, int, int);
  static int on_debug(CURL*, curl_infotype type, char* text, std::size_t size, void* self) noexcept;

  CurlLoop& loop_;
  Limits limits_;
  const Order* order_ = nullptr;
  std::optional<Incoming> incoming_;
  Seen seen_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  std::unique_ptr<curl_slist, CloseList> headers_;
  std::unique_ptr<CURL, CloseEasy> easy_;
};

}  // namespace net
