#include "net/address_guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include <arpa/inet.h>

namespace net {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

struct Block {
  const char* network;
  unsigned prefix;
  bool reachable;
};

// Of the blocks that hold an address the longest decides; outside all of them it is reachable.
constexpr std::array ipv4_blocks = {
    Block{"0.0.0.0", 8, false},        // RFC 791: this network
    Block{"10.0.0.0", 8, false},       // RFC 1918: private use
    Block{"100.64.0.0", 10, false},    // RFC 6598: shared address space
    Block{"127.0.0.0", 8, false},      // RFC 1122: loopback
    Block{"169.254.0.0", 16, false},   // RFC 3927: link local, and the clouds' metadata
    Block{"172.16.0.0", 12, false},    // RFC 1918
    Block{"192.0.0.0", 24, false},     // RFC 6890: IETF protocol assignments
    Block{"192.0.0.9", 32, true},      // RFC 7723: Port Control Protocol anycast
    Block{"192.0.0.10", 32, true},     // RFC 8155: TURN anycast
    Block{"192.0.2.0", 24, false},     // RFC 5737: documentation
    Block{"192.88.99.0", 24, false},   // RFC 7526: 6to4 relay anycast, deprecated
    Block{"192.168.0.0", 16, false},   // RFC 1918
    Block{"198.18.0.0", 15, false},    // RFC 2544: benchmarking
    Block{"198.51.100.0", 24, false},  // RFC 5737
    Block{"203.0.113.0", 24, false},   // RFC 5737
    Block{"224.0.0.0", 4, false},      // RFC 5771: multicast
    Block{"240.0.0.0", 4, false},      // RFC 1112: reserved; limited broadcast
};

constexpr std::array ipv6_blocks = {
    Block{"::", 0, false},            // RFC 4291: what is not allocated, ::1, :: and the like
    Block{"2000::", 3, true},         // RFC 4291: global unicast
    Block{"2001::", 23, false},       // RFC 2928: IETF protocol assignments, Teredo (RFC 4380)
    Block{"2001:1::1", 128, true},    // RFC 7723: Port Control Protocol anycast
    Block{"2001:1::2", 128, true},    // RFC 8155: TURN anycast
    Block{"2001:1::3", 128, true},    // RFC 9665: service registration anycast
    Block{"2001:3::", 32, true},      // RFC 7450: AMT
    Block{"2001:4:112::", 48, true},  // RFC 7535: AS112
    Block{"2001:20::", 28, true},     // RFC 7343: ORCHIDv2
    Block{"2001:30::", 28, true},     // RFC 9374: drone remote identification
    Block{"2001:db8::", 32, false},   // RFC 3849: documentation
    Block{"3fff::", 20, false},       // RFC 9637: documentation
    // All that follow lie outside 2000::/3 and are refused by the first row; they are written down
    // because they are what an attacker would name.
    Block{"64:ff9b:1::", 48, false},  // RFC 8215: local-use translation
    Block{"100::", 64, false},        // RFC 6666: discard only
    Block{"100:0:0:1::", 64, false},  // RFC 9780: dummy prefix
    Block{"5f00::", 16, false},       // RFC 9602: segment routing
    Block{"fc00::", 7, false},        // RFC 4193: unique local
    Block{"fe80::", 10, false},       // RFC 4291: link local
    Block{"fec0::", 10, false},       // RFC 3879: site local, deprecated
    Block{"ff00::", 8, false},        // RFC 4291: multicast
};

bool same_prefix(std::span<const unsigned char> a, std::span<const unsigned char> b,
                 unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin()))
    return false;
  const unsigned rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

template <class Address>
bool judge(const Address& asked, std::span<const Block> blocks, Address (*parse)(const char*)) {
  const auto bytes = asked.to_bytes();
  const Block* narrowest = nullptr;
  for (const Block& block : blocks) {
    if (narrowest != nullptr && narrowest->prefix > block.prefix) continue;
    const auto network = parse(block.network).to_bytes();
    if (same_prefix(bytes, network, block.prefix)) narrowest = &block;
  }
  return narrowest == nullptr || narrowest->reachable;
}

bool reachable(const address_v4& asked) {
  return judge<address_v4>(asked, ipv4_blocks, &boost::asio::ip::make_address_v4);
}

// The IPv4 address that stands at byte `at`.
address_v4 embedded(const address_v6& asked, std::size_t at) {
  const auto bytes = asked.to_bytes();
  return address_v4({bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]});
}

bool reachable(const address_v6& asked) {
  const auto bytes = asked.to_bytes();
  const auto within = [&bytes](const char* network, unsigned bits) {
    return same_prefix(bytes, boost::asio::ip::make_address_v6(network).to_bytes(), bits);
  };
  if (within("::ffff:0:0", 96)) return reachable(embedded(asked, 12));  // RFC 4291: IPv4-mapped
  if (within("64:ff9b::", 96)) return reachable(embedded(asked, 12));   // RFC 6052: NAT64
  if (within("2002::", 16)) return reachable(embedded(asked, 2));       // RFC 3056: 6to4
  return judge<address_v6>(asked, ipv6_blocks, &boost::asio::ip::make_address_v6);
}

}  // namespace

bool is_globally_reachable(const address& asked) {
  return asked.is_v4() ? reachable(asked.to_v4()) : reachable(asked.to_v6());
}

std::optional<address> literal_address(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address_v6(host.substr(1, host.size() - 2), error);
    return error ? std::nullopt : std::optional<address>(parsed);
  }
  if (host.ends_with('.')) host.pop_back();
  std::transform(host.begin(), host.end(), host.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (host == "localhost" || host.ends_with(".localhost")) return address_v4::loopback();
  in_addr parsed{};
  if (inet_aton(host.c_str(), &parsed) == 0) return std::nullopt;
  return address_v4(ntohl(parsed.s_addr));
}

}  // namespace net
