// What the page of one target is worth beside the others of its sweep (contract, 'Truth' 6). A wall
// that answers as a page does shows the same for whoever stands behind it: where several targets
// show one page, and no claimed control does, each claim of it waits until some of them are asked
// again. And whoever may write into a page could write that nobody is there: free is only what
// looks like the page of a name that surely nobody has. Pure.
//
// A page is told by the ask that it answered and its digest. Claims of it wait for the end of the
// sweep, or its slice, until all others have been seen.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "probing/further_proofs.hpp"
#include "probing/pages_seen.hpp"
#include "probing/subject.hpp"

namespace probing {

class PageProofs {
 public:
  // `believed`: targets that were long believed claimed. What is referred to outlives this.
  PageProofs(const platforms::Definition& definition, const std::vector<std::string>& believed,
             FurtherProofs& further, PagesSeen& seen);

  // A control was answered as it should be.
  void note_control(const Subject& control);
  // A target was answered, by whatever look.
  void found(const Subject& target);

  // Whether the page may say that nobody is there: it looks like a free control's, and is not made
  // of what only the pages of accounts are.
  bool may_be_free(const Subject& target) const;

  // Whether a claim of this page counts; nothing: that is still to be seen. `looks_again`: it is
  // a second look, which may be at one of many alone.
  std::optional<bool> is_proven(const Subject& target, bool looks_again) const;

  // The controls to ask for it: none where they are being asked already, or none are needed. Some
  // that were long believed claimed, the target itself, and names of its shape that nobody has; in
  // a second look only the first, as the others are asked for it anyway.
  std::vector<Subject> controls_for(std::size_t entry, const Subject& target, bool looks_again);
  // One of these has answered, in a bracket that counts or not.
  void answered(const Subject& control, bool counts);

  // Nothing more is asked of this sweep: what was seen once only, was one's own page.
  void all_seen() { all_seen_ = true; }

  // "the page that a shows may be a wall: ...": for people.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  struct Asking {
    std::size_t open = 0;  // controls that have not answered
    std::string target;
    bool is_refuted = false;
    bool is_shown = false;  // a believed one was claimed at all,
    bool is_other = false;  // and showed a page of its own
  };
  void note_page(const Subject& claimed);
  void note_markup(const Subject& control);
  bool is_made_as_nobodys(const Subject& target) const;
  bool is_control_page(const PageKey& key) const;
  bool is_wall(const PageKey& key) const;
  bool is_shared(const PageKey& key) const;
  std::vector<std::string> accounts_beside(const Subject& target) const;
  bool needs_proof(const Subject& target, bool looks_again) const;
  void conclude(const PageKey& key, const Asking& asked);

  const platforms::Definition& definition_;
  std::set<std::string> believed_;
  FurtherProofs& further_;
  PagesSeen& seen_;
  std::map<PageKey, Asking> asking_;
  bool all_seen_ = false;
  std::vector<std::string> notes_;
};

}  // namespace probing
