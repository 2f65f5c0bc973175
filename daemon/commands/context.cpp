#include "commands/context.hpp"

#include <algorithm>
#include <cstdlib>

#include <unistd.h>

#include <fmt/format.h>

#include "text/visible.hpp"

namespace commands {
namespace {

void to_stderr(std::string line) {
  line += '\n';
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (written <= 0) return;  // nobody left to tell
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

Context::Context(const Common& common) : common_(common), results_(STDOUT_FILENO) {}

void Context::error(std::string_view text) {
  to_stderr(fmt::format("handlewatch: {}", text::visible(text)));
}

void Context::remark(std::string_view text) {
  if (!common_.quiet) to_stderr(text::visible(text));
}

void Context::detail(std::string_view text) {
  if (common_.verbose) to_stderr(text::visible(text));
}

void Context::errors(const model::Problems& problems) {
  for (const model::Problem& problem : problems) error(to_string(problem));
}

std::filesystem::path Context::patterns() const {
  if (!common_.patterns.empty()) return common_.patterns;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  // <prefix>/bin/handlewatch belongs to <prefix>/share: an installation may have been moved.
  const auto beside = program.parent_path().parent_path() / "share/handlewatch/patterns";
  for (const std::filesystem::path& folder : {beside, {HANDLEWATCH_INSTALLED_PATTERNS}}) {
    if (std::filesystem::is_directory(folder, error)) return folder;
  }
  return HANDLEWATCH_SOURCE_PATTERNS;
}

reporting::Format Context::format() const {
  if (const auto format = reporting::parse_format(common_.format)) return *format;
  return results_.is_terminal() ? reporting::Format::table : reporting::Format::jsonl;
}

bool Context::in_colour() const {
  if (common_.colour == "always") return true;
  const char* no_colour = std::getenv("NO_COLOR");
  const bool refused = no_colour != nullptr && *no_colour != '\0';
  return common_.colour == "auto" && !refused && results_.is_terminal();
}

namespace {

// Two servers of one platform would look alike without it.
void show_servers(reporting::Layout& layout, const std::vector<reading::Json>& rows) {
  auto& shown = layout.shown;
  const auto is = [](std::string_view key) {
    return [key](const reporting::Column& column) { return column.key == key; };
  };
  const auto platform = std::find_if(shown.begin(), shown.end(), is("platform"));
  if (platform == shown.end() || std::any_of(shown.begin(), shown.end(), is("server"))) return;
  const bool servers = std::any_of(rows.begin(), rows.end(), [](const reading::Json& row) {
    const reading::Json* server = row.find("server");
    return server != nullptr && server->is(reading::Json::Kind::string);
  });
  if (servers) shown.insert(platform + 1, {"server", "SERVER"});
}

}  // namespace

int print_rows(Context& context, reporting::Layout layout, const std::vector<reading::Json>& rows) {
  show_servers(layout, rows);
  Output& out = context.results();
  reporting::Listing listing(context.format(), std::move(layout), context.in_colour(),
                             [&out](std::string_view text) { out.write(text); });
  for (const reading::Json& row : rows) listing.add(row);
  listing.finish();
  out.flush();
  return Exit::done;
}

}  // namespace commands
