// libcurl's many codes in the contract's few words.
#pragma once

#include <curl/curl.h>

#include "model/words.hpp"

namespace net {

// `code` is not CURLE_OK. What has no word of its own is `network`.
model::Reason reason_of(CURLcode code);

}  // namespace net
