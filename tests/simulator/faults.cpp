#include "simulator/faults.hpp"

#include <cassert>
#include <cstdio>
#include <string_view>

#include <zlib.h>

#include "simulator/pages.hpp"

namespace simulator {
namespace {

constexpr std::size_t mebibyte = 1 << 20;
constexpr std::size_t bomb_mebibytes = 110;
constexpr std::size_t deep_brackets = 256 * 1024;

Reply with_header(Reply reply, std::string name, std::string value) {
  reply.headers.emplace_back(std::move(name), std::move(value));
  return reply;
}

bool is_json(const Reply& reply) {
  return reply.type.find("json") != std::string::npos;
}

// `bytes` as deflate blocks that end on a byte, so that more blocks may follow.
std::string deflated(std::string_view bytes) {
  z_stream stream{};
  const int ready = deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
  assert(ready == Z_OK);
  static_cast<void>(ready);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FULL_FLUSH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

uLong crc_of(std::string_view bytes) {
  return crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
}

std::string little_endian(unsigned long value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>((value >> (8 * i)) & 0xff);
  return bytes;
}

// The true body, then 110 MiB of spaces (JSON stays JSON): one compressed mebibyte, repeated.
std::string gzip_bomb(const std::string& body) {
  static const std::string spaces(mebibyte, ' ');
  static const std::string block = deflated(spaces);
  static const uLong block_crc = crc_of(spaces);
  std::string bytes("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  bytes += deflated(body);
  uLong crc = crc_of(body);
  for (std::size_t i = 0; i < bomb_mebibytes; ++i) {
    bytes += block;
    crc = crc32_combine(crc, block_crc, static_cast<z_off_t>(mebibyte));
  }
  bytes += std::string("\x03\x00", 2);  // an empty last block
  return bytes + little_endian(crc) + little_endian(body.size() + bomb_mebibytes * mebibyte);
}

// Invalid bytes in the last string of JSON, or just before the last tag of a page: everything a
// careless reader looks at stays readable.
Reply with_bad_utf8(Reply reply) {
  const std::size_t at = reply.body.rfind(is_json(reply) ? '"' : '<');
  reply.body.insert(at == std::string::npos ? reply.body.size() : at, "\xff\xc0\xaf\xed\xa0\x80");
  if (!is_json(reply)) reply.type = "text/html; charset=utf-8";
  return reply;
}

// As long as it should be, but the second half is spaces.
Reply with_bad_json(Reply reply) {
  const std::size_t half = reply.body.size() / 2;
  reply.body.replace(half, std::string::npos, reply.body.size() - half, ' ');
  return reply;
}

Reply too_many(const Fault& fault, Instant date) {
  Reply reply = html_reply(429, error_page(429, "Too Many Requests"));
  if (fault.retry_after)
    return with_header(std::move(reply), "Retry-After", std::to_string(*fault.retry_after));
  if (fault.retry_after_date)
    return with_header(std::move(reply), "Retry-After",
                       http_date(date + std::chrono::milliseconds(2999)));
  return reply;
}

Reply login_redirect(const Request& request) {
  if (request.path == std::vector<std::string>{"login"}) return html_reply(200, login_page());
  return redirect_to(302, request.prefix + "/login?next=" + percent_encoded(request.target));
}

Reply home_redirect(const Request& request, const Reply& truth) {
  const bool at_home = request.path == std::vector<std::string>{""};
  return at_home ? truth : redirect_to(302, request.prefix + "/");
}

Reply html_error(int status, std::string_view text) {
  return html_reply(status, error_page(status, text));
}

// The faults that are one complete message.
Reply message_of(const Fault& fault, const Request& request, const Reply& truth, Instant date) {
  switch (fault.kind) {
    case FaultKind::cf403:
      return with_header(
          with_header(html_reply(403, cloudflare_challenge()), "cf-mitigated", "challenge"),
          "Server", "cloudflare");
    case FaultKind::cf200:
      return with_header(html_reply(200, cloudflare_challenge()), "Server", "cloudflare");
    case FaultKind::captcha: return html_reply(200, captcha_page(fault.recaptcha));
    case FaultKind::aws202:
      return with_header(html_reply(202, ""), "x-amzn-waf-action", "challenge");
    case FaultKind::r999:
      return html_reply(999, page("", "<script>window.location.href = '/authwall';</script>"));
    case FaultKind::r401:
      return with_header(html_error(401, "Authorization Required"), "WWW-Authenticate", "Bearer");
    case FaultKind::r403: return html_error(403, "Forbidden");
    case FaultKind::r451: return html_error(451, "Unavailable For Legal Reasons");
    case FaultKind::r429: return too_many(fault, date);
    case FaultKind::r500: return html_error(500, "Internal Server Error");
    case FaultKind::r502: return html_error(502, "Bad Gateway");
    case FaultKind::r503: return html_error(503, "Service Temporarily Unavailable");
    case FaultKind::ddosguard403:
      return with_header(html_reply(403, page("DDoS-Guard", "<h1>Checking your browser</h1>")),
                         "Server", "ddos-guard");
    case FaultKind::login_redirect: return login_redirect(request);
    case FaultKind::home_redirect: return home_redirect(request, truth);
    case FaultKind::empty200: return {200, truth.type, "", {}};
    case FaultKind::soft404: return html_reply(200, not_found_page());
    case FaultKind::home200: return html_reply(200, home_page("the site"));
    case FaultKind::gzip_bomb:
      return with_header({truth.status, truth.type, gzip_bomb(truth.body), truth.headers},
                         "Content-Encoding", "gzip");
    case FaultKind::deep_json:
      return json_reply(200, std::string(deep_brackets, '['), "application/json");
    case FaultKind::wrong_type: return {truth.status, "image/png", truth.body, truth.headers};
    case FaultKind::bad_utf8: return with_bad_utf8(truth);
    case FaultKind::bad_json: return with_bad_json(truth);
    case FaultKind::redirect_loop: return redirect_to(302, request.target);
    case FaultKind::redirect_private: return redirect_to(302, "http://169.254.169.254/");
    default: return truth;  // escapes and lying_all have bent the truth itself
  }
}

Delivery cut_off(const Request& request, const Reply& truth, Instant date) {
  std::string bytes = bytes_of(request, truth, date);
  if (truth.body.empty() || request.method == "HEAD") {
    bytes.resize(bytes.size() / 2);
  } else {
    bytes.resize(bytes.size() - (truth.body.size() + 1) / 2);
  }
  return {Manner::cut_off, std::move(bytes), "", truth.status};
}

std::string chunk(std::string_view bytes) {
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + std::string(bytes) + "\r\n";
}

Delivery endless_body(const Reply& truth, Instant date) {
  std::string bytes = head_of(truth, date) + "Transfer-Encoding: chunked\r\n\r\n";
  if (!truth.body.empty()) bytes += chunk(truth.body);
  return {Manner::endless_body, std::move(bytes), chunk(std::string(16 * 1024, ' ')), truth.status};
}

}  // namespace

Mood mood_of(FaultKind kind) {
  if (kind == FaultKind::escapes) return Mood::escapes;
  if (kind == FaultKind::lying_all) return Mood::lying;
  return Mood::honest;
}

Delivery broken(const Fault& fault, const Request& request, const Reply& truth, Instant date) {
  switch (fault.kind) {
    case FaultKind::reset: return {Manner::reset, "", "", std::nullopt};
    case FaultKind::stall: return {Manner::silence, "", "", std::nullopt};
    case FaultKind::half_closed: return cut_off(request, truth, date);
    case FaultKind::endless: return endless_body(truth, date);
    case FaultKind::endless_headers:
      return {Manner::endless_headers, head_of(truth, date),
              "X-Filler: " + std::string(1000, 'x') + "\r\n", truth.status};
    case FaultKind::slow: {
      Delivery delivery = whole(request, truth, date);
      delivery.manner = Manner::one_byte_a_second;
      return delivery;
    }
    default: return whole(request, message_of(fault, request, truth, date), date);
  }
}

Delivery whole(const Request& request, const Reply& reply, Instant date) {
  return {Manner::whole, bytes_of(request, reply, date), "", reply.status};
}

}  // namespace simulator
