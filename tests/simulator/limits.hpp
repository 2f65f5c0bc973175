// Rate limits: a sliding window over scenario time, and how each kind of platform tells of it. What
// a platform documents is sent and nothing more: Bluesky an epoch and a policy, Mastodon an ISO
// time, GitHub 403 with x-ratelimit-remaining: 0 (200 with an error on GraphQL), GitLab both an
// epoch and Retry-After, MediaWiki and RDAP Retry-After alone, X and Twitch an epoch, YouTube 403
// and a reason, Forgejo and npm nothing at all.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "simulator/message.hpp"
#include "simulator/scenario.hpp"

namespace simulator {

struct Quota {
  bool admitted = true;
  std::size_t limit = 0;
  std::size_t remaining = 0;
  Seconds period = 0;
  Seconds wait = 0;  // until a place is free again; while there are some left, until all are
};

class Window {
 public:
  // Counts this request if there is room; a refused one is not counted.
  Quota admit(const Rate& rate, Seconds now);

 private:
  std::deque<Seconds> taken_;
};

// What the facts give as the limit of this kind of platform: section 3 of platforms.md, and for X,
// Twitch and YouTube `rate` in section 4. Nothing where none is published or it is each server's.
std::optional<Rate> documented_rate(Kind kind);
// Whether the limit is about such a request at all. X's is of the API and not of its sign-up check,
// Twitch's of Helix and not of its token endpoint, YouTube's units are the API's and not the
// pages'.
bool is_metered(Kind kind, const Request& request);

// The headers that every answer of this platform carries.
void announce(Kind kind, const Quota& quota, Instant date, const Request& request, Reply& reply);
// The answer to a request over the limit, headers included.
Reply refusal(Kind kind, const Quota& quota, Instant date, const Request& request);

}  // namespace simulator
