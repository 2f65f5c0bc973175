#include "probing/exchange_recorder.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include <fmt/format.h>

#include "platforms/compose.hpp"
#include "reading/file.hpp"
#include "reading/json.hpp"
#include "text/case.hpp"
#include "text/join.hpp"

namespace probing {
namespace {

using platforms::RecordedExchange;

// Headers that are about the connection, or that may hold a session.
constexpr std::array<std::string_view, 7> left_out = {
    "content-encoding", "content-length", "transfer-encoding", "connection",
    "set-cookie",       "set-cookie2",    "authorization"};

bool is_kept(std::string_view header) {
  const std::string name = text::to_lower(header);
  return std::find(left_out.begin(), left_out.end(), name) == left_out.end();
}

// A secret this short would blot out half of the answer.
constexpr std::size_t shortest_secret = 6;

void replace_all(std::string& text, const std::string& what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

}  // namespace

ExchangeRecorder::ExchangeRecorder(std::filesystem::path folder, std::string when,
                                   probing::Credentials credentials)
    : folder_(std::move(folder)), when_(std::move(when)), credentials_(std::move(credentials)) {}

void ExchangeRecorder::keep(const probing::Exchange& seen) {
  learn_secrets(seen);
  if (seen.ask == nullptr || seen.reply->failure) return;
  const platforms::Definition& definition = *seen.definition;
  RecordedExchange exchange;
  exchange.comments = {fmt::format("Recorded from the live platform by handlewatch, {}.", when_)};
  exchange.ask = seen.ask->name;
  exchange.server = seen.server;
  exchange.handles = *seen.handles;
  const platforms::RequestContext road{seen.server, nullptr, ""};
  const net::Request asked = platforms::compose(definition, *seen.ask, road, exchange.handles);
  exchange.asked = asked.method + ' ' + asked.url;
  const bool moved = seen.ask->redirects > 0 && seen.reply->effective_url != seen.request->url;
  if (moved) exchange.ended = without_secrets(seen.reply->effective_url);
  for (const platforms::Reading& reading : *seen.readings) {
    exchange.says.push_back(platforms::told(definition, reading));
  }
  exchange.reply.head.status = seen.reply->head.status;
  for (const auto& [name, value] : seen.reply->head.headers) {
    if (is_kept(name)) exchange.reply.head.headers.emplace_back(name, without_secrets(value));
  }
  exchange.reply.body = without_secrets(seen.reply->body);
  const int number = ++numbers_[definition.id + '/' + seen.ask->name];
  write(folder_ / definition.id / fmt::format("{}-{}.http", seen.ask->name, number),
        to_text(exchange));
}

void ExchangeRecorder::learn_secrets(const probing::Exchange& seen) {
  const auto learn = [this](const std::optional<std::string>& secret) {
    if (secret && secret->size() >= shortest_secret) secrets_.insert(*secret);
  };
  for (const platforms::Ask& ask : seen.definition->asks) {
    if (ask.credential.empty()) continue;
    const auto whole = credentials_(ask.credential, "");
    learn(whole);
    const auto json = whole ? reading::parse_json(*whole, reading::our_files)
                            : model::Result<reading::Json>(reading::Json::null());
    for (std::size_t i = 0; json && i < json->keys.size(); ++i) learn(json->items[i].text);
  }
  if (seen.ask != nullptr) return;
  const auto json = reading::parse_json(seen.reply->body, reading::answers);
  const reading::Json* token = json ? json->find("access_token") : nullptr;
  if (token != nullptr) learn(token->text);
}

std::string ExchangeRecorder::without_secrets(std::string text) const {
  for (const std::string& secret : secrets_) replace_all(text, secret, "***");
  return text;
}

void ExchangeRecorder::write(const std::filesystem::path& file, const std::string& text) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text;
  stream.flush();
  if (stream) ++kept_;
  if (!stream && trouble_.empty()) trouble_ = fmt::format("{}: cannot be written", file.string());
}

}  // namespace probing
