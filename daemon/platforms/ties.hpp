// Whether a claimed answer names the very handle that was asked for, in a field that the platform
// fills from its own records: then no cut, search or page for everybody can stand behind it, and
// the answer needs no control of its shape (contract, 'Truth' 3).
//
// A tie is a JSON value, on the whole answer or on the item, that must equal the handle, or hold it
// whole between two bounds ("^acct:{handle}@"); or the element of a list that is picked by it
// (`/list/username={handle}`). No tie, because these may hold the handle without an account of that
// name behind them:
// - the body: a page repeats what was asked for (its own address, 'no results for ...'), and so
// does
//   an owner's text;
// - the location and headers: made from the address that was asked;
// - a member named after the handle (`/users/{handle}`): lists of answers by question are keyed so;
// - what the ask itself reads as the owner's text: display name, biography, website.
#pragma once

#include "platforms/definition.hpp"

namespace platforms {

// Of a rule of this ask that says claimed; false for any other.
bool ties_to_handle(const Ask& ask, const Rule& rule);

// Whether some rule of the ask does.
bool ties_a_rule(const Ask& ask);

}  // namespace platforms
