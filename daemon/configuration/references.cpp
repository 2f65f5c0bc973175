#include "configuration/references.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "naming/template.hpp"
#include "probing/price.hpp"
#include "reading/file.hpp"
#include "text/visible.hpp"

namespace configuration {
namespace {

using reading::Json;
using reading::pointer;

const Json* member(const Json& object, std::string_view key, Json::Kind kind) {
  const Json* found = object.find(key);
  return found != nullptr && found->is(kind) ? found : nullptr;
}

class ReferenceCheck {
 public:
  ReferenceCheck(const std::filesystem::path& folder, Known known, reading::Document& document)
      : folder_(folder), known_(known), document_(document) {}

  void watch(const Json& json, const std::string& path) {
    if (const Json* name = member(json, "name", Json::Kind::string)) {
      this->name(*name, pointer(path, "name"));
    }
    if (const Json* expect = member(json, "expect", Json::Kind::array)) {
      for (std::size_t i = 0; i < expect->items.size(); ++i) {
        naming_template(expect->items[i], pointer(pointer(path, "expect"), i));
      }
    }
    if (const Json* platforms = member(json, "platforms", Json::Kind::array)) {
      places(*platforms, pointer(path, "platforms"));
    }
    if (const Json* owned = json.find("owned")) this->owned(*owned, pointer(path, "owned"));
  }

  void network(const Json& json) {
    if (const Json* proxy = json.find("proxy")) {
      const auto why = unusable_proxy(*proxy, folder_);
      if (why) document_.report(*proxy, "/network/proxy", *why);
    }
    const Json* ca_file = member(json, "ca_file", Json::Kind::string);
    if (ca_file == nullptr || ca_file->text.empty()) return;
    if (const auto why = unusable_ca_file(folder_ / ca_file->text)) {
      document_.report(*ca_file, "/network/ca_file", *why);
    }
  }

  void platform(const std::string& id, std::size_t at, const Json& settings,
                const std::string& path) {
    const platforms::Definition* definition = known_.catalogue.find(id);
    if (definition == nullptr) {
      document_.report(at, path, known_.catalogue.why_unknown(id));
      return;
    }
    if (const Json* credential = member(settings, "credential", Json::Kind::string)) {
      this->credential(*definition, *credential, pointer(path, "credential"));
    }
    if (const Json* budget = member(settings, "budget", Json::Kind::string)) {
      this->budget(*definition, *budget, pointer(path, "budget"));
    }
  }

 private:
  void name(const Json& json, const std::string& path) {
    const auto [first, is_new] = names_.emplace(json.text, path);
    if (is_new) return;
    document_.report(json, path,
                     fmt::format("another watch is called '{}' already: {}",
                                 text::visible(json.text), first->second));
  }

  void naming_template(const Json& json, const std::string& path) {
    if (!json.is(Json::Kind::string) || json.text.empty()) return;
    const auto parsed = naming::parse_template(json.text, known_.datasets);
    if (parsed) return;
    for (const model::Problem& problem : parsed.error()) {
      const bool own = problem.file == "template";  // else it is of a dataset's file
      document_.report(json, path, own ? problem.message : to_string(problem));
    }
  }

  void places(const Json& list, const std::string& path) {
    std::vector<targets::Place> before;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const Json& json = list.items[i];
      if (!json.is(Json::Kind::string) || json.text.empty()) continue;
      const auto place = targets::parse_place(json.text, known_.catalogue);
      if (!place) {
        document_.report(json, pointer(path, i), place.error().front().message);
        continue;
      }
      if (contains(before, *place)) {
        document_.report(json, pointer(path, i),
                         fmt::format("'{}' stands in this list already", text::visible(json.text)));
      }
      before.push_back(*place);
    }
  }

  void owned(const Json& json, const std::string& path) {
    if (json.is(Json::Kind::string) && !json.text.empty()) return owned_file(json, path);
    if (!json.is(Json::Kind::array)) return;
    for (std::size_t i = 0; i < json.items.size(); ++i) {
      const Json* platform = member(json.items[i], "platform", Json::Kind::string);
      const Json* handle = member(json.items[i], "handle", Json::Kind::string);
      if (platform == nullptr || handle == nullptr) continue;
      if (platform->text.empty() || handle->text.empty()) continue;
      const auto why =
          targets::unknown_place(watching::read_owned(json.items[i]), known_.catalogue);
      if (why) document_.report(json.items[i], pointer(path, i), *why);
    }
  }

  void owned_file(const Json& json, const std::string& path) {
    const std::filesystem::path file = folder_ / json.text;
    const auto text = reading::read_file(file);
    if (!text) return document_.report(json, path, to_string(text.error().front()));
    const auto owned = judging::parse_owned(*text, file.string());
    model::Problems& problems = document_.problems;
    if (!owned) {
      problems.insert(problems.end(), owned.error().begin(), owned.error().end());
      return;
    }
    for (const judging::OwnedHandle& entry : *owned) {
      const auto why = targets::unknown_place(entry, known_.catalogue);
      if (why) problems.push_back({file.string(), entry.line, 0, "", *why});
    }
  }

  void credential(const platforms::Definition& definition, const Json& json,
                  const std::string& path) {
    const bool takes_one =
        std::any_of(definition.asks.begin(), definition.asks.end(),
                    [](const platforms::Ask& ask) { return !ask.credential.empty(); });
    if (!takes_one) {
      document_.report(json, path, fmt::format("{} is asked without a credential", definition.id));
    } else if (reading::credential_name().admits(json.text) && !reading::credential(json.text)) {
      document_.report(json, path, reading::missing_credential(json.text));
    }
  }

  // Money is kept apart by currency: a budget in another one would never end.
  void budget(const platforms::Definition& definition, const Json& json, const std::string& path) {
    const auto budget = probing::parse_budget(json.text);
    if (!budget || budget->currency.empty()) return;
    std::string paid_in;
    for (const platforms::Ask& ask : definition.asks) {
      if (const auto price = probing::price_of(ask)) paid_in = price->currency;
      if (paid_in == budget->currency) return;
    }
    document_.report(
        json, path,
        paid_in.empty()
            ? fmt::format("{} costs no money; a budget of requests would be right, "
                          "such as '300/1d'",
                          definition.id)
            : fmt::format("{} is paid in {}, not in {}", definition.id, paid_in, budget->currency));
  }

  const std::filesystem::path& folder_;
  Known known_;
  reading::Document& document_;
  std::map<std::string, std::string> names_;  // of watches: where each stands
};

}  // namespace

void check_references(const Json& configuration, const std::filesystem::path& folder, Known known,
                      reading::Document& document) {
  ReferenceCheck check(folder, known, document);
  if (const Json* watches = member(configuration, "watches", Json::Kind::array)) {
    for (std::size_t i = 0; i < watches->items.size(); ++i) {
      check.watch(watches->items[i], pointer("/watches", i));
    }
  }
  if (const Json* network = configuration.find("network")) check.network(*network);
  if (const Json* platforms = member(configuration, "platforms", Json::Kind::object)) {
    for (std::size_t i = 0; i < platforms->items.size(); ++i) {
      check.platform(platforms->keys[i], platforms->key_at[i], platforms->items[i],
                     pointer("/platforms", platforms->keys[i]));
    }
  }
}

std::vector<targets::Place> places_of(const watching::Watch& watch,
                                      const importing::Catalogue& catalogue) {
  std::vector<targets::Place> places;
  for (const std::string& written : watch.platforms) {
    const auto place = targets::parse_place(written, catalogue);
    if (place) places.push_back(*place);
  }
  for (const judging::OwnedHandle& owned : watch.owned) {
    const auto place = targets::owned_place(owned, catalogue);
    if (place && *place && !contains(places, **place)) places.push_back(**place);
  }
  return places;
}

model::Result<targets::TargetSources> sources_of(const watching::Watch& watch,
                                                 naming::DatasetStore& datasets) {
  auto templates = std::make_shared<std::vector<naming::Template>>();
  for (const std::string& written : watch.expect) {
    auto parsed = naming::parse_template(written, datasets);
    if (!parsed) return tl::unexpected(std::move(parsed.error()));
    templates->push_back(std::move(*parsed));
  }
  return targets::TargetSources{std::make_shared<targets::TemplateSource>(std::move(templates))};
}

model::Result<std::vector<judging::OwnedHandle>> read_owned_file(
    const std::filesystem::path& file) {
  const auto text = reading::read_file(file);
  if (!text) return model::refused(text.error());
  return judging::parse_owned(*text, file.string());
}

}  // namespace configuration
