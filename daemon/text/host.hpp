// Host names as they go over the wire (UTS 46, which is what browsers do): lower case, and letters
// beyond ASCII as xn-- labels. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace text {

// Nothing where it can be no host name: it or a label is too long, or not allowed in one.
std::optional<std::string> host_on_wire(std::string_view host);

// Where the host of a URL begins, with its user if there is one: behind "https://", or behind the
// "//" of a reference to another host. Nothing in a URL of this host: what stands in its path or
// query, "/login?next=https://b.example/", is no host of its own.
std::optional<std::size_t> authority_at(std::string_view url);

// A URL with its scheme and host so; what cannot be one, and the rest, stays as it is.
std::string url_on_wire(std::string_view url);

}  // namespace text
