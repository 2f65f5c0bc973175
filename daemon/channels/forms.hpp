// Forms of settings that more than one kind of channel needs.
#pragma once

#include <string_view>

#include "net/url.hpp"
#include "reading/form.hpp"

namespace channels {

// https, or http to loopback. Shown to nobody: it may be a secret.
reading::Form https_url();

bool is_loopback(const net::Url& url);

// A URL without blanks and invisible characters.
bool is_clean(std::string_view text);

}  // namespace channels
