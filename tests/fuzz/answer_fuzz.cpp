// Any answer to any ask of the shipped definitions. The first five bytes choose the definition, the
// ask, the status, how many handles were asked and whether the transfer failed; what follows is
// header lines, an empty line and the body, as over the wire.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "importing/catalogue.hpp"
#include "platforms/read.hpp"
#include "text/utf8.hpp"

namespace {

constexpr int statuses[] = {200, 400, 404, 403, 429, 302, 401, 410,
                            202, 503, 301, 307, 422, 999, 204, 451};

net::Reply reply_from(std::string_view wire) {
  net::Reply reply;
  while (!wire.empty()) {
    const std::size_t end = std::min(wire.find('\n'), wire.size());
    const std::string_view line = wire.substr(0, end);
    wire.remove_prefix(std::min(end + 1, wire.size()));
    if (line.empty()) break;
    const std::size_t colon = std::min(line.find(": "), line.size());
    reply.head.headers.emplace_back(line.substr(0, colon),
                                    line.substr(std::min(colon + 2, line.size())));
  }
  reply.head.location = net::header(reply.head.headers, "location");
  reply.effective_url = net::header(reply.head.headers, "x-effective-url");
  reply.body = wire;
  return reply;
}

// What may never give a verdict, by whatever rule.
bool is_no_answer(const net::Reply& reply) {
  const int status = reply.head.status;
  return reply.failure || (status == 200 && reply.body.empty()) || status == 429 || status == 401 ||
         status == 451 || status == 999 || status >= 500;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const importing::Catalogue catalogue = [] {
    importing::Catalogue all;
    all.add_folder(HANDLEWATCH_PATTERNS "/platforms");
    if (all.all().empty() || !all.refused().empty()) std::abort();
    return all;
  }();
  if (size < 5) return 0;
  const auto& definition =
      std::next(catalogue.all().begin(), data[0] % catalogue.all().size())->second;
  if (definition.asks.empty()) return 0;  // looked at by hand
  const platforms::Ask& ask = definition.asks[data[1] % definition.asks.size()];
  const std::vector<std::string> all = {"pnationale44", "pnationale02", "pnationale91"};
  const std::vector<std::string> handles(
      all.begin(), all.begin() + 1 + data[3] % std::min<std::size_t>(3, ask.max));
  net::Reply reply = reply_from({reinterpret_cast<const char*>(data) + 5, size - 5});
  reply.head.status = statuses[data[2] % std::size(statuses)];
  if (data[4] == 'f') reply.failure = model::Reason::network;

  const auto readings =
      platforms::read(definition, ask, {"https://s.example/w", nullptr, ""}, handles, reply);
  if (readings.size() != handles.size()) std::abort();
  for (const platforms::Reading& reading : readings) {
    using Next = platforms::Reading::Next;
    const bool says = reading.next == Next::decided && reading.status != model::Status::unknown;
    if (says && (reading.rule == 0 || reading.rule > ask.rules.size() || is_no_answer(reply)))
      std::abort();
    if (says && handles.size() > 1 && !ask.rules[reading.rule - 1].looks_at_item()) std::abort();
    if (reading.next == Next::ask && reading.ask >= definition.asks.size()) std::abort();
    if (reading.next == Next::ask_alone && handles.size() == 1) std::abort();
    const auto& name = reading.profile.display_name;
    if (name && !text::is_utf8(*name)) std::abort();
    platforms::reason_text(ask, reading);
  }
  return 0;
}
