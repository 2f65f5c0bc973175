// What a trait is worth as evidence: structure before text, what a platform's developers write
// before what a stranger can write, and nothing for what may belong to the one account that was
// looked at. The figures only order the traits; 0 is no evidence at all. Pure.
#pragma once

#include "learning/traits.hpp"

namespace learning {

struct Circumstances {
  bool several = false;  // the trait was seen on more than one account
  bool opposed = false;  // the other side has another value in the same place, always
};

int worth_for_claimed(const Trait& trait, Circumstances circumstances);
int worth_for_missing(const Trait& trait, Circumstances circumstances);

// A status alone: 404 says something, 400 may say anything.
constexpr int worth_of_success = 49;  // of an account, where nobody else is answered so
constexpr int worth_of_not_found = 80;
constexpr int worth_of_location = 78;
int worth_of_missing_status(int status);

}  // namespace learning
