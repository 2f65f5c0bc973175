// A definition in words: what it can prove, what it needs, whom it talks to.
#pragma once

#include <string>
#include <vector>

#include "platforms/definition.hpp"

namespace commands {

std::string proves(const platforms::Definition& definition);  // "both sides", "claimed only", ...
std::string needs(
    const platforms::Definition& definition);  // credentials and servers, or "nothing"

// "claimed", "ask exists", "unknown (blocked)".
std::string verdict(const platforms::Definition& definition, const platforms::Then& then);

// Host names that its requests go to; "{server}" where the user names one, "*.example" where the
// handle is part of the name.
std::vector<std::string> hosts(const platforms::Definition& definition);

}  // namespace commands
