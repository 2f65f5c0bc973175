#include "net/address_guard.hpp"

#include <doctest/doctest.h>

using boost::asio::ip::make_address;

TEST_CASE("only globally reachable addresses may be probed") {
  struct Row {
    const char* address;
    bool reachable;
  };
  const Row rows[] = {
      {"1.1.1.1", true},
      {"8.8.8.8", true},
      {"0.0.0.0", false},
      {"0.255.255.255", false},
      {"1.0.0.0", true},
      {"9.255.255.255", true},
      {"192.0.1.255", true},
      {"192.0.3.0", true},
      {"2001:2f:ffff::1", true},
      {"64:ff9b::192.0.0.8", false},
      {"64:ff9b::192.0.0.9", true},
      {"10.0.0.0", false},
      {"10.255.255.255", false},
      {"11.0.0.0", true},
      {"100.63.255.255", true},
      {"100.64.0.0", false},
      {"100.127.255.255", false},
      {"100.128.0.0", true},
      {"127.0.0.1", false},
      {"127.255.255.254", false},
      {"169.254.169.254", false},
      {"169.255.0.0", true},
      {"172.15.255.255", true},
      {"172.16.0.1", false},
      {"172.31.255.255", false},
      {"172.32.0.0", true},
      {"192.0.0.1", false},
      {"192.0.0.8", false},
      {"192.0.0.9", true},
      {"192.0.0.10", true},
      {"192.0.0.170", false},
      {"192.0.1.0", true},
      {"192.0.2.1", false},
      {"192.31.196.1", true},
      {"192.52.193.1", true},
      {"192.88.99.1", false},
      {"192.168.1.1", false},
      {"192.169.0.0", true},
      {"192.175.48.1", true},
      {"198.17.255.255", true},
      {"198.18.0.1", false},
      {"198.19.255.255", false},
      {"198.20.0.0", true},
      {"198.51.100.7", false},
      {"203.0.113.7", false},
      {"223.255.255.255", true},
      {"224.0.0.1", false},
      {"239.255.255.255", false},
      {"240.0.0.1", false},
      {"255.255.255.255", false},
      {"2606:4700:4700::1111", true},
      {"2620:4f:8000::1", true},
      {"2a00:1450:4007::1", true},
      {"::", false},
      {"::1", false},
      {"::ffff:8.8.8.8", true},
      {"::ffff:127.0.0.1", false},
      {"::ffff:169.254.169.254", false},
      {"::8.8.8.8", false},
      {"64:ff9b::8.8.8.8", true},
      {"64:ff9b::10.0.0.1", false},
      {"64:ff9b:1::8.8.8.8", false},
      {"100::1", false},
      {"100:0:0:1::1", false},
      {"2001::1", false},
      {"2001:0:4136:e378:8000:63bf:3fff:fdd2", false},
      {"2001:1::1", true},
      {"2001:1::2", true},
      {"2001:1::3", true},
      {"2001:1::4", false},
      {"2001:2::1", false},
      {"2001:3::1", true},
      {"2001:4:112::1", true},
      {"2001:10::1", false},
      {"2001:20::1", true},
      {"2001:30::1", true},
      {"2001:200::1", true},
      {"2001:db8::1", false},
      {"2002:0808:0808::1", true},
      {"2002:7f00:0001::1", false},
      {"2002:c0a8:0101::1", false},
      {"3fff::1", false},
      {"3fff:1000::1", true},
      {"4000::1", false},
      {"5f00::1", false},
      {"fc00::1", false},
      {"fd00::2", false},
      {"fe80::1", false},
      {"fe80::1%1", false},
      {"fec0::1", false},
      {"ff02::1", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.address);
    CHECK(net::is_globally_reachable(make_address(row.address)) == row.reachable);
  }
}

TEST_CASE("an address is recognised in every spelling that would reach it") {
  struct Row {
    const char* host;
    const char* address;  // empty: a name
  };
  const Row rows[] = {
      {"127.0.0.1", "127.0.0.1"},
      {"127.1", "127.0.0.1"},
      {"2130706433", "127.0.0.1"},
      {"0x7f000001", "127.0.0.1"},
      {"0177.0.0.1", "127.0.0.1"},
      {"127.0.0.1.", "127.0.0.1"},
      {"8.8.8.8", "8.8.8.8"},
      {"[::1]", "::1"},
      {"[::ffff:10.0.0.1]", "::ffff:10.0.0.1"},
      {"localhost", "127.0.0.1"},
      {"LOCALHOST", "127.0.0.1"},
      {"localhost.", "127.0.0.1"},
      {"a.b.localhost", "127.0.0.1"},
      {"example.org", ""},
      {"notlocalhost", ""},
      {"127.0.0.1.example.org", ""},
      {"256.0.0.1", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.host);
    const auto literal = net::literal_address(row.host);
    CHECK((literal ? literal->to_string() : "") == row.address);
  }
}
