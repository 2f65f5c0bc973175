// Host names as they go over the wire (UTS 46, which is what browsers do): lower case, and letters
// beyond ASCII as xn-- labels. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace text {

// Nothing where it can be no host name: a label is too long, or not allowed in one.
std::optional<std::string> host_on_wire(std::string_view host);

// A URL with its scheme and host so; what cannot be one, and the rest, stays as it is.
std::string url_on_wire(std::string_view url);

}  // namespace text
