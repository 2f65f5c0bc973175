// What a scenario file says, as plain values: platforms, who holds which account when, and which
// faults happen when. This is the simulator's only source of truth about names; how a real service
// words that truth is in kinds/. Times are seconds of scenario time since the start. Read once by
// scenario_reader, never changed afterwards.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace simulator {

using Seconds = double;
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

enum class Kind {
  bluesky,
  mastodon,
  mediawiki,
  github,
  gitlab,
  forgejo,
  npm,
  rdap,
  site,
  x,
  twitch,
  youtube
};

// How a platform of kind `site` tells a profile from a missing one.
enum class Shape { status, message, redirect, json, always200, batch };

enum class FaultKind {
  cf403,
  cf200,
  captcha,
  aws202,
  r999,
  r401,
  r403,
  r451,
  r429,
  r500,
  r502,
  r503,
  ddosguard403,
  login_redirect,
  home_redirect,
  empty200,
  soft404,
  home200,
  reset,
  half_closed,
  slow,
  stall,
  endless,
  endless_headers,
  gzip_bomb,
  deep_json,
  wrong_type,
  bad_utf8,
  bad_json,
  redirect_loop,
  redirect_private,
  escapes,
  lying_all
};

struct Change {
  Seconds at = 0;
  std::optional<std::string> handle;
  std::optional<std::string> id;
  std::optional<std::string> display_name;
  std::optional<std::string> bio;
  std::optional<bool> suspended;
  std::optional<bool> deactivated;
};

struct Account {
  std::string handle;
  std::string id;
  std::string display_name;
  std::string bio;
  Instant created;
  bool suspended = false;
  bool deactivated = false;
  bool group = false;   // GitLab group, GitHub organization
  bool hidden = false;  // "private": GitLab group seen only by `exists`, Forgejo's hidden profile
  bool parody = false;  // X: labelled so by its holder
  Seconds from = 0;
  std::optional<Seconds> until;
  std::vector<Change> changes;  // ascending in time
};

struct Fault {
  FaultKind kind = FaultKind::r500;
  Seconds from = 0;
  std::optional<Seconds> until;
  std::optional<std::vector<std::string>> names;  // absent: every request
  unsigned every = 1;
  std::optional<unsigned> retry_after;  // r429
  bool retry_after_date = false;        // r429: an HTTP date instead
  bool recaptcha = false;               // captcha: Google's markup instead of hCaptcha's
};

struct Rate {
  std::size_t limit = 0;
  Seconds period = 0;
};

struct Platform {
  std::string name;
  std::vector<std::string> hosts;  // lower case, without port
  Kind kind = Kind::site;
  bool is_default = false;
  std::chrono::milliseconds latency{0};  // of real time
  std::optional<Rate> rate;
  std::vector<Account> accounts;
  std::vector<std::string> reserved;
  std::vector<Fault> faults;
  // The bearer token (x), client secret (twitch) or key (youtube) that is right; absent: any is.
  std::optional<std::string> credential;
  std::optional<std::string> client_id;  // twitch; absent: any is right
  Seconds token_life = 5'000'000;        // twitch: told as expires_in; about two months (memory)
  unsigned token_calls = 0;              // twitch: a token ends after so many, untold; 0: never
  bool consent = false;                  // youtube: every page leads to the consent wall
  bool closed_api = false;               // mastodon
  Seconds lag = 0;              // mediawiki: replication lag shown to a request with `maxlag`
  Shape shape = Shape::status;  // site
  std::size_t page_bytes = 0;   // site: pages are padded to at least this
};

struct Scenario {
  Instant start;
  double speed = 1;
  std::vector<Platform> platforms;
};

}  // namespace simulator
