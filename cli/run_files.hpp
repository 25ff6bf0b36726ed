// The files of runs as commands find them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian::cli {

/// An error for a run of another version of the program, whose settings may differ.
Result<void> check_version(const RunFolder& folder);
/// An error for the folder of a run that `cambrian COMMAND` has not made.
Result<void> check_command(const Manifest& manifest, std::string_view command,
                           const std::string& path);
/// The folders of the searches under `path`: itself, or those of its several targets or seeds, in
/// the order in which they are searched.
Result<std::vector<std::string>> run_folders(const std::string& path);
/// The command that made the run under `path`.
Result<std::string> command_of(const std::string& path);
/// The text of hall_of_fame.json.
Result<std::string> read_hall(const RunFolder& folder);

/// What `parsed` makes of the text of hall_of_fame.json, whose name it is given for errors, for the
/// one run of `cambrian COMMAND` in a folder.
template <class Document>
Result<Document> read_document(const std::string& path, std::string_view command,
                               Result<Document> (*parsed)(std::string_view, const std::string&)) {
  const auto folder = RunFolder::view(path);
  if (!folder) return folder.error();
  if (auto known = check_command(folder->manifest(), command, path); !known) return known.error();
  const auto text = read_hall(*folder);
  if (!text) return text.error();
  return parsed(*text, folder->file("hall_of_fame.json"));
}

/// The same for all runs under `path`.
template <class Document>
Result<std::vector<Document>> read_documents(const std::string& path, std::string_view command,
                                             Result<Document> (*parsed)(std::string_view,
                                                                        const std::string&)) {
  const auto folders = run_folders(path);
  if (!folders) return folders.error();
  std::vector<Document> documents;
  for (const std::string& folder : *folders) {
    auto document = read_document(folder, command, parsed);
    if (!document) return document.error();
    documents.push_back(std::move(*document));
  }
  return documents;
}

}  // namespace cambrian::cli
