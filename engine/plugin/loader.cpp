#include "engine/plugin/loader.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "engine/core/bytes.hpp"
#include "engine/plugin/abi.h"

namespace cambrian {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHowToBuild = "build it by cambrian_add_space, see docs/plugins.md";

std::string machine_name(unsigned machine) {
  switch (machine) {
    case EM_386:
      return "32-bit x86";
    case EM_X86_64:
      return "x86-64";
    case EM_ARM:
      return "32-bit ARM";
    case EM_AARCH64:
      return "AArch64";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC64:
      return "POWER";
    default:
      return "machine number " + std::to_string(machine);
  }
}

// The part of an ELF header that is the same for 32 and 64 bits.
struct Head {
  std::array<unsigned char, EI_NIDENT> ident;
  std::uint16_t type;
  std::uint16_t machine;
};

Result<Head> read_head(const std::string& path) {
  std::error_code unused;
  if (fs::is_directory(path, unused)) return Error{path, "is a folder, not a plugin", ""};
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{path, std::strerror(errno), "the path of a plugin, ending in .so"};
  Head head{};
  file.read(reinterpret_cast<char*>(&head), sizeof head);
  if (file.gcount() < static_cast<std::streamsize>(sizeof head) ||
      std::memcmp(head.ident.data(), ELFMAG, SELFMAG) != 0) {
    return Error{path, "is no shared library", kHowToBuild};
  }
  return head;
}

/// False when the file ends before what it says it holds: then dlopen would end the program.
bool is_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(0, std::ios::end);
  const std::uint64_t size = static_cast<std::uint64_t>(file.tellg());
  ElfW(Ehdr) header{};
  file.seekg(0);
  file.read(reinterpret_cast<char*>(&header), sizeof header);
  file.seekg(static_cast<std::streamoff>(header.e_phoff));
  for (unsigned i = 0; i < header.e_phnum && file; ++i) {
    ElfW(Phdr) segment{};
    file.read(reinterpret_cast<char*>(&segment), sizeof segment);
    if (segment.p_offset > size || segment.p_filesz > size - segment.p_offset) return false;
  }
  return static_cast<bool>(file);
}

/// What dlopen would refuse in its own words, or in none that help.
Result<void> check_file(const std::string& path) {
  const Result<Head> plugin = read_head(path);
  if (!plugin) return plugin.error();
  const Result<Head> self = read_head("/proc/self/exe");
  if (self &&
      (plugin->machine != self->machine || plugin->ident[EI_CLASS] != self->ident[EI_CLASS] ||
       plugin->ident[EI_DATA] != self->ident[EI_DATA])) {
    return Error{path,
                 "built for " + machine_name(plugin->machine) + ", and this program runs on " +
                     machine_name(self->machine),
                 "build the plugin on this kind of machine"};
  }
  if (plugin->type != ET_DYN) {
    return Error{path, "is no shared library but an object file or a program", kHowToBuild};
  }
  if (!is_whole(path)) return Error{path, "the file is cut off", "copy or build it again"};
  return {};
}

// "/path/x.so: undefined symbol: y" without the path, which the error names anyway.
std::string reason(const std::string& path) {
  const char* text = ::dlerror();
  const std::string all = text == nullptr ? "it cannot be loaded" : text;
  const std::string start = path + ": ";
  return all.compare(0, start.size(), start) == 0 ? all.substr(start.size()) : all;
}

template <class Kind>
Result<void> add(std::vector<Kind>& known, std::vector<Kind> kinds, const std::string& what,
                 const std::string& path) {
  for (Kind& kind : kinds) {
    const auto same = [&](const Kind& other) { return other.name == kind.name; };
    const auto found = std::find_if(known.begin(), known.end(), same);
    if (found != known.end()) {
      return Error{path,
                   "its " + what + " '" + kind.name + "' has the name of one that is " +
                       (found->origin == kBuiltIn ? "" : "in ") + found->origin,
                   "rename it, or leave out one of the plugins"};
    }
    known.push_back(std::move(kind));
  }
  return {};
}

}  // namespace

Result<PluginKinds> load_plugin(const std::string& path) {
  const Result<void> checked = check_file(path);
  if (!checked) return checked.error();
  // Without a slash dlopen would look for it among the system's libraries.
  const std::string file = fs::absolute(path).string();
  // All symbols at once, so that a missing one is found now and not in the middle of a run; and
  // local, so that two plugins do not see each other's.
  void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return Error{path, reason(file), "link the plugin with all libraries that it uses"};
  }
  void* symbol = ::dlsym(library, "cambrian_plugin");
  if (symbol == nullptr) {
    return Error{path, "has no function cambrian_plugin",
                 "end its source with CAMBRIAN_PLUGIN(YourSpace)"};
  }
  const auto describe = reinterpret_cast<decltype(&cambrian_plugin)>(symbol);
  return plugin_kinds(describe(), path);
}

Result<std::vector<std::string>> plugin_files(const std::string& search_path) {
  std::vector<std::string> files;
  for (std::size_t begin = 0; begin <= search_path.size();) {
    const std::size_t end = std::min(search_path.find(':', begin), search_path.size());
    const std::string part = search_path.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty()) continue;
    std::error_code error;
    if (!fs::is_directory(part, error)) {
      if (!fs::exists(part, error)) return Error{part, "no such file or folder of plugins", ""};
      files.push_back(part);
      continue;
    }
    const std::size_t first = files.size();
    for (const fs::directory_entry& entry : fs::directory_iterator(part, error)) {
      if (entry.path().extension() == ".so") files.push_back(entry.path().string());
    }
    if (error) return Error{part, error.message(), ""};
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(first), files.end());
  }
  return files;
}

Result<std::string> content_hash(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  if (!file) return Error{path, "cannot be read", "the path of a plugin, ending in .so"};
  constexpr const char* kDigits = "0123456789abcdef";
  const std::uint64_t hash = hash_bytes(as_bytes(content));
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[(hash >> shift) & 15];
  return text;
}

Result<PluginKinds> load_plugins(const std::vector<std::string>& paths, PluginKinds known) {
  std::set<fs::path> seen;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::path file = fs::canonical(path, error);
    if (!error && !seen.insert(file).second) continue;
    Result<PluginKinds> kinds = load_plugin(path);
    if (!kinds) return kinds.error();
    Result<void> added = add(known.problems, std::move(kinds->problems), "space", path);
    if (added) added = add(known.algorithms, std::move(kinds->algorithms), "algorithm", path);
    if (added) added = add(known.selectors, std::move(kinds->selectors), "selector", path);
    if (!added) return added.error();
  }
  return known;
}

}  // namespace cambrian
