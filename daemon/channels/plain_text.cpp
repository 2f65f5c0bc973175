#include "channels/plain_text.hpp"

#include <fmt/format.h>

#include "alerting/split.hpp"
#include "text/clip.hpp"

namespace channels {
namespace {

class Writer {
 public:
  Writer(const alerting::Rendered& rendered, const alerting::Texts& texts)
      : rendered_(rendered), texts_(texts) {}

  std::string write(alerting::Split split) {
    out_.clear();
    if (!rendered_.catch_up.empty()) {
      paragraph(rendered_.catch_up);
      paragraph(fmt::format("{} {}", texts_.label("stands_for"), rendered_.stands_for));
    }
    for (std::size_t i = 0; i < split.full; ++i) write_event(rendered_.events[i]);
    write_names(split);
    const std::size_t left_out = rendered_.events.size() - split.named;
    if (left_out > 0) paragraph(alerting::more(texts_, left_out));
    for (const alerting::Spans& advice : rendered_.advice) {
      paragraph(fmt::format("{} {}", texts_.label("advice"), alerting::plain(advice)));
    }
    return out_;
  }

 private:
  void line(std::string_view text) {
    out_ += text;
    out_ += '\n';
  }
  void gap() {
    if (!out_.empty()) out_ += '\n';
  }
  void paragraph(std::string_view text) {
    gap();
    line(text);
  }

  void write_event(const alerting::RenderedEvent& event) {
    gap();
    line(alerting::plain(rendered_.is_group() ? event.title : event.sentence));
    if (!rendered_.is_group()) gap();
    for (const alerting::Fact& fact : event.facts) {
      line(fmt::format("{} {}", fact.label, alerting::plain(fact.value)));
    }
  }

  void write_names(alerting::Split split) {
    if (split.named == split.full) return;
    gap();
    if (split.full > 0) line(texts_.phrase("also"));
    for (std::size_t i = split.full; i < split.named; ++i) {
      line("- " + alerting::plain(rendered_.events[i].title));
    }
  }

  const alerting::Rendered& rendered_;
  const alerting::Texts& texts_;
  std::string out_;
};

}  // namespace

std::string plain_text(const alerting::Rendered& rendered, const alerting::Texts& texts,
                       std::size_t most_full, std::size_t most_bytes) {
  Writer writer(rendered, texts);
  const auto fits = [&](alerting::Split part) { return writer.write(part).size() <= most_bytes; };
  const alerting::Split found = alerting::split(rendered.events.size(), most_full, fits);
  return text::clipped_bytes(writer.write(found), most_bytes);
}

}  // namespace channels
