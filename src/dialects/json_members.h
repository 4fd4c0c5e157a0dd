#ifndef FANFARE_DIALECTS_JSON_MEMBERS_H_
#define FANFARE_DIALECTS_JSON_MEMBERS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare::dialects {

// The members of the objects of one JSON text, noted while it is written, and put into the order
// that another language gives them. While they come in that order, nothing is kept of them.
//
// What it holds is bounded by the text, and it takes n log n steps for n members however they nest.
class JsonMembers {
 public:
  enum class Order {
    kSorted,        // by the names' bytes; of a name given twice the last
    kIndexesFirst,  // array indexes by value, then the others as they came; of a name given twice
                    // the place of the first with the value of the last
  };

  explicit JsonMembers(Order order) : order_(order) {}

  // Positions are those in the text that is written, which has no blanks: of the opening brace ...
  void beginObject(std::size_t at);
  // ... of the member named `name`, which outlives this object, in the innermost object ...
  void add(std::string_view name, std::size_t at);
  // ... and behind the closing brace.
  void endObject(std::size_t at);

  // The whole `text`, its members in order. REQUIRES: every object has ended.
  std::string inOrder(std::string text);

 private:
  struct Member {
    std::string_view name;
    std::size_t place;  // of the first with its name
    std::size_t begin;
    std::size_t end;  // known when its object ends
  };
  struct OpenObject {
    std::size_t begin;
    std::size_t firstMember;  // in members_
  };
  // A part of the text, behind a comma or not.
  struct Piece {
    std::size_t begin;
    std::size_t end;
    bool hasComma;
  };
  struct RearrangedObject {
    std::size_t begin;
    std::size_t end;
    std::size_t firstPiece;  // in pieces_
    std::size_t pieceCount;
  };
  using Members = std::vector<Member>;

  Members::iterator firstOf(const OpenObject& object);
  void rearrange(const OpenObject& object, std::size_t end);

  const Order order_;
  std::vector<OpenObject> open_;
  Members members_;  // of the open objects, the innermost's last
  std::vector<Piece> pieces_;
  std::vector<RearrangedObject> rearranged_;
};

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_JSON_MEMBERS_H_
