// Where a URL leads: the base URL of a server as people write it, and whether what stands between
// "://" and the path can be a host at all. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platforms/stencil.hpp"

namespace platforms {

// A base URL without a slash at the end, its host in lower case: "Mastodon.social" ->
// "https://mastodon.social". Nothing when it is neither a host nor an http(s) URL.
std::optional<std::string> base_url(std::string_view server);

bool has_scheme(std::string_view url);

// Whether a request to this URL has somewhere to go: http or https, a host of which a placeholder
// may be a part, a port. What no resolver takes ("https://exa mple/", "http://{user}.example/"
// with a placeholder of another tool) is an error of whoever wrote it, not an outage.
bool names_a_host(const Stencil& url);

}  // namespace platforms
