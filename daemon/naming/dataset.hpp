// The tables that fill the slots of a naming template: CSV files whose first column is the key. The
// shipped ones lie in patterns/datasets/; a person adds others with `--dataset NAME=FILE`.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/problem.hpp"

namespace naming {

struct Dataset {
  std::string name;
  std::vector<std::string> columns;            // the first one is the key
  std::vector<std::vector<std::string>> rows;  // in the file's order, a field for every column

  // Index of a column, or -1.
  int column(std::string_view column_name) const;
};

// At least one row, keys unique and not empty, every field printable. All mistakes at once.
model::Result<Dataset> parse_dataset(std::string_view text, std::string_view file,
                                     std::string name);

// Made of a-z, 0-9 and `-`.
bool is_dataset_name(std::string_view name);

// Finds datasets by name and reads each when it is first asked for.
class DatasetStore {
 public:
  // Folders of NAME.csv, the first that has a name wins; usually one, <patterns>/datasets.
  explicit DatasetStore(std::vector<std::filesystem::path> folders = {});

  // Adds one written as NAME=FILE and reads it at once; it hides one of the folders' with that
  // name. Returns what is wrong, or nothing.
  model::Problems add(std::string_view assignment);

  // The dataset, valid as long as the store; null when none has that name.
  model::Result<const Dataset*> find(std::string_view name);

  std::vector<std::string> names() const;  // all that can be found, sorted
  // Which of the folders' datasets are hidden by one that was added.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  std::filesystem::path shipped_file(std::string_view name) const;  // empty when there is none

  std::vector<std::filesystem::path> folders_;
  std::map<std::string, Dataset, std::less<>> read_;
  std::vector<std::string> notes_;
};

}  // namespace naming
