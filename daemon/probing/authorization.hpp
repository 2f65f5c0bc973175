// With what a probe may ask: which roads are open to it, their credentials and access tokens. Pure;
// the probe carries the requests for tokens.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "net/message.hpp"
#include "platforms/read.hpp"
#include "probing/tokens.hpp"

namespace probing {

// The secret of a name and, within it, of a key ("" for the whole), or nothing.
using Credentials =
    std::function<std::optional<std::string>(std::string_view name, std::string_view key)>;

class Authorization {
 public:
  // What is referred to must outlive this.
  Authorization(const platforms::Definition& definition, const Credentials& credentials,
                Tokens& tokens);

  // The first ask that no other leads to and whose credential is there.
  std::optional<std::size_t> entry() const;
  bool has_credential(const platforms::Ask& ask) const;

  // Why this road cannot be asked, if so: its credential is not there, or no token was given.
  std::optional<model::Reason> closed(std::size_t ask);

  platforms::RequestContext road(std::size_t ask, const std::string& server) const;
  // The same without secrets, to be shown.
  platforms::RequestContext masked(std::size_t ask, const std::string& server) const;

  // Whether a token is to be got before this road can be asked.
  bool wants_token(std::size_t ask, model::Moment now) const;
  void got_token(std::size_t ask, const net::Reply& reply, model::Moment now);

  // Whether the token was taken no more, and a question that was not `asked_again` yet is to be
  // asked once more with a new one.
  bool renews(std::size_t ask, const platforms::RequestContext& road, const net::Reply& reply,
              bool asked_again);
  // What an answer says of the credential it was asked with.
  void judge(std::size_t ask, const net::Reply& reply,
             const std::vector<platforms::Reading>& readings);

  // For people: credentials that a road asks for and nobody gave, and those that were refused.
  const std::set<std::string>& lacking() const { return lacking_; }
  const std::set<std::string>& refused() const { return refused_; }
  void lack_all_entries();

 private:
  const platforms::Ask& ask_at(std::size_t index) const { return definition_.asks[index]; }
  std::string key_of(const platforms::Ask& ask) const;

  const platforms::Definition& definition_;
  const Credentials& credentials_;
  Tokens& tokens_;
  std::map<std::string, model::Reason> no_token_;  // by token key: why there is none
  std::set<std::string> lacking_;
  std::set<std::string> refused_;
};

}  // namespace probing
