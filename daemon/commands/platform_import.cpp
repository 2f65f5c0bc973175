#include "commands/platform_import.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "commands/platform_facts.hpp"
#include "importing/foreign_list.hpp"
#include "platforms/definition_writer.hpp"
#include "platforms/loader.hpp"
#include "reading/file.hpp"
#include "text/counted.hpp"
#include "text/join.hpp"

namespace commands {
namespace {

using importing::ListedSite;
using platforms::Definition;
using reading::Json;
using Fate = ListedSite::Fate;

constexpr std::string_view name(Fate fate) {
  switch (fate) {
    case Fate::loaded: return "loaded";
    case Fate::weakened: return "weakened";
    case Fate::off: return "off";
    case Fate::refused: break;
  }
  return "refused";
}

struct Written {
  std::filesystem::path path;
  std::string text;
};

std::optional<importing::ImportedList> read_list(Context& context, const std::string& file,
                                                 importing::Form form) {
  const auto text = reading::read_file(file);
  if (!text) {
    context.errors(text.error());
    return std::nullopt;
  }
  const auto json = reading::parse_json(*text, reading::foreign_files, file);
  if (!json) {
    context.errors(json.error());
    return std::nullopt;
  }
  const auto kind = importing::list_kind(*json);
  if (!kind) {
    context.error(fmt::format("{}: {}", file, importing::known_lists()));
    return std::nullopt;
  }
  return importing::import_list(*kind, *json, *text, file, form);
}

// The text of a site's file, proven by loading it again; or why there can be none.
model::Result<std::string> file_of(const Definition& site) {
  auto text = definition_text(site);
  if (!text) return text;
  const auto again = platforms::load_definition(*text, "", site.id);
  if (!again) return model::refused(again.error());
  return text;
}

// A site that no file can hold is refused, with what stands in the way.
std::vector<Written> files_for(importing::ImportedList& list, const std::filesystem::path& folder) {
  std::map<std::string, ListedSite*> told;
  for (ListedSite& site : list.all) told[site.id] = &site;
  std::vector<Written> files;
  for (const Definition& site : list.sites) {
    if (site.disabled) continue;
    auto text = file_of(site);
    if (text) {
      files.push_back({folder / (site.id + ".json"), std::move(*text)});
      continue;
    }
    ListedSite& fate = *told.at(site.id);
    fate.fate = Fate::refused;
    fate.reasons = {"no file can say it: " + to_string(text.error().front())};
  }
  return files;
}

bool write_new(Context& context, const Written& file) {
  // O_EXCL: whatever is there already stays as it is, a link that leads nowhere too.
  const int descriptor = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    context.error(fmt::format("{}: {}", file.path.string(), std::strerror(errno)));
    return false;
  }
  Output out(descriptor);
  bool good = true;
  try {
    out.write(file.text);
    out.flush();
  } catch (const OutputFailed& failure) {
    context.error(fmt::format("{}: {}", file.path.string(), failure.what()));
    good = false;
  }
  if (::close(descriptor) != 0 && good) {
    context.error(fmt::format("{}: {}", file.path.string(), std::strerror(errno)));
    good = false;
  }
  if (!good) ::unlink(file.path.c_str());
  return good;
}

// All of them or, as far as that lies with us, none.
int write_all(Context& context, const std::vector<Written>& files,
              const std::filesystem::path& folder) {
  for (const Written& file : files) {
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(file.path, error))) continue;
    context.error(fmt::format("{} exists already, and stays as it is; nothing was written",
                              file.path.string()));
    return Exit::usage;
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    context.error(fmt::format("{}: {}", folder.string(), error.message()));
    return Exit::usage;
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (write_new(context, files[i])) continue;
    for (std::size_t before = 0; before < i; ++before) ::unlink(files[before].path.c_str());
    return Exit::failed;
  }
  return Exit::done;
}

// What of the list the definitions prove, by their ids.
std::map<std::string, std::string> proven(const importing::ImportedList& list) {
  std::map<std::string, std::string> all;
  for (const Definition& site : list.sites) {
    all[site.id] = site.positive_only() ? "claimed only" : "both sides";
  }
  return all;
}

Json site_record(const ListedSite& site, const std::map<std::string, std::string>& proves) {
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? Json::null() : Json::string(text);
  };
  const auto found = proves.find(site.id);
  const bool known = site.fate != Fate::refused && found != proves.end();
  Json row = Json::object();
  row.add("id", text_or_null(site.id));
  row.add("name", Json::string(site.name));
  row.add("status", Json::string(std::string(name(site.fate))));
  row.add("proves", known ? Json::string(found->second) : Json::null());
  row.add("reason", text_or_null(text::joined(site.reasons, "; ")));
  return row;
}

void print_sites(Context& context, const importing::ImportedList& list) {
  const auto proves = proven(list);
  std::vector<Json> rows;
  for (const ListedSite& site : list.all) rows.push_back(site_record(site, proves));
  reporting::Layout layout;
  layout.keys = {"id", "name", "status", "proves", "reason"};
  layout.shown = {{"id", "ID", 26},
                  {"name", "NAME", 26},
                  {"status", "STATUS"},
                  {"proves", "PROVES"},
                  {"reason", "REASON"}};
  print_rows(context, std::move(layout), rows);
}

}  // namespace

int import_platforms(Context& context, const std::string& file, const std::string& folder) {
  const bool writing = !folder.empty();
  auto list =
      read_list(context, file, writing ? importing::Form::as_file : importing::Form::as_listed);
  if (!list) return Exit::usage;
  if (writing) {
    const auto files = files_for(*list, folder);
    const int code = write_all(context, files, folder);
    if (code != Exit::done) return code;
  }
  print_sites(context, *list);
  std::map<Fate, std::size_t> counts;
  for (const ListedSite& site : list->all) ++counts[site.fate];
  const std::size_t loaded = counts[Fate::loaded], weakened = counts[Fate::weakened];
  context.remark(fmt::format("{}: {} listed, {} loaded, {} weakened, {} off, {} refused",
                             list->format, list->all.size(), loaded, weakened, counts[Fate::off],
                             counts[Fate::refused]));
  if (writing) {
    context.remark(
        fmt::format("wrote {} into {}", text::counted(loaded + weakened, "file"), folder));
  }
  return Exit::done;
}

}  // namespace commands
