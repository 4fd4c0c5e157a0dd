#include "core/kept_visitor.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace fanfare::core {
namespace {

using Size = std::uint32_t;

// Writes what Unpacking reads, in the same order; or, without a text, counts how long that is.
class Packing {
 public:
  explicit Packing(std::string* text) : text_(text) {}

  void add(Size number) {
    add({reinterpret_cast<const char*>(&number), sizeof number});  // read on this machine
  }
  void addText(std::string_view text) {
    add(static_cast<Size>(text.size()));
    add(text);
  }
  void addFields(const Fields& fields) {
    add(static_cast<Size>(fields.size()));
    for (const Field& field : fields) {
      addText(field.name);
      addText(field.value);
    }
  }
  void addHandshake(const Handshake& handshake) {
    addText(handshake.path);
    addText(handshake.facility);
    addFields(handshake.query);
    addFields(handshake.headers);
    addFields(handshake.cookies);
    addText(handshake.peerAddress);
    addText(handshake.clientAddress);
    add(handshake.isOverTls ? 1 : 0);
  }

  std::size_t size() const { return size_; }

 private:
  void add(std::string_view bytes) {
    size_ += bytes.size();
    if (text_) text_->append(bytes);
  }

  std::string* const text_;
  std::size_t size_ = 0;
};

class Unpacking {
 public:
  explicit Unpacking(std::string_view rest) : rest_(rest) {}

  Size number() {
    Size number = 0;
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }
  std::string text() { return std::string(take(number())); }
  Fields fields() {
    Fields fields(number());
    for (Field& field : fields) {
      field.name = text();
      field.value = text();
    }
    return fields;
  }

 private:
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
};

std::string packed(const Handshake& handshake) {
  Packing counting(nullptr);
  counting.addHandshake(handshake);
  std::string text;
  text.reserve(counting.size());
  Packing(&text).addHandshake(handshake);
  return text;
}

}  // namespace

KeptVisitor::KeptVisitor(const Visitor& visitor)
    : packed_(packed(visitor.handshake)), identity_(visitor.identity), colons_(visitor.colons) {}

Handshake KeptVisitor::handshake() const {
  Unpacking unpacking(packed_);
  Handshake handshake;
  handshake.path = unpacking.text();
  handshake.facility = unpacking.text();
  handshake.query = unpacking.fields();
  handshake.headers = unpacking.fields();
  handshake.cookies = unpacking.fields();
  handshake.peerAddress = unpacking.text();
  handshake.clientAddress = unpacking.text();
  handshake.isOverTls = unpacking.number() != 0;
  return handshake;
}

VisitorPtr KeptVisitor::visitor() const {
  return std::make_shared<const Visitor>(Visitor{handshake(), identity_, colons_});
}

}  // namespace fanfare::core
