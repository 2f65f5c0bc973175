// What goes wrong: each fault turns one request's true reply into what a wall, a broken server or a
// liar sends instead. Everything that a client can see as a complete HTTP message is made here as
// bytes; the manners that need a socket (silence, a reset, no end) are carried out by
// connection.cpp.
#pragma once

#include <optional>
#include <string>

#include "simulator/message.hpp"
#include "simulator/scenario.hpp"
#include "simulator/view.hpp"

namespace simulator {

enum class Manner {
  whole,
  one_byte_a_second,
  silence,         // read the request, never answer
  reset,           // RST instead of an answer
  cut_off,         // `bytes`, then FIN
  endless_body,    // `bytes`, then chunks of `filler`
  endless_headers  // `bytes`, then lines of `filler`
};

struct Delivery {
  Manner manner = Manner::whole;
  std::string bytes;
  std::string filler;
  std::optional<int> status;  // as shown to the client; none where it never sees one
};

// The mood in which the truth must be told for this fault.
Mood mood_of(FaultKind kind);

// `truth` was told in that mood.
Delivery broken(const Fault& fault, const Request& request, const Reply& truth, Instant date);

Delivery whole(const Request& request, const Reply& reply, Instant date);

}  // namespace simulator
