// A body as it was packed for the way (RFC 9110, section 8.4), by zlib. libcurl undoes that, too,
// but takes what ends in the middle for the whole. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace net {

// What is asked for: each of these is undone here.
constexpr const char* accepted_codings = "gzip, deflate";

struct Unpacked {
  std::string body;
  std::string odd;         // why nobody can read it, in words: the body ends before; empty: whole
  bool too_large = false;  // more than `most` bytes: the body is the first of them
};

// `codings`: of Content-Encoding. Several members and what stands behind them are read as gzip does
// it; a name that packs nothing (identity, or a charset by mistake) leaves the body as it is; any
// other was not asked for and is odd.
Unpacked unpack(std::string body, std::string_view codings, std::size_t most);

}  // namespace net
