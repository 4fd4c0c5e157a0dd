#ifndef JOURNAL_JOURNAL_H_
#define JOURNAL_JOURNAL_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "wall_clock.h"

namespace journal {

// One thing that was done. Value type.
struct Entry {
  enum class Kind : std::uint8_t {
    kMessage = 1,  // carried on the channel `name`, and kept until `until`
    kKept = 2,     // kept only: carried earlier
    kTopic = 3,    // carried on the topic `name`
    kStamp = 4,    // that name was stamped at the time `stamped`, and is until `until`
  };

  Kind kind = Kind::kMessage;
  Time until{};  // the epoch: not kept
  Time stamped{};
  std::string name;
  std::string payload;
};

// A file descriptor, closed with it.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }

  int fd() const { return fd_; }
  void reset(int fd = -1);

 private:
  int fd_;
};

// What several processes of one machine write into together, and read from: all of them the same,
// in the same order. It begins again in another file when it has grown too long, with what still
// counts.
//
// It is the file "journal" of a directory, which is locked by flock(). A process that dies leaves
// it whole.
//
// Threads: confined to one. Blocking: waits for files, and for others that write, two seconds at
// most. Every function throws std::exception where it fails; the object is of no more use then.
class Journal {
 public:
  using Take = std::function<void(Entry)>;

  // Opens the journal in `directory`, or begins it, to be read from its beginning.
  explicit Journal(const std::string& directory);

  // To be held around the rest: nobody else reads or writes meanwhile.
  class Lock {
   public:
    explicit Lock(const Journal& journal) : Lock(journal.directory_.fd()) {}
    explicit Lock(int fd);
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock();

   private:
    const int fd_;
  };

  // Calls `take` with everything that was written and not read yet. Throws, too, where some of it
  // is gone: others have begun again more than once meanwhile, or the file was removed.
  void read(const Take& take);

  void write(const std::vector<Entry>& entries);

  // How long it is, in bytes.
  std::uint64_t size() const { return header().end; }

  // Begins it again with `entries`, which others do not read: they have them already.
  // REQUIRES: all was read.
  void beginAgain(const std::vector<Entry>& entries);

 private:
  // What the file begins with.
  struct Header {
    std::uint64_t mark;        // that it is a journal of this format
    std::uint64_t generation;  // one more each time it begins again
    std::uint64_t begin;       // where what is not repeated from the generation before begins
    std::uint64_t end;         // what lies beyond was not written to its end
  };

  Header header() const;
  void openFile();
  void readFile(const Take& take);
  bool isReplaced() const;
  static void createFile(const std::string& path, std::uint64_t generation,
                         const std::vector<Entry>& entries);

  const std::string path_;
  const Descriptor directory_;
  Descriptor file_;
  std::uint64_t generation_ = 0;
  std::uint64_t at_ = 0;  // up to here it was read
};

}  // namespace journal

#endif  // JOURNAL_JOURNAL_H_
