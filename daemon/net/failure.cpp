#include "net/failure.hpp"

namespace net {

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

}  // namespace net
