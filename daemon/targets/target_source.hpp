// Where handles come from: templates, the lines of a file, the list of what is ours. A source gives
// them one after the other, as somebody wrote them and before any platform spells them; `check` and
// `run` read the same ones. Another source is another class here, and the line that makes it. Pure.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "judging/owned.hpp"
#include "naming/expansion.hpp"
#include "naming/generator.hpp"

namespace targets {

struct Written {
  std::string handle;
  std::optional<naming::Instance> instance;     // of a template: from which rows it was made
  const judging::OwnedHandle* owned = nullptr;  // it is ours; none: it is expected to be
};

class TargetSource {
 public:
  virtual ~TargetSource() = default;

  // Makes `written` the next one, or returns false when there is none. Between two calls `written`
  // must stay the same, unchanged object.
  virtual bool next(Written& written) = 0;

  // The same source, from its beginning.
  virtual std::unique_ptr<TargetSource> anew() const = 0;
};

// To be read more than once, by several: each reads one made anew.
using TargetSources = std::vector<std::shared_ptr<const TargetSource>>;

// In constant memory; a handle that comes twice is given twice.
class TemplateSource : public TargetSource {
 public:
  using Templates = std::shared_ptr<const std::vector<naming::Template>>;
  explicit TemplateSource(Templates templates) : templates_(std::move(templates)) {}

  bool next(Written& written) override;
  std::unique_ptr<TargetSource> anew() const override;

 private:
  Templates templates_;
  std::size_t next_template_ = 0;
  std::optional<naming::Generator> generator_;  // of the template before that
};

// What keeps lines of this text from being handles, each with its line; or that there is none.
model::Problems wrong_lines(std::string_view text, std::string_view file);

// Handles one a line, as people paste them (text/name.hpp); lines that are blank, or wrong, are
// skipped.
class LineSource : public TargetSource {
 public:
  explicit LineSource(std::shared_ptr<const std::string> text);  // UTF-8

  bool next(Written& written) override;
  std::unique_ptr<TargetSource> anew() const override;

 private:
  std::shared_ptr<const std::string> text_;
  std::string_view rest_;
};

class OwnedSource : public TargetSource {
 public:
  // The list outlives what is read of it.
  explicit OwnedSource(std::span<const judging::OwnedHandle> owned) : owned_(owned) {}

  bool next(Written& written) override;
  std::unique_ptr<TargetSource> anew() const override;

 private:
  std::span<const judging::OwnedHandle> owned_;
  std::size_t next_ = 0;
};

}  // namespace targets
