#include "net/transfer.hpp"

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

#include "net/address_guard.hpp"
#include "net/failure.hpp"
#include "net/libcurl.hpp"
#include "net/name_gate.hpp"
#include "text/host.hpp"

namespace net {
namespace {

// Libcurl reads a plain answer once per wake-up, so a typical page should fit in.
constexpr long receive_buffer = 64L << 10U;
// The least that libcurl takes, and more than our requests need; each transfer over TLS has one.
constexpr long send_buffer = 16L << 10U;

CURL* new_easy() {
  CURL* easy = curl_easy_init();
  if (easy == nullptr) throw std::bad_alloc();
  return easy;
}

bool is_repeatable(const Request& request) {
  return request.look_up || request.method == "GET" || request.method == "HEAD";
}

// CR, LF and NUL would let a value write headers of its own.
std::string one_line(std::string text) {
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  return text;
}

}  // namespace

Transfer::Transfer(CurlLoop& loop, const HttpSettings& settings)
    : loop_(loop), limits_(settings.limits), easy_(new_easy()) {
  set_once(settings);
}

template <class Value>
void Transfer::set(CURLoption option, Value value) {
  set_option(easy(), option, value);
}

void Transfer::set_once(const HttpSettings& settings) {
  set(CURLOPT_NOSIGNAL, 1L);
  // A look-up that is given up goes on in its thread; otherwise libcurl would wait for it here.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);  // we follow: see redirect.hpp
  set(CURLOPT_PIPEWAIT, 1L);
  set(CURLOPT_ACCEPT_ENCODING, accepted_codings);
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);  // content_coding.hpp
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_NOPROXY, "");  // we choose the proxy: see proxy.hpp
  set(CURLOPT_USERAGENT, one_line(settings.user_agent).c_str());
  set(CURLOPT_DNS_CACHE_TIMEOUT, long{names_kept.count()});
  set(CURLOPT_BUFFERSIZE, receive_buffer);
  set(CURLOPT_UPLOAD_BUFFERSIZE, send_buffer);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  trust(easy(), settings.ca_file);

  set(CURLOPT_ERRORBUFFER, error_text_.data());
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_CLOSESOCKETFUNCTION, &CurlLoop::close_socket);
  set(CURLOPT_CLOSESOCKETDATA, &loop_);
  set(CURLOPT_RESOLVER_START_FUNCTION, &Transfer::on_look_up);
  set(CURLOPT_RESOLVER_START_DATA, this);
  set(CURLOPT_PREREQFUNCTION, &Transfer::on_ready);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_DEBUGFUNCTION, &Transfer::on_debug);
  set(CURLOPT_DEBUGDATA, this);
}

void Transfer::begin(const Order& order) {
  order_ = &order;
  incoming_.emplace(order.request, limits_, loop_.body_memory(), order.passing);
  seen_ = Seen{};
  error_text_[0] = '\0';
  const Request& request = order.request;
  const long patience = std::max<long>(1, static_cast<long>(order.patience.count()));
  set(CURLOPT_URL, text::url_on_wire(request.url).c_str());
  // Without TLS there is no HTTP/2 for us, and libcurl would wait for the first answer to find that
  // out before it opened a second connection.
  set(CURLOPT_HTTP_VERSION,
      order.route.secure ? long{CURL_HTTP_VERSION_2TLS} : long{CURL_HTTP_VERSION_1_1});
  // Why a connection of HTTP/2 was given up is nowhere else to be heard; see on_debug.
  set(CURLOPT_VERBOSE, order.route.secure ? 1L : 0L);
  set(CURLOPT_FRESH_CONNECT, order.fresh ? 1L : 0L);
  set(CURLOPT_PROXY, order.route.proxy.c_str());
  set(CURLOPT_TIMEOUT_MS, patience);
  set(CURLOPT_CONNECTTIMEOUT_MS, std::min(patience, long{limits_.connect_timeout_ms}));
  const auto text_or_none = [](const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
  };
  set(CURLOPT_USERNAME, text_or_none(request.user));
  set(CURLOPT_PASSWORD, text_or_none(request.password));
  set_method(request);
  set_headers(request);
}

void Transfer::set_method(const Request& request) {
  const std::string& method = request.method;
  const bool has_body =
      !request.body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
  set(CURLOPT_CUSTOMREQUEST, static_cast<char*>(nullptr));
  set(CURLOPT_POSTFIELDS, static_cast<char*>(nullptr));
  set(CURLOPT_NOBODY, 0L);
  set(CURLOPT_HTTPGET, 1L);
  if (has_body) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
  }
  if (method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (method != (has_body ? "POST" : "GET")) {
    set(CURLOPT_CUSTOMREQUEST, one_line(method).c_str());
  }
}

void Transfer::set_headers(const Request& request) {
  curl_slist* list = nullptr;
  const auto add = [&list](const std::string& line) {
    curl_slist* longer = curl_slist_append(list, line.c_str());
    if (longer == nullptr) {
      curl_slist_free_all(list);
      throw std::bad_alloc();
    }
    list = longer;
  };
  for (const auto& [name, value] : request.headers) {
    // To libcurl `Name:` means to leave the header out, and `Name;` to send it without a value.
    const std::string text = one_line(value);
    add(one_line(name) + (text.empty() ? ";" : ": ") + text);
  }
  if (!request.body.empty()) add("Expect:");
  set(CURLOPT_HTTPHEADER, list);
  headers_.reset(list);
}

// --- what libcurl tells us ---

template <class Body>
bool Transfer::caught(Body body) {
  try {
    return body();
  } catch (...) {
    seen_.error = std::current_exception();
    return false;
  }
}

std::size_t Transfer::on_header(char* bytes, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const auto take = [&] { return transfer.incoming_->take_line({bytes, size}); };
  return transfer.caught(take) ? size : 0;
}

std::size_t Transfer::on_body(char* bytes, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const auto take = [&] { return transfer.incoming_->take_body({bytes, size}); };
  return transfer.caught(take) ? size : 0;
}

curl_socket_t Transfer::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  curl_socket_t opened = CURL_SOCKET_BAD;
  const auto open = [&] {
    opened = transfer.open(*address);
    return true;
  };
  transfer.caught(open);
  return opened;
}

int Transfer::on_look_up(void*, void*, void* self) noexcept {
  static_cast<Transfer*>(self)->seen_.looked_up = true;
  return 0;
}

int Transfer::on_ready(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  const auto ready = [&] {
    const bool sends = transfer.let_send();
    if (transfer.order_->found) transfer.order_->found(transfer.seen_.looked_up);
    return sends;
  };
  return transfer.caught(ready) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

// libcurl sends a request again by itself, up to five times, where the connection was used before
// or the server refused the stream. Here it is once, on a new connection, and nothing that changes
// something there, or is counted by the caller.
bool Transfer::let_send() {
  const bool again = seen_.sent;
  const net::Request& request = order_->request;
  const bool may_repeat = is_repeatable(request) && !request.is_counted;
  seen_.held_back = again && (!seen_.new_socket || seen_.sent_again || !may_repeat);
  seen_.sent_again = seen_.sent_again || (again && !seen_.held_back);
  seen_.sent = true;
  seen_.new_socket = false;
  return !seen_.held_back;
}

// What libcurl tells whoever debugs it, requests with their secrets too. Of all that we look for
// one sentence.
int Transfer::on_debug(CURL*, curl_infotype type, char* text, std::size_t size,
                       void* self) noexcept {
  auto& seen = static_cast<Transfer*>(self)->seen_;
  const std::string_view said(text, size);
  if (type == CURLINFO_TEXT && asks_for_calm(said)) seen.calm = true;
  // An alert of TLS: a warning (1), close_notify (0).
  if (type == CURLINFO_SSL_DATA_IN && said == std::string_view("\1\0", 2)) seen.closed = true;
  return 0;
}

curl_socket_t Transfer::open(const curl_sockaddr& address) {
  if (order_->found) order_->found(seen_.looked_up);
  if (order_->route.guarded && !is_globally_reachable(to_address(address))) {
    seen_.refused = true;
    return CURL_SOCKET_BAD;
  }
  const int opened = loop_.open_socket(address);
  if (opened < 0) {
    seen_.starved = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return CURL_SOCKET_BAD;
  }
  seen_.opened = true;
  seen_.new_socket = true;
  return opened;
}

// --- the reply ---

Reply Transfer::end(CURLcode code) {
  if (seen_.error) std::rethrow_exception(seen_.error);
  Reply reply;
  judge(code, reply);
  reply.head = incoming_->take_head();
  if (!reply.failure || incoming_->has_beginning()) unpack_body(reply);
  reply.body_skipped = incoming_->skipped();
  reply.sent = seen_.sent;
  seen_.may_ask_again = may_be_asked_again(code, reply);
  reply.effective_url = order_->request.url;
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy(), CURLINFO_TOTAL_TIME_T, &microseconds);
  reply.elapsed = model::Milliseconds(microseconds / 1000);
  incoming_.reset();
  order_ = nullptr;
  return reply;
}

void Transfer::unpack_body(Reply& reply) {
  Unpacked unpacked = incoming_->take_text(reply.head);
  reply.body = std::move(unpacked.body);
  if (reply.failure || incoming_->skipped()) return;
  if (unpacked.too_large) {
    reply.failure = model::Reason::too_large;
    reply.failure_detail = incoming_->too_long();
  } else if (!unpacked.odd.empty()) {
    reply.failure = model::Reason::no_rule;
    reply.failure_detail = std::move(unpacked.odd);
    reply.body.clear();
  }
}

void Transfer::judge(CURLcode code, Reply& reply) const {
  const Route& route = order_->route;
  if (code == CURLE_ABORTED_BY_CALLBACK && !seen_.held_back) {
    reply.failure = model::Reason::interrupted;
    reply.failure_detail = "cancelled";
  } else if (incoming_->too_large()) {
    reply.failure = model::Reason::too_large;
    reply.failure_detail = incoming_->excess();
  } else if (!incoming_->odd().empty()) {
    reply.failure = model::Reason::no_rule;
    reply.failure_detail = incoming_->odd();
  } else if (seen_.refused && !seen_.opened) {
    reply.failure = model::Reason::private_address;
    reply.failure_detail = "the name leads to an address that is not globally reachable";
  } else if (const auto ours =
                 fault_in_answer(incoming_->status(), route.secure, !route.proxy.empty())) {
    reply.failure = model::Reason::network;
    reply.failure_detail = *ours;
    reply.our_fault = true;
  } else if (incoming_->skipped()) {
    // The head is all that was wanted: what befell the body does not matter.
  } else if (code != CURLE_OK) {
    judge_failure(code, reply);
  } else if (!incoming_->has_head()) {
    reply.failure = model::Reason::network;
    reply.failure_detail = "the answer ended within its headers";
  } else if (incoming_->is_short()) {
    reply.failure = model::Reason::network;
    reply.failure_detail = "the connection was cut: less came than was announced";
  } else if (may_be_cut()) {
    reply.failure = model::Reason::network;
    reply.failure_detail = "the connection was cut: TLS did not announce its end (close_notify)";
  }
}

// Where nobody tells how long an answer is, its end is the connection's; libcurl takes any.
bool Transfer::may_be_cut() const {
  static const bool shows_alerts =
      std::string_view(curl_version_info(CURLVERSION_NOW)->ssl_version).starts_with("OpenSSL");
  long version = 0;
  curl_easy_getinfo(easy(), CURLINFO_HTTP_VERSION, &version);
  const bool is_first_http = version == CURL_HTTP_VERSION_1_0 || version == CURL_HTTP_VERSION_1_1;
  return shows_alerts && is_first_http && order_->route.secure && !seen_.closed &&
         incoming_->ends_with_connection();
}

void Transfer::judge_failure(CURLcode code, Reply& reply) const {
  reply.failure = reason_of(code);
  reply.failure_detail = error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(code);
  if (seen_.held_back) {
    reply.failure = model::Reason::network;
    reply.failure_detail = "the connection ended before there was an answer";
  } else if (seen_.calm || asks_for_calm(reply.failure_detail)) {
    reply.failure = model::Reason::rate_limited;
    reply.failure_detail = "it asks us to slow down (HTTP/2 ENHANCE_YOUR_CALM)";
  } else if (const auto odd = fault_of_answer(code, reply.failure_detail); odd && seen_.sent) {
    reply.failure = *odd;
    reply.failure_detail = *odd == model::Reason::too_large
                               ? "a line of its head is too long"
                               : "the answer is no HTTP that can be read: " + reply.failure_detail;
  } else if (!order_->route.proxy.empty()) {
    ProxyJourney journey{code, reply.failure_detail, order_->route.socks, seen_.sent, 0};
    curl_easy_getinfo(easy(), CURLINFO_HTTP_CONNECTCODE, &journey.connect_code);
    if (const auto ours = proxy_fault(journey)) {
      reply.failure_detail = *ours;
      reply.our_fault = true;
    }
  }
}

bool Transfer::may_be_asked_again(CURLcode code, const Reply& reply) const {
  if (!reply.failure || seen_.sent_again || !is_repeatable(order_->request)) return false;
  return seen_.held_back || ended_early(code, reply.failure_detail);
}

}  // namespace net
