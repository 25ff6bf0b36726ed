#include "engine/state/state_store.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <optional>
#include <set>
#include <stdexcept>

namespace cambrian {
namespace {

constexpr std::byte kIsInline{0};
constexpr std::byte kIsStored{1};
constexpr std::size_t kStoredSize = 1 + 3 * sizeof(std::uint64_t);
constexpr std::uint64_t kSecondSeed = 0x5eed;

std::pair<std::uint64_t, std::uint64_t> key_of(BytesView state) {
  return {hash_bytes(state), hash_bytes(state, kSecondSeed)};
}

// What a reference says: of a stored state the two hashes and the size.
std::optional<std::array<std::uint64_t, 3>> stored(BytesView reference) {
  if (reference.empty() || reference.front() == kIsInline) return std::nullopt;
  if (reference.front() != kIsStored || reference.size() != kStoredSize)
    throw std::logic_error("no reference to a state");
  std::array<std::uint64_t, 3> words{};
  std::memcpy(words.data(), reference.data() + 1, sizeof words);
  return words;
}

std::string name_of(const std::pair<std::uint64_t, std::uint64_t>& key) {
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx",
                static_cast<unsigned long long>(key.first),
                static_cast<unsigned long long>(key.second));
  return text.data();
}

}  // namespace

Bytes StateStore::put(Bytes state) {
  if (state.empty()) return {};
  if (state.size() <= kInline) {
    state.insert(state.begin(), kIsInline);
    return state;
  }
  const Key key = key_of(state);
  const std::array<std::uint64_t, 3> words{key.first, key.second, state.size()};
  Bytes reference(kStoredSize, kIsStored);
  std::memcpy(reference.data() + 1, words.data(), sizeof words);
  const auto [place, is_new] = entries_.try_emplace(key);
  Entry& entry = place->second;
  ++entry.references;
  entry.size = state.size();
  if (is_new) unsaved_.push_back(key);
  if (!entry.in_memory) {
    in_memory_ += state.size();
    entry.state = std::move(state);
    entry.in_memory = true;
  }
  return reference;
}

void StateStore::hold(BytesView reference) {
  const auto words = stored(reference);
  if (!words) return;
  const auto [place, is_new] = entries_.try_emplace(Key{(*words)[0], (*words)[1]});
  Entry& entry = place->second;
  if (is_new) {
    entry.size = (*words)[2];
    entry.on_disk = true;  // attach() looks
  }
  entry.wanted = true;
  ++entry.references;
}

void StateStore::release(BytesView reference) {
  const auto words = stored(reference);
  if (!words) return;
  const auto place = entries_.find(Key{(*words)[0], (*words)[1]});
  if (place == entries_.end() || place->second.references == 0)
    throw std::logic_error("a state is let go more often than it was held");
  Entry& entry = place->second;
  if (--entry.references > 0) return;
  if (entry.wanted || entry.on_disk) {
    dropped_.push_back(place->first);
    return;
  }
  std::erase(unsaved_, place->first);
  in_memory_ -= entry.state.size();
  entries_.erase(place);
}

Result<Bytes> StateStore::get(BytesView reference) {
  const auto words = stored(reference);
  if (!words) return reference.empty() ? Bytes{} : Bytes(reference.begin() + 1, reference.end());
  const Key key{(*words)[0], (*words)[1]};
  Entry& entry = entries_.at(key);
  if (entry.in_memory) return entry.state;
  auto state = read_file(*files_, path(key));
  if (!state) return state.error();
  if (state->size() != (*words)[2] || key_of(*state) != key)
    return Error{path(key), "is damaged", "restore a copy of the run folder"};
  entry.state = *state;
  entry.in_memory = true;
  in_memory_ += state->size();
  trim();
  return std::move(*state);
}

Result<void> StateStore::attach(const std::string& folder, const FileSystem& files) {
  folder_ = folder;
  files_ = &files;
  const auto names = files.list(folder);
  if (!names) return names.error();
  std::set<std::string> there(names->begin(), names->end());
  for (const auto& [key, entry] : entries_) {
    if (entry.references == 0) continue;
    if (there.erase(name_of(key)) == 0)
      return Error{path(key), "is missing, and the run goes on from it",
                   "restore a copy of the run folder"};
  }
  std::erase_if(entries_, [](const auto& item) { return item.second.references == 0; });
  dropped_.clear();
  for (const std::string& name : there) {
    if (auto removed = files.remove(folder + "/" + name); !removed) return removed;
  }
  return {};
}

Result<void> StateStore::write(const Key& key, Entry& entry) {
  const std::string temporary = path(key) + ".tmp";
  {
    auto file = files_->open(temporary, OpenMode::replace);
    if (!file) return file.error();
    if (auto done = (*file)->append(entry.state); !done) return done;
    if (auto done = (*file)->sync(); !done) return done;
  }
  if (auto done = files_->rename(temporary, path(key)); !done) return done;
  entry.on_disk = true;
  return {};
}

Result<void> StateStore::save() {
  if (files_ == nullptr || unsaved_.empty()) return {};
  const auto made = files_->make_folder(folder_);
  if (!made) return made.error();
  if (*made) {
    if (auto done = files_->sync_folder(folder_of(folder_)); !done) return done;
  }
  for (const Key& key : unsaved_) {
    if (auto done = write(key, entries_.at(key)); !done) return done;
  }
  if (auto done = files_->sync_folder(folder_); !done) return done;
  unsaved_.clear();
  trim();
  return {};
}

Result<void> StateStore::sweep() {
  for (const Key& key : std::exchange(dropped_, {})) {
    const auto place = entries_.find(key);
    if (place == entries_.end() || place->second.references > 0) continue;
    if (files_ != nullptr && place->second.on_disk) {
      if (auto done = files_->remove(path(key)); !done) return done;
    }
    std::erase(unsaved_, key);
    in_memory_ -= place->second.state.size();
    entries_.erase(place);
  }
  return {};
}

std::string StateStore::path(const Key& key) const { return folder_ + "/" + name_of(key); }

// What is on the disk can be read again.
void StateStore::trim() {
  if (files_ == nullptr) return;
  for (auto place = entries_.begin(); place != entries_.end() && in_memory_ > limit_; ++place) {
    Entry& entry = place->second;
    if (!entry.on_disk || !entry.in_memory) continue;
    in_memory_ -= entry.state.size();
    entry.state = {};
    entry.in_memory = false;
  }
}

}  // namespace cambrian
