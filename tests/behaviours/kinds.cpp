#include "behaviours/kinds.hpp"

#include <fmt/format.h>

namespace behaviours {
namespace {

std::string one_rules(Rule rule) {
  switch (rule) {
    case Rule::status:
      return R"([{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}])";
    case Rule::text:
      return R"([{"status": 200, "body": "class=\"profile-name\"", "then": "claimed"},
                 {"status": 200, "body": "<h1>No such user</h1>", "then": "available"}])";
    case Rule::redirect:
      return R"([{"status": 200, "then": "claimed"},
                 {"status": 302, "location": "^https://[a-z0-9]+\\.example/$", "then": "available"}])";
    case Rule::json:
      return R"([{"status": 200, "json": {"/login": "{handle}"}, "then": "claimed"},
                 {"status": 404, "json": {"/error": "not found"}, "then": "available"}])";
    case Rule::signup:
      return R"([{"status": 200, "json": {"/available": true}, "then": "available"},
                 {"status": 200, "json": {"/available": false}, "then": "claimed"}])";
  }
  return {};
}

// Of the batch: where it decides by itself, and where it asks on.
std::string many_rules(Rule rule) {
  if (rule == Rule::signup) {
    return R"([{"item": {"/available": true}, "then": "available"},
               {"item": {"/available": false}, "then": "claimed"}])";
  }
  const std::string missing = rule == Rule::json ? "available" : "ask:one";
  return fmt::format(R"([{{"status": 200, "item": {{"/login": "{{handle}}"}}, "then": "claimed"}},
      {{"status": 200, "json": {{"/users": {{"exists": true}}}}, "item": false, "then": "{}"}}])",
                     missing);
}

std::string item(const std::string& asked, Account account, Rule rule) {
  const std::string handle = account == another ? "somebody.else" : asked;
  if (rule == Rule::signup) {
    return fmt::format(R"({{"login":"{}","available":{}}})", handle, account == nobody);
  }
  return fmt::format(R"({{"login":"{}","id":{}}})", handle, account);
}

net::Reply answer_one(Rule rule, const std::string& handle, Account account) {
  const bool there = account != nobody;
  switch (rule) {
    case Rule::status:
      return there ? page(200, fmt::format("<title>{}</title><p>Of account {}.", handle, account))
                   : page(404, "<title>Not found</title>");
    case Rule::text:
      return page(200, there ? fmt::format("<title>{0}</title><b class=\"profile-name\">{0}</b>"
                                           "<p>Photos of account {1}.",
                                           handle, account)
                             : "<title>Users</title><h1>No such user</h1>");
    case Rule::redirect:
      return there ? page(200, fmt::format("<title>{}</title><p>Of account {}.", handle, account))
                   : redirect_to("/");
    case Rule::json:
      return there ? json(200, item(handle, account, rule)) : json(404, R"({"error":"not found"})");
    case Rule::signup: return json(200, item(handle, account, rule));
  }
  return {};
}

}  // namespace

std::vector<Kind> all_kinds() {
  std::vector<Kind> kinds;
  for (const bool batch : {false, true}) {
    for (const Rule rule : {Rule::status, Rule::text, Rule::redirect, Rule::json, Rule::signup}) {
      kinds.push_back({rule, batch});
    }
  }
  return kinds;
}

std::string name(Kind kind) {
  constexpr std::string_view names[] = {"status", "text", "redirect", "json", "signup"};
  return fmt::format("{}{}", names[static_cast<int>(kind.rule)],
                     kind.batch ? ", many at once" : "");
}

bool shows_id(Kind kind) {
  return kind.rule == Rule::json || (kind.batch && kind.rule != Rule::signup);
}

std::string definition(Kind kind, const std::string& id, const std::string& members) {
  const std::string one = fmt::format(
      R"({{"name": "one", "get": "https://{}.example/one/{{handle}}", "rules": {}{}}})", id,
      one_rules(kind.rule), kind.rule == Rule::json ? R"(, "profile": {"account_id": "/id"})" : "");
  const std::string many = fmt::format(
      R"({{"name": "many", "get": "https://{}.example/many?u={{handles}}", "max": 20,
          "item": "/users/login={{handle}}", "rules": {}{}}})",
      id, many_rules(kind.rule),
      kind.rule == Rule::signup ? "" : R"(, "profile": {"account_id": "/id"})");
  const bool asks_on = kind.rule != Rule::json && kind.rule != Rule::signup;
  const std::string asks = !kind.batch ? one : asks_on ? many + ", " + one : many;
  return fmt::format(
      R"({{"id": "{0}", "name": "{0}", "profile_url": "https://{0}.example/{{handle}}",
      "handle": {{"pattern": "[a-z0-9._-]{{1,40}}", "fold": ["case"]}},
      "controls": {{"claimed": ["firstknown", "second-known"]}}, {1}, "ask": [{2}]}})",
      id, members, asks);
}

Account control(std::string_view handle) {
  if (handle == "firstknown") return first_control;
  return handle == "second-known" ? second_control : nobody;
}

Question read(const net::Request& request) {
  const auto after = [&](std::string_view mark) {
    const std::size_t at = request.url.find(mark);
    return at == std::string::npos ? std::string() : request.url.substr(at + mark.size());
  };
  const std::string one = after("/one/");
  if (!one.empty()) return {false, {one}};
  Question question{true, {}};
  std::string rest = after("?u=");
  while (!rest.empty()) {
    const std::size_t end =
        rest.find("%2C") != std::string::npos ? rest.find("%2C") : rest.find(',');
    question.handles.push_back(rest.substr(0, end));
    const std::size_t glue = end != std::string::npos && rest[end] == '%' ? 3 : 1;
    rest = end == std::string::npos ? "" : rest.substr(end + glue);
  }
  return question;
}

net::Reply answer(Kind kind, const Question& question, const Holder& holder) {
  if (!question.batch) {
    return answer_one(kind.rule, question.handles.front(), holder(question.handles.front()));
  }
  std::string items;
  for (const std::string& handle : question.handles) {
    const Account account = holder(handle);
    if (account == nobody && kind.rule != Rule::signup) continue;
    items += (items.empty() ? "" : ",") + item(handle, account, kind.rule);
  }
  return json(200, "{\"users\":[" + items + "]}");
}

net::Reply page(int status, std::string body) {
  net::Reply reply;
  reply.head.status = status;
  reply.head.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
  reply.body = "<!DOCTYPE html>" + std::move(body);
  return reply;
}

net::Reply json(int status, std::string body) {
  net::Reply reply;
  reply.head.status = status;
  reply.head.headers.emplace_back("Content-Type", "application/json");
  reply.body = std::move(body);
  return reply;
}

// The place is made absolute by whoever asked.
net::Reply redirect_to(const std::string& path) {
  net::Reply reply = page(302, "");
  reply.head.location = path;
  return reply;
}

}  // namespace behaviours
