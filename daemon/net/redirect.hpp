// What to ask after a redirect. Followed by us and not by libcurl, because every hop must pass the
// same door: the scheme, the address guard behind a proxy, and the number of names resolved at
// once. Pure.
#pragma once

#include "net/message.hpp"

namespace net {

// 301, 302, 303, 307 or 308 with a Location.
bool is_redirect(const Head& head);

// Turns `request` into the one that the redirect asks for, as browsers do: 303, and 301 or 302 on a
// POST, become a GET without body. To another origin only the harmless headers go along: a
// platform's credential stays with the platform. False, and the request as it was, when the place
// is no http or https URL, or when a body would have to go to another origin.
bool follow(Request& request, const Head& head);

}  // namespace net
