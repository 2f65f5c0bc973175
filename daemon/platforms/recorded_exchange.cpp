#include "platforms/recorded_exchange.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "model/profile_field.hpp"
#include "text/join.hpp"

namespace platforms {
namespace {

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(" | ", at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    at = end + 3;
  }
  return parts;
}

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Lines of a text, one after the other; what remains is the body.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  std::optional<std::string_view> next() {
    if (rest_.empty()) return std::nullopt;
    ++number_;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }
  std::string_view rest() const { return rest_; }
  int number() const { return number_; }

 private:
  std::string_view rest_;
  int number_ = 0;
};

std::optional<std::pair<std::string, std::string>> member(std::string_view line) {
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  return std::pair(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
}

// "profile 2: display_name=Somebody".
std::optional<RecordedExchange::Fact> fact_in(std::string_view key, std::string_view value) {
  const auto handle = number_in(key.substr(std::min<std::size_t>(key.find(' ') + 1, key.size())));
  const std::size_t equals = value.find('=');
  if (!handle || *handle < 1 || equals == std::string_view::npos) return std::nullopt;
  return RecordedExchange::Fact{static_cast<std::size_t>(*handle - 1),
                                std::string(value.substr(0, equals)),
                                std::string(value.substr(equals + 1))};
}

bool take(RecordedExchange& exchange, const std::string& key, const std::string& value) {
  if (key == "ask") {
    exchange.ask = value;
  } else if (key == "server") {
    exchange.server = value;
  } else if (key == "handles") {
    exchange.handles = parts_of(value);
  } else if (key == "asked") {
    exchange.asked = value;
  } else if (key == "ended") {
    exchange.ended = value;
  } else if (key == "says") {
    exchange.says = parts_of(value);
  } else if (const auto fact = key.starts_with("profile ") ? fact_in(key, value) : std::nullopt) {
    exchange.profile.push_back(*fact);
  } else {
    return false;
  }
  return true;
}

std::string joined(const std::vector<std::string>& parts) {
  return text::joined(parts, " | ");
}

std::string fact_of(const model::Profile& profile, const std::string& key) {
  return model::get(profile, key).value_or("(none)");
}

}  // namespace

model::Result<RecordedExchange> parse_exchange(std::string_view text, const std::string& file) {
  RecordedExchange exchange;
  Lines lines(text);
  const auto refuse = [&](std::string why) {
    return model::refused({file, lines.number(), 0, "", std::move(why)});
  };
  std::optional<std::string_view> line;
  while ((line = lines.next()) && !line->empty()) {
    if (line->starts_with('#')) {
      exchange.comments.emplace_back(line->substr(std::min<std::size_t>(2, line->size())));
      continue;
    }
    const auto pair = member(*line);
    if (!pair || !take(exchange, pair->first, pair->second)) {
      return refuse(
          "one of ask, server, handles, asked, ended, says and profile N, a colon and a value is "
          "needed");
    }
  }
  line = lines.next();
  const auto status = line && line->starts_with("HTTP/1.1 ")
                          ? number_in(line->substr(9, std::min<std::size_t>(3, line->size() - 9)))
                          : std::nullopt;
  if (!status) return refuse("a status line such as 'HTTP/1.1 200 OK' is needed");
  exchange.reply.head.status = *status;
  net::Headers& headers = exchange.reply.head.headers;
  while ((line = lines.next()) && !line->empty()) {
    auto pair = member(*line);
    if (!pair) return refuse("a header is a name, a colon and a value");
    headers.push_back(std::move(*pair));
  }
  exchange.reply.head.location = net::header(headers, "location");
  exchange.reply.body = lines.rest();
  if (exchange.ask.empty() || exchange.handles.empty()) {
    return model::refused({file, 0, 0, "", "'ask' and 'handles' are needed"});
  }
  if (exchange.says.size() != exchange.handles.size()) {
    return model::refused({file, 0, 0, "", "'says' has one word for each of 'handles'"});
  }
  return exchange;
}

std::string to_text(const RecordedExchange& exchange) {
  std::string text;
  for (const std::string& comment : exchange.comments) text += fmt::format("# {}\n", comment);
  text += fmt::format("ask: {}\n", exchange.ask);
  if (!exchange.server.empty()) text += fmt::format("server: {}\n", exchange.server);
  text += fmt::format("handles: {}\n", joined(exchange.handles));
  if (!exchange.asked.empty()) text += fmt::format("asked: {}\n", exchange.asked);
  if (!exchange.ended.empty()) text += fmt::format("ended: {}\n", exchange.ended);
  text += fmt::format("says: {}\n", joined(exchange.says));
  for (const RecordedExchange::Fact& fact : exchange.profile) {
    text += fmt::format("profile {}: {}={}\n", fact.handle + 1, fact.key, fact.value);
  }
  text += fmt::format("\nHTTP/1.1 {}\n", exchange.reply.head.status);
  for (const auto& [name, value] : exchange.reply.head.headers) {
    text += fmt::format("{}: {}\n", name, value);
  }
  return text + '\n' + exchange.reply.body;
}

std::string told(const Definition& definition, const Reading& reading) {
  if (reading.next == Reading::Next::ask) return "ask:" + definition.asks[reading.ask].name;
  if (reading.next == Reading::Next::ask_alone) return "ask-alone";
  if (reading.status != model::Status::unknown) return std::string(name(reading.status));
  return fmt::format("unknown:{}", name(reading.unknown_because));
}

std::optional<Replayed> replay(const Definition& definition, const RecordedExchange& exchange) {
  const auto ask = std::find_if(definition.asks.begin(), definition.asks.end(),
                                [&](const Ask& one) { return one.name == exchange.ask; });
  if (ask == definition.asks.end() || exchange.handles.size() > ask->max) return std::nullopt;
  const RequestContext road{exchange.server, nullptr, ""};
  const net::Request request = compose(definition, *ask, road, exchange.handles);
  net::Reply reply = exchange.reply;
  reply.effective_url = exchange.ended.empty() ? request.url : exchange.ended;
  return Replayed{&*ask, request.method + ' ' + request.url,
                  read(definition, *ask, road, exchange.handles, reply)};
}

std::vector<std::string> differences(const Definition& definition,
                                     const RecordedExchange& exchange) {
  const auto replayed = replay(definition, exchange);
  if (!replayed) {
    return {fmt::format("{} has no ask '{}' for {} handles", definition.id, exchange.ask,
                        exchange.handles.size())};
  }
  std::vector<std::string> different;
  if (!exchange.asked.empty() && exchange.asked != replayed->asked) {
    different.push_back(fmt::format("asks {} now, not {}", replayed->asked, exchange.asked));
  }
  for (std::size_t i = 0; i < exchange.handles.size(); ++i) {
    const std::string now = told(definition, replayed->readings[i]);
    if (now == exchange.says[i]) continue;
    different.push_back(
        fmt::format("{} is {} now, not {}", exchange.handles[i], now, exchange.says[i]));
  }
  for (const RecordedExchange::Fact& fact : exchange.profile) {
    if (fact.handle >= replayed->readings.size()) continue;
    const std::string now = fact_of(replayed->readings[fact.handle].profile, fact.key);
    if (now == fact.value) continue;
    different.push_back(fmt::format("{} of {} is {} now, not {}", fact.key,
                                    exchange.handles[fact.handle], now, fact.value));
  }
  return different;
}

}  // namespace platforms
