// How a platform behaves that does not simply tell the truth: what it answers instead, or what it
// says of a handle.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "behaviours/kinds.hpp"
#include "model/instant.hpp"

namespace behaviours {

struct Asking {
  model::Instant at{};
  std::size_t nth = 0;  // of the requests that this platform ever had, from 0
  const Question& question;
  Kind kind;
  std::mt19937_64& random;
  const Holder& truly;
};

struct Behaviour {
  std::string name;
  // Instead of an answer; none: it answers.
  std::function<std::optional<net::Reply>(const Asking&)> wall = {};
  // What it says of a handle that truly is of `account`.
  std::function<Account(const Asking&, const std::string& handle, Account account)> says = {};
};

// Each with a state of its own: made for one platform.
struct Row {
  std::string name;
  std::function<Behaviour(std::uint64_t seed)> make;
  // The answer to a question is that to another one: where a batch tells the missing by leaving
  // them out, and both batches hold the same claimed controls, nothing in it shows that.
  bool is_of_another = false;
};

// What a platform does for some hours to whoever asks, controls or not.
const std::vector<Row>& misbehaviours();

// What a platform does for a year. `seen`: a client can see it, so that it tells no more than a
// few false alarms a year and platform (0 where the row is honest, or a wall).
struct YearRow : Row {
  enum class Allowed { none, few, unseen } allowed;
};
const std::vector<YearRow>& years();

// Whether a handle is in a share of all that differs from seed to seed.
bool is_in_share(const std::string& handle, double share, std::uint64_t seed);

}  // namespace behaviours
