// Why answers teach nothing: walls, answers nobody could read, answers that contradict each other.
// Pure.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "learning/evidence.hpp"

namespace learning {

// Why this reply to a question for `url` is no answer, or nothing.
std::optional<std::string> obstacle_in(const std::string& url, const net::Reply& reply);

// Asked again and again the platform said one thing of one name and another thing of it later, and
// not only in how its page looks; or it says of some free names what it says of accounts.
std::optional<std::string> contradiction_in(std::span<const Studied> claimed,
                                            std::span<const Studied> missing);

}  // namespace learning
