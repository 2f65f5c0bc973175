// Five kinds of rule, each asked one by one and by a batch: a definition for each, and what a
// platform of that kind answers when it says what it is told to say. Written from the definition
// language, not from our code.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "net/message.hpp"

namespace behaviours {

// An account by its number; nobody has 0.
using Account = int;
constexpr Account nobody = 0;
// The page of somebody else, whose name it bears: where no answer names its handle nothing shows
// that.
constexpr Account another = -1;

enum class Rule {
  status,    // 200 or 404, and what is on the page does not matter
  text,      // 200 with a text on either side
  redirect,  // 200, or 302 to the home page
  json,      // an object whose login is the handle, with an account id
  signup,    // whether a name is available
};

struct Kind {
  Rule rule = Rule::status;
  // Many at once: json and signup decide by it, the others ask on about those it does not have.
  bool batch = false;
};

std::vector<Kind> all_kinds();
std::string name(Kind kind);
bool shows_id(Kind kind);  // of those who are there

// The definition, of a platform with this id; `members` are further ones, such as a rate.
std::string definition(Kind kind, const std::string& id, const std::string& members);

// Claimed controls of every definition.
constexpr Account first_control = 1, second_control = 2;
Account control(std::string_view handle);  // the account of a control, or nobody

struct Question {
  bool batch = false;
  std::vector<std::string> handles;
};
Question read(const net::Request& request);

using Holder = std::function<Account(const std::string& handle)>;
net::Reply answer(Kind kind, const Question& question, const Holder& holder);

net::Reply page(int status, std::string body);
net::Reply json(int status, std::string body);
net::Reply redirect_to(const std::string& path);

}  // namespace behaviours
