#include "engine/state/file_system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace cambrian {
namespace {

Error system_error(const std::string& path, const char* action, int code) {
  std::string hint;
  if (code == ENOSPC || code == EDQUOT) hint = "free some space or choose another folder";
  if (code == EACCES || code == EPERM || code == EROFS)
    hint = "check the permissions or choose another folder";
  return {path, std::string(action) + ": " + std::generic_category().message(code), hint};
}

// Repeats a system call that a signal interrupted.
template <class F>
auto restarting(F&& call) {
  decltype(call()) result;
  do result = call();
  while (result < 0 && errno == EINTR);
  return result;
}

class PosixFile : public File {
 public:
  PosixFile(std::string path, int descriptor) : path_(std::move(path)), fd_(descriptor) {}
  ~PosixFile() override { ::close(fd_); }
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;

  Result<void> append(BytesView bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = restarting([&] { return ::write(fd_, bytes.data(), bytes.size()); });
      if (n < 0) return system_error(path_, "cannot write", errno);
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return {};
  }

  Result<void> sync() override {
    if (restarting([&] { return ::fdatasync(fd_); }) < 0)
      return system_error(path_, "cannot write to the disk", errno);
    return {};
  }

  Result<void> truncate(std::uint64_t size) override {
    if (restarting([&] { return ::ftruncate(fd_, static_cast<off_t>(size)); }) < 0)
      return system_error(path_, "cannot cut the file", errno);
    return {};
  }

  Result<Bytes> read(std::uint64_t offset, std::size_t count) const override {
    Bytes bytes(count);
    std::size_t filled = 0;
    while (filled < count) {
      const ssize_t n = restarting([&] {
        return ::pread(fd_, bytes.data() + filled, count - filled,
                       static_cast<off_t>(offset + filled));
      });
      if (n < 0) return system_error(path_, "cannot read", errno);
      if (n == 0) break;
      filled += static_cast<std::size_t>(n);
    }
    bytes.resize(filled);
    return bytes;
  }

  Result<std::uint64_t> size() const override {
    struct stat info {};
    if (::fstat(fd_, &info) < 0) return system_error(path_, "cannot read", errno);
    if (S_ISDIR(info.st_mode)) return system_error(path_, "cannot read", EISDIR);
    return static_cast<std::uint64_t>(info.st_size);
  }

  Result<bool> try_lock() override {
    if (restarting([&] { return ::flock(fd_, LOCK_EX | LOCK_NB); }) == 0) return true;
    if (errno == EWOULDBLOCK) return false;
    return system_error(path_, "cannot lock", errno);
  }

 private:
  std::string path_;
  int fd_;
};

int flags_of(OpenMode mode) {
  switch (mode) {
    case OpenMode::read:
      return O_RDONLY;
    case OpenMode::append:
      return O_RDWR | O_APPEND;
    case OpenMode::create:
      return O_RDWR | O_APPEND | O_CREAT | O_EXCL;
    case OpenMode::replace:
      return O_RDWR | O_APPEND | O_CREAT | O_TRUNC;
    case OpenMode::extend:
      return O_RDWR | O_APPEND | O_CREAT;
  }
  return O_RDONLY;
}

class PosixFileSystem : public FileSystem {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) const override {
    const int fd =
        restarting([&] { return ::open(path.c_str(), flags_of(mode) | O_CLOEXEC, 0666); });
    if (fd < 0) return system_error(path, "cannot open", errno);
    return std::unique_ptr<File>(std::make_unique<PosixFile>(path, fd));
  }

  bool exists(const std::string& path) const override {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0;
  }

  Result<void> rename(const std::string& from, const std::string& to) const override {
    if (::rename(from.c_str(), to.c_str()) < 0) return system_error(to, "cannot replace", errno);
    return {};
  }

  Result<void> remove(const std::string& path) const override {
    if (::unlink(path.c_str()) < 0) return system_error(path, "cannot remove", errno);
    return {};
  }

  Result<bool> make_folder(const std::string& path) const override {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      const std::string parent = path.substr(0, slash);
      if (::mkdir(parent.c_str(), 0777) < 0 && errno != EEXIST)
        return system_error(parent, "cannot make the folder", errno);
    }
    if (::mkdir(path.c_str(), 0777) == 0) return true;
    if (errno == EEXIST) return false;
    return system_error(path, "cannot make the folder", errno);
  }

  Result<std::vector<std::string>> list(const std::string& path) const override {
    std::vector<std::string> names;
    DIR* const folder = ::opendir(path.c_str());
    if (folder == nullptr && errno == ENOENT) return names;
    if (folder == nullptr) return system_error(path, "cannot read", errno);
    while (const dirent* entry = ::readdir(folder)) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
    }
    ::closedir(folder);
    return names;
  }

  Result<void> sync_folder(const std::string& path) const override {
    const int fd = restarting([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY); });
    if (fd < 0) return system_error(path, "cannot open", errno);
    const int status = restarting([&] { return ::fsync(fd); });
    const int code = errno;
    ::close(fd);
    // Some network file systems cannot sync a folder; they make names durable by themselves.
    if (status < 0 && code != EINVAL && code != ENOTSUP)
      return system_error(path, "cannot write to the disk", code);
    return {};
  }
};

}  // namespace

const FileSystem& FileSystem::posix() {
  static const PosixFileSystem files;
  return files;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<Bytes> read_file(const FileSystem& files, const std::string& path) {
  auto file = files.open(path, OpenMode::read);
  if (!file) return file.error();
  const auto size = (*file)->size();
  if (!size) return size.error();
  return (*file)->read(0, *size);
}

Result<void> replace_file(const FileSystem& files, const std::string& path, BytesView content) {
  const std::string temporary = path + ".tmp";
  {
    auto file = files.open(temporary, OpenMode::replace);
    if (!file) return file.error();
    Result<void> done = (*file)->append(content);
    if (done) done = (*file)->sync();
    if (!done) {
      // The first fault is the one to report; a leftover temporary file is harmless.
      (void)files.remove(temporary);
      return done;
    }
  }
  if (auto done = files.rename(temporary, path); !done) return done;
  return files.sync_folder(folder_of(path));
}

}  // namespace cambrian
