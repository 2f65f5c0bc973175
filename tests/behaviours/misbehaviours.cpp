#include <fmt/format.h>

#include "behaviours/behaviour.hpp"

namespace behaviours {
namespace {

using Answer = std::function<net::Reply(const Asking&)>;

Row instead(const std::string& name, Answer answer) {
  return {name, [name, answer](std::uint64_t) {
            Behaviour behaviour{name};
            behaviour.wall = [answer](const Asking& asking) { return answer(asking); };
            return behaviour;
          }};
}

Row says(const std::string& name,
         std::function<Account(const Asking&, const std::string&, Account)> what) {
  return {name, [name, what](std::uint64_t) {
            Behaviour behaviour{name};
            behaviour.says = what;
            return behaviour;
          }};
}

net::Reply with(net::Reply reply, const char* header, const char* value) {
  reply.head.headers.emplace_back(header, value);
  return reply;
}

net::Reply failed(model::Reason reason) {
  net::Reply reply;
  reply.failure = reason;
  return reply;
}

net::Reply typed(int status, const char* type, std::string body) {
  net::Reply reply;
  reply.head.status = status;
  if (type != nullptr) reply.head.headers.emplace_back("Content-Type", type);
  reply.body = std::move(body);
  return reply;
}

// The form of the question, so that it looks like an answer to it.
net::Reply of_nobody(const Asking& asking, const std::string& more) {
  return asking.question.batch ? json(200, "{\"users\":[]" + more + "}")
                               : json(200, "{" + (more.empty() ? more : more.substr(1)) + "}");
}

net::Reply echo(const Asking& asking, const std::string& members) {
  std::string items;
  for (const std::string& handle : asking.question.handles) {
    items += (items.empty() ? "" : ",") + fmt::format(R"({{"login":"{}"{}}})", handle, members);
  }
  return json(200, asking.question.batch ? "{\"users\":[" + items + "]}" : items);
}

// Whatever it answered first, to everybody.
Row cached() {
  const std::string name = "one answer kept for everybody";
  return {name,
          [name](std::uint64_t) {
            Behaviour behaviour{name};
            auto kept = std::make_shared<std::optional<net::Reply>>();
            behaviour.wall = [kept](const Asking& asking) {
              if (!*kept) *kept = answer(asking.kind, asking.question, asking.truly);
              return std::optional<net::Reply>(*kept);
            };
            return behaviour;
          },
          true};
}

// The answer to the question before.
Row late() {
  const std::string name = "the answer to the question before";
  return {name,
          [name](std::uint64_t) {
            Behaviour behaviour{name};
            auto before = std::make_shared<Question>(Question{false, {"firstknown"}});
            behaviour.wall = [before](const Asking& asking) {
              Question question = std::exchange(*before, asking.question);
              if (question.batch != asking.question.batch) question = asking.question;
              return std::optional(answer(asking.kind, question, asking.truly));
            };
            return behaviour;
          },
          true};
}

std::vector<Row> all() {
  using model::Reason;
  const auto still = [](net::Reply reply) { return [reply](const Asking&) { return reply; }; };
  std::vector<Row> rows = {
      instead("404 for all", still(page(404, "<title>Not found</title>"))),
      instead("404 in JSON for all", still(json(404, R"({"error":"not found"})"))),
      instead("410 for all", still(page(410, "Gone"))),
      instead("302 to /welcome", still(redirect_to("/welcome"))),
      instead("302 to /maintenance", still(redirect_to("/maintenance"))),
      instead("302 to the home page", still(redirect_to("/"))),
      instead("302 to /fr/login", still(redirect_to("/fr/login"))),
      instead("302 to somebody's page", still(redirect_to("/one/somebody"))),
      instead("200, you ask too often", still(page(200, "<h1>You ask too often</h1>Slow down."))),
      instead("200, the home page", still(page(200, "<title>Home</title><p>Join us today"))),
      instead("200, a captcha", still(page(200, "<title>Captcha</title><form id=captcha-form>"))),
      instead("200, just a moment",
              still(page(200, "<title>Just a moment...</title><div id=challenge-form>"))),
      instead("200, maintenance in JSON", still(json(200, R"({"status":"maintenance"})"))),
      instead("200, empty", still(page(200, ""))),
      instead("204", still(typed(204, nullptr, ""))),
      instead("200, null", still(json(200, "null"))),
      instead("200, []", still(json(200, "[]"))),
      instead("200, cut in the middle", still(json(200, R"({"users":[{"login":"fir)"))),
      instead("200, plain text", still(typed(200, "text/plain", "OK"))),
      instead("200, no user", [](const Asking& asking) { return of_nobody(asking, ""); }),
      instead("200, all available",
              [](const Asking& asking) { return echo(asking, R"(,"available":true)"); }),
      instead("200, none available",
              [](const Asking& asking) { return echo(asking, R"(,"available":false)"); }),
      instead("200, an error in JSON",
              [](const Asking& asking) { return of_nobody(asking, R"(,"error":"internal")"); }),
      instead("200, the handle echoed", [](const Asking& asking) { return echo(asking, ""); }),
      instead("200, the handle echoed with an id",
              [](const Asking& asking) { return echo(asking, R"(,"id":5)"); }),
      instead("200, both texts", still(page(200,
                                            "<b class=\"profile-name\">x</b>"
                                            "<h1>No such user</h1>"))),
      instead("200, the text of the missing", still(page(200, "<h1>No such user</h1>"))),
      instead("200, consent",
              [](const Asking& asking) {
                return page(200, "<h1>Before you continue</h1><a href=\"/one/" +
                                     asking.question.handles.front() + "\">Accept</a>");
              }),
      instead("401", still(page(401, "Log in"))),
      instead("403", still(page(403, "Forbidden"))),
      instead("429", still(page(429, "Too many requests"))),
      instead("429, Retry-After: 0", still(with(page(429, "Slow down"), "Retry-After", "0"))),
      instead("429, Retry-After: 3600", still(with(page(429, "Slow"), "Retry-After", "3600"))),
      instead("451", still(page(451, "Not in your country"))),
      instead("500", still(page(500, "Oops"))),
      instead("503", still(with(page(503, "Later"), "Retry-After", "120"))),
      instead("999", still(page(999, "No"))),
      instead("reset", still(failed(Reason::network))),
      instead("silence", still(failed(Reason::timeout))),
      instead("no such host", still(failed(Reason::dns))),
      instead("endless", still(failed(Reason::too_large))),
      says("everybody is there", [](const Asking&, const std::string&, Account) { return 77; }),
      says("nobody is there", [](const Asking&, const std::string&, Account) { return nobody; }),
      says("the other way round", [](const Asking&, const std::string&,
                                     Account account) { return account == nobody ? 78 : nobody; }),
      cached(),
      late(),
  };
  return rows;
}

}  // namespace

const std::vector<Row>& misbehaviours() {
  static const std::vector<Row> rows = all();
  return rows;
}

}  // namespace behaviours
