// What one platform knows at one moment: who holds a name, what a name was renamed to, what is
// reserved. Made for one request; it also keeps the names that were asked, for the faults that
// concern certain names only and for the statistics. A mood lets a fault bend the truth before the
// platform words it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/scenario.hpp"
#include "simulator/tokens.hpp"

namespace simulator {

enum class Mood {
  honest,
  escapes,  // every profile text holds terminal escapes and bidi controls
  lying     // any name is held by a live account
};

struct Holder {
  std::string handle;
  std::string id;
  std::string display_name;
  std::string bio;
  Instant created;
  bool suspended = false;
  bool deactivated = false;
  bool group = false;
  bool hidden = false;
  bool parody = false;
};

// The spelling that a platform compares: two names are one where their folds are equal.
std::string folded(Kind kind, std::string_view name);

class View {
 public:
  View(const Platform& platform, Seconds now, Instant date, Mood mood, Tokens& tokens);

  const Platform& platform() const { return platform_; }
  Seconds now() const { return now_; }
  Instant date() const { return date_; }
  Tokens& tokens() { return tokens_; }
  const std::vector<std::string>& asked() const { return asked_; }

  void note(std::string_view name);  // a name was asked, whatever the answer
  std::optional<Holder> holder(std::string_view name) const;
  std::optional<Holder> holder_with_id(std::string_view id) const;
  // The present name of an account that once had this one, where nobody has it now.
  std::optional<std::string> renamed_to(std::string_view name) const;
  bool is_reserved(std::string_view name) const;

 private:
  Holder as_told(Holder holder) const;

  const Platform& platform_;
  Seconds now_;
  Instant date_;
  Mood mood_;
  Tokens& tokens_;
  std::vector<std::string> asked_;
};

}  // namespace simulator
