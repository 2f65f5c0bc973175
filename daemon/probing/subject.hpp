// What a probe asks about, and in which requests. Plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/observation.hpp"
#include "platforms/read.hpp"
#include "platforms/shapes.hpp"
#include "probing/pages_seen.hpp"

namespace probing {

// What the transfer itself adds to an observation.
struct AnswerMeta {
  model::Instant at{};
  std::optional<int> http_status;
  std::optional<int> elapsed_ms;
};

enum class Role {
  target,
  claimed_control,
  free_control,
  shape_control,  // a name of the shape of some target, which surely nobody has
  account,        // one that is surely there, of the shape of some target
  ask_control,    // a claimed control, asked by a later ask of the chain directly
  near_control,   // a claimed control's name but for its last letters
  page_control,   // asked beside targets that show one page
};

struct Subject {
  Role role = Role::target;
  std::string handle;
  std::size_t starts_at = 0;  // the ask to begin with
  std::size_t slot = 0;       // of a control: its place in its round
  model::Target target;       // of a target
  platforms::Shape shape;     // of a target or a shape control

  bool decided = false;
  bool is_final = false;  // of a target: what was seen of it is told
  std::size_t ask = 0;    // that decided, or the one that has to: see reading
  platforms::Reading reading;
  AnswerMeta meta;
  int returns = 0;           // how often it was put back with its bracket
  std::size_t reserved = 0;  // requests that it may still take within its bracket
  // Of a shape control: the one target that it speaks for; none: all of its shape.
  std::optional<std::size_t> speaks_for;
  // Of a page control: the page that it is asked for, and who it is.
  std::optional<PageKey> page = {};
  enum class Beside { target, account, nobody } beside = Beside::target;
  bool is_doubted = false;  // of a target in a sweep: that is a second look at it, too
  // Of a target: a batch that showed who is there did not show it.
  bool was_passed_over = false;
  // A second look at it: what the first one saw.
  std::optional<model::Observation> first_look;
};

// Of a name that surely nobody has: whether this was said, or left to another road that says it. A
// definition that can only find has merely not to find it.
bool is_rightly_free(const platforms::Definition& definition, const platforms::Reading& reading);

// A request to make.
struct Job {
  std::size_t ask = 0;                // index in the definition
  std::vector<std::size_t> subjects;  // never empty
  int attempts = 0;                   // made before this one
  bool renewed = false;               // asked again, with a new token
  bool is_fresh = false;              // asked again, on a new connection: the old one had ended
  bool closes = false;                // what was asked before rests on it: it is asked in any case
};

}  // namespace probing
