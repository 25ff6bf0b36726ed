// MemoryFiles: a file system for tests that can crash and then forgets what was not synced.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/state/file_system.hpp"

namespace cambrian::testing {

/// Thrown by an operation in the middle of which the machine fails.
struct PowerFailure {};

/// What of the bytes that were written and not synced is found after a crash.
enum class Unsynced { lost, kept, half, zeros };

class MemoryFiles : public FileSystem {
 public:
  /// The machine fails in the operation after so many that change something.
  mutable std::optional<int> operations_left;
  /// Space of the disk; an append beyond it writes what fits and fails.
  std::size_t capacity = std::size_t{1} << 40;
  bool syncs_fail = false;

  /// Back to what the disk holds. Names are durable after a sync of their folder, bytes after a
  /// sync of their file. Open files must not be used afterwards; their locks are gone.
  void crash(Unsynced unsynced) {
    operations_left.reset();
    names_ = durable_names_;
    for (auto& [path, node] : names_) {
      const std::size_t pending = node->content.size() - std::min(node->content.size(), node->safe);
      if (unsynced == Unsynced::lost) node->content.resize(node->safe);
      if (unsynced == Unsynced::half) node->content.resize(node->safe + pending / 2);
      if (unsynced == Unsynced::zeros)
        std::fill(node->content.end() - static_cast<std::ptrdiff_t>(pending), node->content.end(),
                  std::byte{0});
      node->safe = node->content.size();
      node->locked = false;
    }
  }
  Bytes& content(const std::string& path) { return names_.at(path)->content; }
  void put(const std::string& path, Bytes content) {
    auto node = std::make_shared<Node>();
    node->safe = content.size();
    node->content = std::move(content);
    names_[path] = durable_names_[path] = node;
  }

  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) const override {
    auto place = names_.find(path);
    const bool found = place != names_.end();
    const bool must_exist = mode == OpenMode::read || mode == OpenMode::append;
    if (!found && must_exist) return Error{path, "No such file", ""};
    if (found && mode == OpenMode::create) return Error{path, "File exists", ""};
    if (!found) {
      operation();
      place = names_.emplace(path, std::make_shared<Node>()).first;
    }
    if (mode == OpenMode::replace) place->second->content.clear(), place->second->safe = 0;
    return std::unique_ptr<File>(new MemoryFile(*this, path, place->second));
  }
  bool exists(const std::string& path) const override {
    return names_.count(path) + folders_.count(path) > 0;
  }
  Result<void> rename(const std::string& from, const std::string& to) const override {
    operation();
    names_[to] = names_.at(from);
    names_.erase(from);
    return {};
  }
  Result<void> remove(const std::string& path) const override {
    operation();
    names_.erase(path);
    return {};
  }
  Result<bool> make_folder(const std::string& path) const override {
    return folders_.insert(path).second;
  }
  Result<std::vector<std::string>> list(const std::string& path) const override {
    std::vector<std::string> found;
    for (const auto& [name, node] : names_) {
      if (folder_of(name) == path) found.push_back(name.substr(path.size() + 1));
    }
    return found;
  }
  Result<void> sync_folder(const std::string& path) const override {
    operation();
    const auto inside = [&](const std::string& name) { return folder_of(name) == path; };
    std::erase_if(durable_names_, [&](const auto& entry) { return inside(entry.first); });
    for (const auto& [name, node] : names_) {
      if (inside(name)) durable_names_[name] = node;
    }
    return {};
  }

 private:
  struct Node {
    Bytes content;
    std::size_t safe = 0;  // bytes that are on the disk
    bool locked = false;
  };

  class MemoryFile : public File {
   public:
    MemoryFile(const MemoryFiles& files, std::string path, std::shared_ptr<Node> node)
        : files_(files), path_(std::move(path)), node_(std::move(node)) {}
    ~MemoryFile() override {
      if (holds_lock_) node_->locked = false;
    }
    Result<void> append(BytesView bytes) override {
      const std::size_t room = files_.capacity - std::min(files_.capacity, files_.used());
      const BytesView fitting = bytes.first(std::min(bytes.size(), room));
      node_->content.insert(node_->content.end(), fitting.begin(), fitting.end());
      files_.operation();
      if (fitting.size() < bytes.size()) return Error{path_, "No space left on device", ""};
      return {};
    }
    Result<void> sync() override {
      files_.operation();
      if (files_.syncs_fail) return Error{path_, "Input/output error", ""};
      node_->safe = node_->content.size();
      return {};
    }
    Result<void> truncate(std::uint64_t size) override {
      files_.operation();
      node_->content.resize(size);
      node_->safe = std::min<std::size_t>(node_->safe, size);
      return {};
    }
    Result<Bytes> read(std::uint64_t offset, std::size_t count) const override {
      const std::size_t begin = std::min<std::size_t>(offset, node_->content.size());
      const std::size_t end = std::min(begin + count, node_->content.size());
      return Bytes(node_->content.begin() + static_cast<std::ptrdiff_t>(begin),
                   node_->content.begin() + static_cast<std::ptrdiff_t>(end));
    }
    Result<std::uint64_t> size() const override { return std::uint64_t{node_->content.size()}; }
    Result<bool> try_lock() override {
      if (node_->locked) return false;
      return node_->locked = holds_lock_ = true;
    }

   private:
    const MemoryFiles& files_;
    std::string path_;
    std::shared_ptr<Node> node_;
    bool holds_lock_ = false;
  };

  std::size_t used() const {
    std::size_t sum = 0;
    for (const auto& [path, node] : names_) sum += node->content.size();
    return sum;
  }

  void operation() const {
    if (!operations_left) return;
    if (--*operations_left < 0) throw PowerFailure{};
  }

  // FileSystem's methods are const, as is fitting for the real one, whose state is the disk.
  mutable std::map<std::string, std::shared_ptr<Node>> names_;
  mutable std::map<std::string, std::shared_ptr<Node>> durable_names_;
  mutable std::set<std::string> folders_;
};

}  // namespace cambrian::testing
