// What the tests of platforms/ share: short ways from text to a definition, from a status line and
// a body to a reply, and from both to what it says.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "platforms/loader.hpp"
#include "platforms/read.hpp"
#include "platforms/recorded_exchange.hpp"

namespace tests {

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder,
                                                   std::string_view extension) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline std::string lines_of(const model::Problems& problems) {
  std::string lines;
  for (const model::Problem& problem : problems) lines += model::to_string(problem) + '\n';
  return lines;
}

// The problems, one a line; empty when the definition is good.
inline std::string refusal(std::string_view text) {
  const auto loaded = platforms::load_definition(text, "a.json", "");
  return loaded ? "" : lines_of(loaded.error());
}

// `file`: beside which a list of reserved names is looked for.
inline platforms::Definition defined(std::string_view text, std::string_view file = "a.json") {
  auto loaded = platforms::load_definition(text, file, "");
  if (!loaded) FAIL(lines_of(loaded.error()));
  return std::move(*loaded);
}

// A definition with these asks (the text between [ and ]); names are 1 to 20 of a-z 0-9 _ . -,
// letter case ignored, and there are servers where `servers`.
inline platforms::Definition asking(std::string_view asks, bool servers = false) {
  return defined(fmt::format(
      R"({{"id":"a","name":"A",{}"handle":{{"pattern":"[a-z0-9_.-]{{1,20}}","fold":["case"]}},)"
      R"("profile_url":"https://a.example/{{handle}}","controls":{{"claimed":["staff"]}},"ask":[{}]}})",
      servers ? R"("server":{"default":"https://a.example"},)" : "", asks));
}

// One ask named `one`, with these rules and whatever else it has (`"redirects": 2,`).
inline platforms::Definition ruled(std::string_view rules, std::string_view more = "") {
  return asking(fmt::format(
      R"({{"name":"one","get":"https://a.example/{{handle}}",{}"rules":[{}]}})", more, rules));
}

inline platforms::RecordedExchange exchange_in(const std::filesystem::path& file) {
  auto exchange = platforms::parse_exchange(contents(file), file.string());
  if (!exchange) FAIL(lines_of(exchange.error()));
  return std::move(*exchange);
}

inline platforms::Definition shipped(std::string_view id) {
  const std::string file = fmt::format("{}/platforms/{}.json", HANDLEWATCH_PATTERNS, id);
  auto loaded = platforms::load_definition(contents(file), file, id);
  if (!loaded) FAIL(lines_of(loaded.error()));
  return std::move(*loaded);
}

inline net::Reply reply(int status, std::string_view type, std::string_view body) {
  net::Reply reply;
  reply.head.status = status;
  if (!type.empty()) reply.head.headers.emplace_back("Content-Type", type);
  reply.body = body;
  return reply;
}

inline net::Reply json_reply(int status, std::string_view body) {
  return reply(status, "application/json; charset=utf-8", body);
}

using platforms::told;

inline std::vector<platforms::Reading> readings_of(const platforms::Definition& definition,
                                                   const net::Reply& reply,
                                                   std::vector<std::string> handles = {"nobody"},
                                                   std::size_t ask = 0) {
  const platforms::RequestContext road{definition.server ? definition.server->default_url : "",
                                       nullptr, ""};
  return platforms::read(definition, definition.asks[ask], road, handles, reply);
}

// What the reply says about each handle, "claimed ask-alone".
inline std::string said(const platforms::Definition& definition, const net::Reply& reply,
                        std::vector<std::string> handles = {"nobody"}, std::size_t ask = 0) {
  std::string all;
  for (const auto& reading : readings_of(definition, reply, std::move(handles), ask)) {
    all += (all.empty() ? "" : " ") + told(definition, reading);
  }
  return all;
}

}  // namespace tests
