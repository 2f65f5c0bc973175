// A platform as its definition describes it: how a handle is spelt, how to ask who holds one, and
// how to read the answer. Plain values, made by the loader (loader.hpp) or by an importer, and only
// read afterwards. The language is documented in patterns/platforms/README.md.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/words.hpp"
#include "platforms/json_path.hpp"
#include "platforms/pattern.hpp"
#include "platforms/stencil.hpp"
#include "reading/json.hpp"
#include "text/time.hpp"

namespace platforms {

enum class FoldRule { letter_case, dots, first_upper, underscore_space, hyphen_underscore, runs };

// How a handle is spelt.
struct Grammar {
  Pattern pattern = Pattern::literal("");  // must match the whole canonical spelling
  std::optional<Pattern> forbidden;        // must not be found in it
  std::vector<FoldRule> folds;
  std::string suffix;  // added unless there is a dot
  std::string recycle = "unknown";
  // What new accounts may be called; none: whatever is admitted. An older account may bear a name
  // outside of it.
  std::optional<Pattern> signup;
  // Names that the platform gives to nobody, folded; and the file they are from, if they are.
  std::shared_ptr<const std::set<std::string, std::less<>>> reserved;
  std::string reserved_file;

  std::string folded(std::string_view name) const;
  bool admits(std::string_view canonical) const;
  // Whether a new account may be called so: a handle that nobody has is free only then.
  bool gives(std::string_view canonical) const;
  // By `recycle`: how long a handle whose account is gone is kept back, max(): for ever; none: not
  // at all, or nobody knows.
  std::optional<model::Milliseconds> held_back() const;
};

// A condition on one value of a JSON answer.
struct Test {
  enum class Kind { equals, exists, matches };
  Kind kind = Kind::exists;
  bool exists = true;
  std::vector<reading::Json> values;             // equals: any of
  std::vector<std::optional<Stencil>> stencils;  // beside values: those with a placeholder
  std::optional<SearchText> pattern;
};

struct JsonTest {
  JsonPath path;
  Test test;
};

struct StatusRange {
  int least = 0;
  int most = 0;
};

struct Then {
  std::optional<model::Status> status;  // firm or invalid
  std::optional<model::Reason> reason;  // unknown
  std::optional<std::size_t> ask;       // index of the next ask
};

struct Rule {
  std::vector<StatusRange> status;  // any of; empty: any
  std::vector<std::pair<std::string, SearchText>> headers;
  std::optional<SearchText> location;
  std::vector<SearchText> body;  // all must be found (the language gives at most one)
  std::vector<JsonTest> json;    // on the whole answer
  std::vector<JsonTest> item;    // on this handle's part
  bool item_absent = false;
  Then then;

  bool admits_status(int code) const;
  bool looks_at_item() const { return item_absent || !item.empty(); }
  bool looks_at_json() const { return looks_at_item() || !json.empty(); }
};

// Where a profile key is found: a pointer into the item; a pattern over the body; or, of a page,
// the name of a <meta>, or a pointer into its JSON-LD or into the JSON of its scripts.
struct ProfileSource {
  enum class In { item, body, meta, linked_data, scripts };
  In in = In::item;
  std::optional<JsonPath> path;    // of item, linked_data, scripts
  std::optional<Pattern> pattern;  // of body
  std::string meta;
};

// As a definition writes it.
std::string written(const ProfileSource& source);

struct ProfileKey {
  std::string key;
  std::vector<ProfileSource> sources;  // first that gives something
  bool follows_name = false;  // account_id: made from the handle, so the next owner has it too
};

// How the body of a request is encoded: placeholders follow from it.
enum class BodyKind { none, form, json_value, json_text };

// OAuth 2 client credentials: where an access token is got from `id` and `secret`.
struct TokenRule {
  Stencil url;
  bool basic = false;  // id and secret by HTTP Basic; otherwise in the form
};

struct Ask {
  std::string name;
  std::string method = "GET";
  Stencil url;
  BodyKind body_kind = BodyKind::none;
  Stencil body;                              // form, json_text
  std::shared_ptr<reading::Json> body_json;  // json_value: strings in it hold placeholders
  std::vector<std::pair<std::string, Stencil>> headers;
  int redirects = 0;
  std::string credential;  // name; empty: none
  std::optional<TokenRule> token;
  std::size_t max = 1;  // handles a request
  Stencil each;
  std::string join = ",";
  std::vector<JsonPath> item;
  std::vector<Rule> rules;
  std::vector<ProfileKey> profile;
  text::Rates rates;  // all hold; none: the platform's
  std::string cost;
  // Asked further about handles that are about to be told free: whether they can be registered.
  bool refines = false;

  bool can_say(model::Status status) const;
  // Whether its answers show whose the account is; null: they do not.
  const ProfileKey* account_id() const;
};

struct Control {
  std::string name;
  std::string server;  // base URL; empty: the one service, or the default server
};

struct Controls {
  std::vector<Control> claimed;
  std::string anywhere;
};

struct ServerRule {
  std::string default_url;  // empty: must be given
  Stencil discover;         // empty: the base URL is what was given
  JsonPath discover_at;
};

// A page for people, and what has to be at hand there; server-wide placeholders stand in it.
struct Link {
  std::string what;  // signup, report (of an impersonation), parody, trademark, terms
  std::string url;
  std::vector<std::string> asks;  // of model::link_needs
};

struct Definition {
  std::string id;
  std::string name;
  std::string file;
  std::optional<ServerRule> server;
  Grammar grammar;
  Stencil profile_url;
  std::vector<Ask> asks;
  std::vector<std::size_t> entries;    // asks that no rule names and that refine nothing, in order
  text::Rates rates = {text::Rate{}};  // all hold; never empty
  bool spacing = false;
  int concurrency = 1;
  Controls controls;
  std::vector<Link> links;
  std::string evidence;
  std::string verified;
  std::string source;
  bool foreign = false;   // from another tool's list
  bool disabled = false;  // loads and stays off

  // By an ask that does not refine what another one said.
  bool can_say(model::Status status) const;
  // The one that refines what is available, if any: its index.
  std::optional<std::size_t> refinement() const;
  // Positive only: a hit proves a holder, a miss proves nothing.
  bool positive_only() const { return !can_say(model::Status::available); }
};

// A handle in a platform's canonical spelling, and whether the platform admits it.
struct Spelling {
  std::string handle;
  bool admitted = false;
};
Spelling canonical(const Definition& definition, std::string_view handle);

// The handle without the platform's suffix.
std::string bare_name(const Definition& definition, std::string_view canonical_handle);

}  // namespace platforms
