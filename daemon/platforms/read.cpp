#include "platforms/read.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "model/profile_field.hpp"
#include "platforms/answer.hpp"
#include "platforms/answer_page.hpp"
#include "platforms/redirects.hpp"
#include "platforms/ties.hpp"
#include "platforms/walls.hpp"
#include "text/case.hpp"

namespace platforms {
namespace {

using reading::Json;

// Statuses that speak of whoever asks: only a rule that names one may decide by it.
bool is_about_us(int status) {
  return status == 401 || status == 407 || status == 429 || status == 451 || status >= 500;
}

// Patterns that are the same for every handle of a request are searched for once: in a batch of a
// thousand, where each search may go through all of a hostile answer.
class Searches {
 public:
  bool found(const SearchText& pattern, std::string_view text, const Values& values) const {
    if (!pattern.fixed) return pattern.found_in(text, values);
    const auto [known, is_new] = known_.try_emplace({&pattern, text.data()});
    if (is_new) known->second = pattern.found_in(text, values);
    return known->second;
  }

 private:
  mutable std::map<std::pair<const SearchText*, const char*>, bool> known_;
};

// What all handles of a request look at together.
struct Shared {
  const Answer& answer;
  bool is_beginning;       // it is longer than is read
  std::string_view asked;  // the URL, where redirects are followed
  JsonWalker walker;
  Searches searches;
};

// One handle's view of an answer: its item and the values of its placeholders.
class View {
 public:
  View(const Definition& definition, const Ask& ask, const RequestContext& road,
       const std::string& handle, std::size_t n, const Shared& shared)
      : ask_(ask),
        answer_(shared.answer),
        is_beginning_(shared.is_beginning),
        asked_(shared.asked),
        walker_(shared.walker),
        searches_(shared.searches),
        values_(values_for(definition, road, handle, n)) {}

  bool fits(const Rule& rule) const {
    if (!rule.admits_status(answer_.status())) return false;
    if (rule.then.status && rule.status.empty() && is_about_us(answer_.status())) return false;
    if (!rule.location && is_login_redirect(answer_)) return false;
    for (const auto& [name, pattern] : rule.headers) {
      if (!pattern.found_in(net::header(answer_.reply().head.headers, name), values_)) return false;
    }
    if (rule.location && !leads_to(*rule.location)) return false;
    const bool bodies = std::all_of(rule.body.begin(), rule.body.end(), [&](const auto& pattern) {
      return searches_.found(pattern, answer_.body(), values_);
    });
    return bodies && (!rule.looks_at_json() || fits_json(rule));
  }

  model::Profile profile() const {
    model::Profile profile;
    for (const ProfileKey& key : ask_.profile) {
      auto value = first_value(key);
      if (value) model::set(profile, key.key, std::move(*value));
    }
    const ProfileKey* id = ask_.account_id();
    profile.id_follows_name = profile.account_id && id->follows_name;
    return profile;
  }

 private:
  // The redirect that is the answer, or those that were followed. One to the very page that was
  // asked is a loop or a change of scheme, and says nothing.
  bool leads_to(const SearchText& pattern) const {
    const net::Reply& reply = answer_.reply();
    const bool is_answer = !reply.head.location.empty();
    const std::string& location = is_answer ? reply.head.location : reply.effective_url;
    const std::string_view from = is_answer ? std::string_view(reply.effective_url) : asked_;
    if (location.empty() || (!is_answer && from.empty())) return false;
    if (page_of(location) == page_of(from)) return false;
    if (pattern.found_in(location, values_)) return true;
    // The handle stands in the pattern as it is spelt, in a Location perhaps escaped.
    return !pattern.fixed && pattern.found_in(percent_decoded(location), values_);
  }

  // Null: it is none. Parsed when a rule asks for it: most pages are none.
  const Json* data() const { return is_beginning_ ? answer_.beginning() : answer_.json(); }

  const Json* item() const {
    const Json* whole = data();
    if (whole == nullptr || ask_.item.empty()) return whole;
    for (const JsonPath& path : ask_.item) {
      const Json* found = walker_.walk(*whole, path, values_);
      if (found != nullptr) return found;
    }
    return nullptr;
  }

  bool fits_json(const Rule& rule) const {
    const Json* whole = data();
    if (whole == nullptr) return false;
    const auto holds_in = [&](const Json& from) {
      return [&](const JsonTest& test) {
        return holds(test.test, walker_.walk(from, test.path, values_));
      };
    };
    if (!std::all_of(rule.json.begin(), rule.json.end(), holds_in(*whole))) return false;
    const Json* part = item();
    if (rule.item_absent) return part == nullptr;
    if (rule.item.empty()) return true;
    return part != nullptr && std::all_of(rule.item.begin(), rule.item.end(), holds_in(*part));
  }

  bool holds(const Test& test, const Json* value) const {
    if (test.kind == Test::Kind::exists) {
      return (value != nullptr && !value->is(Json::Kind::null)) == test.exists;
    }
    if (value == nullptr) return false;
    if (test.kind == Test::Kind::matches) {
      return value->is(Json::Kind::string) && searches_.found(*test.pattern, value->text, values_);
    }
    for (std::size_t i = 0; i < test.values.size(); ++i) {
      if (equals(test.values[i], test.stencils[i], *value)) return true;
    }
    return false;
  }

  bool equals(const Json& wanted, const std::optional<Stencil>& stencil, const Json& value) const {
    if (!stencil) return wanted == value;
    if (!value.is(Json::Kind::string)) return false;
    return walker_.fold()(value.text) == walker_.fold()(fill(*stencil, values_, Encoding::none));
  }

  std::optional<std::string> first_value(const ProfileKey& key) const {
    const bool is_id = key.key == "account_id";
    for (const ProfileSource& source : key.sources) {
      auto text = value_of(source, is_id);
      if (text && !text->empty()) return text;
      // What stands first may stand behind the beginning.
      if (is_id && is_beginning_) return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<std::string> value_of(const ProfileSource& source, bool id) const {
    const auto find = [&](const Json& from) { return value_at(from, *source.path, id); };
    const PageData* page = answer_.page_data();
    switch (source.in) {
      case ProfileSource::In::body: return captured(*source.pattern, id);
      case ProfileSource::In::meta: return page == nullptr ? std::nullopt : page->meta(source.meta);
      case ProfileSource::In::linked_data:
        return page == nullptr ? std::nullopt : page->in_linked_data(find);
      case ProfileSource::In::scripts:
        return page == nullptr ? std::nullopt : page->in_scripts(find);
      case ProfileSource::In::item: break;
    }
    const Json* part = item();
    return part == nullptr ? std::nullopt : find(*part);
  }

  std::optional<std::string> captured(const Pattern& pattern, bool is_id) const {
    const std::string_view body = answer_.body();
    auto value = is_id ? pattern.capture_alike(body) : pattern.capture(body);
    // At the end of a beginning half of it may stand.
    const bool may_be_cut = value && is_beginning_ && body.ends_with(*value);
    return may_be_cut ? std::nullopt : value;
  }

  std::optional<std::string> value_at(const Json& from, const JsonPath& path, bool id) const {
    const Json* value = walker_.walk(from, path, values_);
    if (value == nullptr) return std::nullopt;
    return id ? id_text(*value) : scalar_text(*value);
  }

  const Ask& ask_;
  const Answer& answer_;
  bool is_beginning_;
  std::string_view asked_;
  const JsonWalker& walker_;
  const Searches& searches_;
  Values values_;
};

Reading unknown(model::Reason reason, std::string_view note) {
  Reading reading;
  reading.unknown_because = reason;
  reading.note = note;
  return reading;
}

Reading apply(const Ask& ask, const Rule& rule, std::size_t number, const View& view) {
  Reading reading;
  reading.rule = number;
  if (rule.then.ask) {
    reading.next = Reading::Next::ask;
    reading.ask = *rule.then.ask;
  } else if (rule.then.reason) {
    reading.unknown_because = *rule.then.reason;
    reading.note = fmt::format("rule {}", number);
  } else {
    reading.status = *rule.then.status;
    reading.tied = ties_to_handle(ask, rule);
    if (reading.status == model::Status::claimed || reading.status == model::Status::suspended) {
      reading.profile = view.profile();
    }
    // Whose account it is must show where it can: a page without its id is not the one we know.
    if (reading.status == model::Status::claimed && ask.account_id() != nullptr &&
        !reading.profile.account_id) {
      return unknown(model::Reason::no_identity,
                     fmt::format("rule {} says claimed, but no account_id is shown", number));
    }
  }
  return reading;
}

// In a batch only rules that look at the item can speak of one handle; without a pointer to it the
// item is the whole answer, which speaks of nobody in particular.
bool speaks_of_one(const Rule& rule, const Ask& ask) {
  return (rule.looks_at_item() && !ask.item.empty()) || rule.then.reason;
}

Reading read_one(const Ask& ask, const Answer& answer, const View& view, bool batch) {
  if (answer.illegible().empty()) {
    for (std::size_t i = 0; i < ask.rules.size(); ++i) {
      if (!view.fits(ask.rules[i])) continue;
      if (!batch || speaks_of_one(ask.rules[i], ask)) return apply(ask, ask.rules[i], i + 1, view);
      Reading alone;
      alone.next = Reading::Next::ask_alone;
      return alone;
    }
  }
  if (const auto wall = wall_after_rules(answer)) return unknown(wall->reason, wall->what);
  Reading reading =
      unknown(model::Reason::no_rule,
              answer.illegible().empty() ? std::string_view("no rule fits") : answer.illegible());
  if (batch) reading.next = Reading::Next::ask_alone;
  return reading;
}

// Holds of a beginning as of the whole: what is there, is there.
bool is_positive(const JsonTest& test) {
  if (test.test.kind == Test::Kind::exists) return test.test.exists;
  if (test.test.kind == Test::Kind::matches) return true;
  return std::all_of(test.test.values.begin(), test.test.values.end(), [](const Json& value) {
    return value.is(Json::Kind::string) || value.is(Json::Kind::number) ||
           value.is(Json::Kind::boolean);
  });
}

bool is_positive(const Rule& rule) {
  const auto holds = [](const JsonTest& test) { return is_positive(test); };
  return !rule.item_absent && (!rule.body.empty() || rule.looks_at_json()) &&
         std::all_of(rule.json.begin(), rule.json.end(), holds) &&
         std::all_of(rule.item.begin(), rule.item.end(), holds);
}

// Of an answer that is longer than is read: markup or data that an account is known by decides, as
// it stands in the whole. Rules before that one which say free, or suspended, might fit the rest.
std::optional<Reading> read_beginning(const Ask& ask, const Answer& answer, const View& view) {
  if (!answer.illegible().empty() && answer.beginning() == nullptr) return std::nullopt;
  for (std::size_t i = 0; i < ask.rules.size(); ++i) {
    const Rule& rule = ask.rules[i];
    if (!rule.admits_status(answer.status())) continue;
    const bool fits = view.fits(rule);
    if (fits && is_positive(rule) && rule.then.status == model::Status::claimed) {
      Reading reading = apply(ask, rule, i + 1, view);
      if (reading.status == model::Status::claimed) return reading;
    }
    const bool may_be_passed = rule.then.reason && (!rule.body.empty() || rule.looks_at_json());
    if (fits || !may_be_passed) return std::nullopt;
  }
  return std::nullopt;
}

// A holder is not shown elsewhere, and a page that no rule knows is told by how it was reached. A
// rule that looks at where redirects led has judged that itself.
bool needs_its_own_page(const Ask& ask, const Reading& reading) {
  if (reading.rule > 0 && ask.rules[reading.rule - 1].location) return false;
  return reading.next == Reading::Next::decided &&
         (reading.status == model::Status::claimed ||
          (reading.status == model::Status::unknown &&
           reading.unknown_because == model::Reason::no_rule));
}

bool recognises_page(const Ask& ask, const Reading& reading) {
  return reading.next == Reading::Next::decided && reading.status == model::Status::claimed &&
         !ask.rules[reading.rule - 1].body.empty();
}

}  // namespace

std::vector<Reading> read(const Definition& definition, const Ask& ask, const RequestContext& road,
                          std::span<const std::string> handles, const net::Reply& reply) {
  const bool is_cut = reply.failure == model::Reason::too_large && !reply.body.empty();
  if (reply.failure && (!is_cut || handles.size() > 1)) {
    return std::vector<Reading>(handles.size(), unknown(*reply.failure, reply.failure_detail));
  }
  const Answer answer(reply);
  const bool is_beginning = is_cut || (handles.size() == 1 && answer.beginning() != nullptr);
  std::optional<AskedPage> asked;
  if (ask.redirects > 0) asked.emplace(definition, ask, road, handles);
  auto wall = wall_before_rules(answer);
  if (asked && (!wall || wall->by_page)) {
    const auto at_the_end = wall_at_the_end(asked->url(), reply.effective_url);
    if (at_the_end) wall = at_the_end;
  }
  if (wall && !wall->by_page) {
    return std::vector<Reading>(handles.size(), unknown(wall->reason, wall->what));
  }
  const std::string_view url = asked ? std::string_view(asked->url()) : std::string_view();
  const Fold fold = [&definition](std::string_view name) {
    return definition.grammar.folded(name);
  };
  const Shared shared{answer, is_beginning, url, JsonWalker(fold), {}};
  std::vector<Reading> readings;
  readings.reserve(handles.size());
  for (std::size_t n = 0; n < handles.size(); ++n) {
    const View view(definition, ask, road, handles[n], n, shared);
    if (is_beginning) {
      const auto begun = read_beginning(ask, answer, view);
      const std::string_view why = is_cut ? std::string_view(reply.failure_detail)
                                          : "no rule fits the beginning of its JSON";
      const auto reason = reply.failure.value_or(model::Reason::no_rule);
      readings.push_back(begun.value_or(unknown(reason, why)));
    } else {
      readings.push_back(read_one(ask, answer, view, handles.size() > 1));
    }
    if (asked && needs_its_own_page(ask, readings.back()) &&
        asked->left_behind(reply.effective_url, handles[n])) {
      readings.back() = unknown(model::Reason::redirect, "redirects that left the handle behind");
    }
    if (wall && !recognises_page(ask, readings.back())) {
      readings.back() = unknown(wall->reason, wall->what);
    }
    take_page(definition, ask, answer, handles[n], readings.back());
  }
  return readings;
}

bool body_matters(const Ask& ask, const net::Head& head) {
  return std::any_of(ask.rules.begin(), ask.rules.end(),
                     [&head](const Rule& rule) { return rule.admits_status(head.status); });
}

std::string reason_text(const Ask& ask, const Reading& reading) {
  if (reading.status != model::Status::unknown) {
    return fmt::format("{}/{}", ask.name, reading.rule);
  }
  return std::string(name(reading.unknown_because));
}

}  // namespace platforms
