// The credentials of platforms, where the machine keeps them.
#pragma once

#include "probing/authorization.hpp"

namespace probing {

// A secret by name: systemd's credentials, else its environment variable. A key picks a member of a
// secret that is a JSON object.
Credentials system_credentials();

}  // namespace probing
