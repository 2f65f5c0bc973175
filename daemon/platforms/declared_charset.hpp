// In which charset an answer says that it is written: by a byte order mark, its Content-Type, or,
// of a page, what stands in its first 1024 bytes; in this order, as browsers go (WHATWG, 'Encoding'
// and 'Determining the character encoding'). Pure.
#pragma once

#include <string>

#include "net/message.hpp"

namespace platforms {

// As it is written there; empty: it does not say.
std::string declared_charset(const net::Reply& reply);

}  // namespace platforms
