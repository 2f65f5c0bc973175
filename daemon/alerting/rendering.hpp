// A message in words, before any channel's markup: a title, and for each event what happened, what
// is known and what to do. Pure. What strangers wrote is harmless in it (see span.hpp) and short
// enough that the words of one event fit every service's limits.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "alerting/message.hpp"
#include "alerting/span.hpp"
#include "alerting/texts.hpp"

namespace alerting {

// Where a case is filed, and what has to be at hand there, in the words of model::link_needs.
struct Desk {
  std::string url;  // https: or mailto:; empty: none
  std::vector<std::string> asks = {};
};

// What is official about a platform, from its definition. The links are shown live.
struct PlatformFacts {
  std::string name;
  std::string signup;
  Desk report;          // of an impersonation
  Desk parody = {};     // that is not labelled as one
  Desk trademark = {};  // used without leave
};
using Links = std::function<PlatformFacts(const std::string& platform,
                                          const std::optional<std::string>& server)>;

// How a channel speaks.
struct Voice {
  Texts texts;
  std::string timezone;  // IANA
  Links links;
};

struct Fact {
  std::string label;  // with its colon
  Spans value;
};

struct RenderedEvent {
  std::string id;
  Spans title;
  Spans sentence;
  std::vector<Fact> facts;
};

struct Rendered {
  Spans title;
  std::string catch_up;    // this message stands for others; empty: it does not
  std::string stands_for;  // their ids
  std::vector<RenderedEvent> events;
  std::vector<Spans> advice;  // each once, however many events ask for it
  bool is_group() const { return events.size() > 1; }
};

Rendered render(const Message& message, const Voice& voice);

// "3 more alerts are not shown here."; `count` is not 0.
std::string more(const Texts& texts, std::size_t count);

}  // namespace alerting
