#include "targets/target_source.hpp"

#include <algorithm>

namespace targets {

bool TemplateSource::next(Written& written) {
  while (true) {
    if (generator_ && generator_->next(written.handle)) {
      const naming::Template& from = (*templates_)[next_template_ - 1];
      written.instance = {&from, generator_->ordinal()};
      written.owned = nullptr;
      return true;
    }
    if (next_template_ == templates_->size()) return false;
    generator_.emplace((*templates_)[next_template_++]);
  }
}

std::unique_ptr<TargetSource> TemplateSource::anew() const {
  return std::make_unique<TemplateSource>(templates_);
}

LineSource::LineSource(std::shared_ptr<const std::string> text)
    : text_(std::move(text)), rest_(*text_) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

bool LineSource::next(Written& written) {
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (line.starts_with('@')) line.remove_prefix(1);
    if (line.empty()) continue;
    written.handle = line;
    written.instance.reset();
    written.owned = nullptr;
    return true;
  }
  return false;
}

std::unique_ptr<TargetSource> LineSource::anew() const {
  return std::make_unique<LineSource>(text_);
}

bool OwnedSource::next(Written& written) {
  if (next_ == owned_.size()) return false;
  written.owned = &owned_[next_++];
  written.handle = written.owned->handle;
  written.instance.reset();
  return true;
}

std::unique_ptr<TargetSource> OwnedSource::anew() const {
  return std::make_unique<OwnedSource>(owned_);
}

}  // namespace targets
