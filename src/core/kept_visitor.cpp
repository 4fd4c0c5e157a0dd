#include "core/kept_visitor.h"

#include <memory>
#include <utility>

#include "core/packing.h"

namespace fanfare::core {
namespace {

PackedBytes packedOf(const Handshake& handshake) {
  return packed([&handshake](Packing& packing) {
    packing.addText(handshake.path);
    packing.addText(handshake.facility);
    packing.addFields(handshake.query);
    packing.addFields(handshake.headers);
    packing.addFields(handshake.cookies);
    packing.addText(handshake.peerAddress);
    packing.addText(handshake.clientAddress);
    packing.addNumber(handshake.isOverTls);
  });
}

}  // namespace

KeptVisitor::KeptVisitor(const Visitor& visitor)
    : packed_(packedOf(visitor.handshake)), identity_(*visitor.identity), colons_(visitor.colons) {}

Handshake KeptVisitor::handshake() const {
  Unpacking unpacking(packed_.bytes());
  Handshake handshake;
  handshake.path = unpacking.takeText();
  handshake.facility = unpacking.takeText();
  handshake.query = unpacking.takeFields();
  handshake.headers = unpacking.takeFields();
  handshake.cookies = unpacking.takeFields();
  handshake.peerAddress = unpacking.takeText();
  handshake.clientAddress = unpacking.takeText();
  handshake.isOverTls = unpacking.takeNumber<bool>();
  return handshake;
}

VisitorPtr KeptVisitor::visitor() const {
  return std::make_shared<const Visitor>(Visitor{handshake(), identity(), colons_});
}

}  // namespace fanfare::core
