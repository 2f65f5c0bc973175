#include "importing/overlay.hpp"

#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "platforms/verified.hpp"
#include "reading/file.hpp"

namespace importing {
namespace {

constexpr const char* usual_folder = "/etc/handlewatch/platforms";

// All of it or nothing of it.
bool replace_file(const std::filesystem::path& file, const std::string& text) {
  const std::filesystem::path beside = file.string() + ".new";
  std::error_code error;
  {
    std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.flush();
    if (!stream) {
      std::filesystem::remove(beside, error);
      return false;
    }
  }
  std::filesystem::rename(beside, file, error);
  return !error;
}

}  // namespace

std::filesystem::path overlay_folder() {
  const char* named = std::getenv("HANDLEWATCH_PLATFORMS");
  return named != nullptr && *named != '\0' ? named : usual_folder;
}

Catalogue installed_catalogue(const std::filesystem::path& patterns) {
  Catalogue catalogue;
  catalogue.offer_folder(patterns / "platforms");
  catalogue.add_folder(overlay_folder());
  return catalogue;
}

model::Result<std::filesystem::path> write_verified(const platforms::Definition& definition,
                                                    const std::string& at) {
  const auto text = reading::read_file(definition.file);
  if (!text) return model::refused(text.error());
  const std::filesystem::path file = overlay_folder() / (definition.id + ".json");
  auto stamped = platforms::with_verified(*text, at);
  if (!stamped) return model::refused({definition.file, 0, 0, "", "no definition any more"});
  std::error_code error;
  const bool is_there = std::filesystem::equivalent(definition.file, file, error);
  if (!is_there) stamped = platforms::verified_copy(*text, *stamped);
  std::filesystem::create_directories(file.parent_path(), error);
  const std::string& names = definition.grammar.reserved_file;
  if (!is_there && !names.empty()) {
    const auto list =
        reading::read_file(std::filesystem::path(definition.file).parent_path() / names);
    const std::filesystem::path beside = overlay_folder() / names;
    std::filesystem::create_directories(beside.parent_path(), error);
    const bool is_kept = list && replace_file(beside, *list);
    if (!is_kept) return model::refused({beside.string(), 0, 0, "", "cannot be written"});
  }
  if (replace_file(file, *stamped)) return file;
  return model::refused({file.string(), 0, 0, "", "cannot be written"});
}

}  // namespace importing
