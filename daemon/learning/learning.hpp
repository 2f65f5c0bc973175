// From answers about names that are claimed, and about names that nobody has, to a definition; or
// to the reason, in words, why the two cannot be told apart. No sockets and no clock:
// commands/platform_learn.cpp asks the questions.
//
// Believed is only what every answer of one side shows and no answer of the other; and only after
// the reader itself, with the definition as its file would hold it, has read every answer so.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "learning/definition.hpp"
#include "learning/evidence.hpp"
#include "platforms/read.hpp"

namespace learning {

// One question and its reply.
struct Sample {
  Side side;
  std::string name;  // as it was asked
  net::Reply reply;
};

struct Learned {
  platforms::Definition definition;
  std::string claimed_by;            // what shows an account
  std::string missing_by;            // what shows that there is none; empty: nothing does
  std::vector<std::string> remarks;  // what could not be proven, in sentences
};

// `respelt`: a claimed name asked for in other letter case; nothing when none has letters. The
// lesson's `fold_case` is found out.
tl::expected<Learned, std::string> learn(Lesson lesson, std::span<const Sample> samples,
                                         const std::optional<Sample>& respelt);

// What a definition makes of a reply to a question for the name.
platforms::Reading reading_of(const platforms::Definition& definition, const std::string& name,
                              const net::Reply& reply);

// The name in other letter case, or nothing when that changes nothing.
std::optional<std::string> respelling(const std::string& name);

}  // namespace learning
