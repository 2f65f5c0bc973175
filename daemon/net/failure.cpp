#include "net/failure.hpp"

#include <fmt/format.h>

namespace net {
namespace {

std::string answer_of_proxy(long code) {
  switch (code) {
    case 407: return "our proxy wants a user and a password, or others than it was given (407)";
    case 403: return "our proxy does not let us there (403)";
    case 511: return "our proxy wants somebody to log in first (511)";
    default: return fmt::format("our proxy answered {} in place of leading us there", code);
  }
}

}  // namespace

model::Reason reason_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return model::Reason::dns;

    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT: return model::Reason::tls;

    case CURLE_OPERATION_TIMEDOUT: return model::Reason::timeout;

    case CURLE_FILESIZE_EXCEEDED: return model::Reason::too_large;

    case CURLE_TOO_MANY_REDIRECTS: return model::Reason::redirect;

    case CURLE_ABORTED_BY_CALLBACK: return model::Reason::interrupted;

    default: return model::Reason::network;
  }
}

std::optional<model::Reason> fault_of_answer(CURLcode code, std::string_view text) {
  constexpr int too_large_since_8_6 = 100;  // CURLE_TOO_LARGE; until then it was out of memory
  if (static_cast<int>(code) == too_large_since_8_6) return model::Reason::too_large;
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:  // no status line, or one of no HTTP that is known
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING: return model::Reason::no_rule;

    case CURLE_RECV_ERROR:
      // A bad chunk shares the code of a reset connection. Only what is said of it names chunks,
      // and nothing of the other side's stands in it.
      if (text.find("chunk") != std::string_view::npos) return model::Reason::no_rule;
      return std::nullopt;

    case CURLE_OUT_OF_MEMORY: return model::Reason::too_large;

    default: return std::nullopt;
  }
}

bool asks_for_calm(std::string_view text) {
  return text.find("ENHANCE_YOUR_CALM") != std::string_view::npos ||
         text.find("GOAWAY, error=11,") != std::string_view::npos;
}

bool ended_early(CURLcode code, std::string_view text) {
  const bool of_http2 = code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM ||
                        text.find("HTTP/2 stream") != std::string_view::npos;
  return of_http2 && !asks_for_calm(text);
}

std::optional<std::string> proxy_fault(const ProxyJourney& journey) {
  const auto& [code, text, socks, sent, connect_code] = journey;
  constexpr long answered = 200;
  constexpr long not_good = 300;
  if (sent || (connect_code >= answered && connect_code < not_good)) return std::nullopt;
  if (connect_code >= not_good) return answer_of_proxy(connect_code);
  // SOCKS is no answer to look at: after it TLS is the other side's, where it was reached.
  if (socks && reason_of(code) == model::Reason::tls) return std::nullopt;
  return fmt::format("our proxy: {}", text);
}

std::optional<std::string> fault_in_answer(int status, bool secure, bool through_proxy) {
  if (secure) return std::nullopt;
  if (status == 407 && through_proxy) return answer_of_proxy(status);
  if (status != 511) return std::nullopt;
  if (through_proxy) return answer_of_proxy(status);
  return "the net we are in wants somebody to log in first (511)";
}

}  // namespace net
