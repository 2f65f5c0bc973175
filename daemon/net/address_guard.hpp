// Which addresses a probe may connect to. The URLs we ask come from definitions, from foreign lists
// and from redirects that strangers write: none of them may reach into the machine's own network.
// Judged after name resolution, so that a name that changes its mind cannot slip through. Pure.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/ip/address.hpp>

namespace net {

// False for what the IANA special-purpose registries do not call globally reachable, and for
// multicast, unspecified, deprecated and unallocated space. An address that carries an IPv4 one
// (mapped, NAT64, 6to4) is judged by that; Teredo is refused.
bool is_globally_reachable(const boost::asio::ip::address& address);

// The address that a URL's host is by itself, without asking anybody: every spelling that inet_aton
// takes (127.1, 0x7f000001, 2130706433), IPv6 in brackets, and localhost (RFC 6761).
std::optional<boost::asio::ip::address> literal_address(std::string host);

}  // namespace net
